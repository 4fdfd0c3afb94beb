// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace widelens {

// A run of a message that looks like a value.
struct Slot {
    enum class Class : uint8_t { Int, List, Hex, Uuid };
    uint32_t begin;
    uint32_t end;
    Class type;
};

struct LineShape;

// A message whose shape is known, by which a further one can be recognised without hashing. Only for shapes where each
// slot ends at the same kind of place whatever its value: whole numbers, also in words that can be no hexadecimal
// number, and hexadecimal words. Most shapes are like that.
class ShapeSample
{
public:
    ShapeSample() = default;
    ShapeSample(std::string_view message, const LineShape &shape);
    bool isEmpty() const { return m_text.empty(); }
    // It has no bytes that no log should hold; then none of its shape has.
    bool isSound() const { return m_isSound; }

private:
    friend struct LineShape;
    std::string m_text; // empty: not a shape for this
    std::vector<Slot> m_slots;
    bool m_isSound = false;
};

// A message with its values masked: decimal runs (also "3, 4, 5" as one list), words of eight or more hexadecimal
// digits, 0x…, UUIDs. Two messages with the same hash have the same text between their slots and the same classes of
// slots (64-bit hash; nothing but a template depends on it).
struct LineShape {
    static constexpr uint32_t kMaxSlots = 64;
    static constexpr uint32_t kMaxLength = 1024; // of a message that is looked at

    uint64_t hash = 0;
    uint32_t count = 0;
    bool complete = true; // false: longer, or with more slots, than is looked at
    Slot slots[kMaxSlots];

    void read(std::string_view message);
    // As read(), where the message has the sample's shape; false where it has not, then nothing of this is to be used.
    // The hash is not computed.
    bool readLike(const ShapeSample &sample, std::string_view message);
};

// The masked text a person sees: "Sent tasks: [<int>] to manager b'<hex>'"; quoted runs with spaces or slashes and paths
// are masked as well ("<quoted>", "<path>").
std::string maskedText(std::string_view message);
std::string maskedText(std::string_view message, const LineShape &shape); // that was read from the message

} // namespace widelens
