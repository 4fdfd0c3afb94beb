// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/damage.h"
#include "model/import/lineshape.h"
#include "tests/fuzz/reading.h"

using namespace widelens;

// Lines as messages: slots follow one another; what is recognised by a sample has the slots that reading it plainly gives.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    std::vector<std::string> lines; // bytes behind a message can be read in all callers
    std::string_view text(reinterpret_cast<const char *>(bytes), count);
    while (!text.empty() && lines.size() < 16) {
        const size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    for (auto &line : lines) {
        const size_t length = line.size();
        line.append(64, '\0');
        const std::string_view message(line.data(), length);
        LineShape plain;
        plain.read(message);
        require(plain.count <= LineShape::kMaxSlots);
        uint32_t at = 0;
        for (uint32_t i = 0; i < plain.count; ++i) {
            require(plain.slots[i].begin >= at && plain.slots[i].begin < plain.slots[i].end && plain.slots[i].end <= length);
            at = plain.slots[i].end;
        }
        maskedText(message);
        const ShapeSample sample(message, plain);
        for (const auto &other : lines) {
            const std::string_view later(other.data(), other.size() >= 64 && other.ends_with(std::string(64, '\0')) ? other.size() - 64 : 0);
            LineShape like;
            if (sample.isEmpty() || later.empty() || !like.readLike(sample, later))
                continue;
            LineShape again;
            again.read(later);
            require(again.hash == plain.hash && again.count == like.count);
            require(!sample.isSound() || !findByteDamage(later, true).what);
            for (uint32_t i = 0; i < again.count; ++i)
                require(again.slots[i].begin == like.slots[i].begin && again.slots[i].end == like.slots[i].end && again.slots[i].type == like.slots[i].type);
        }
    }
    return 0;
}
