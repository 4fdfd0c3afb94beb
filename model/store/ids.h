// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstdint>

namespace widelens {

// Distinct types per kind of id, so that ids cannot be mixed up. All are dense and start at 0.
enum class FieldId : uint16_t {};
enum class TemplateId : uint32_t {};
enum class RunId : uint32_t {};

inline constexpr FieldId kNoField { 0xffff };
inline constexpr TemplateId kNoTemplate { 0xffffffff };
inline constexpr RunId kNoRun { 0xffffffff };

constexpr uint32_t index(FieldId id) { return static_cast<uint32_t>(id); }
constexpr uint32_t index(TemplateId id) { return static_cast<uint32_t>(id); }
constexpr uint32_t index(RunId id) { return static_cast<uint32_t>(id); }

// An event: its segment (numbered in the order of their sources' paths, those of one source in file order) and its row there
// (file order). Stable from one
// version of a store to the next while files only grow, so it serves as an anchor for selection and bookmarks (but see
// EventStore::isRenumbered).
// Its order is the tie-break of the time order.
struct EventRef {
    uint32_t segment = 0xffffffff;
    uint32_t row = 0xffffffff;

    bool isValid() const { return segment != 0xffffffff; }
    auto operator<=>(const EventRef &) const = default;
};

} // namespace widelens
