// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/ids.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace widelens {

// The names of all fields that occur, each with an id. Grows while files are read, from any thread; an id never changes.
// At most 65,535 names: beyond that intern() answers kNoField and the field stays readable in its record only.
class FieldTable
{
public:
    FieldTable();
    FieldId intern(std::string_view name);
    FieldId find(std::string_view name) const; // kNoField when it never occurred
    std::string name(FieldId field) const;
    size_t size() const;

private:
    mutable std::mutex m_mutex;
    std::vector<std::string> m_names;
    std::unordered_map<std::string, FieldId> m_ids;
};

} // namespace widelens
