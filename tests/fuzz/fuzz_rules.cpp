// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/fuzz/reading.h"

using namespace widelens;

// Any bytes as a rule file, beside those that ship: it is refused with a reason, or its rules can be used.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    Rules rules = fuzzRules();
    try {
        addRules(rules, "mine.json", { reinterpret_cast<const char *>(bytes), count });
    } catch (const RuleError &error) {
        require(std::string_view(error.what()).find("mine.json") != std::string_view::npos);
        return 0;
    }
    std::vector<Pattern::Span> spans;
    const std::string line = "2026-08-05 05:20:01,042 Task 4 'x' [1, 2] b'4f65c2b07a19' 1.5 INFO deadbeef /a/b 2f1c3a5e-0000-4abc-8def-0123456789ab <13> step 7 of 9";
    for (const auto &format : rules.formats) {
        if (format.header)
            format.header->match(line, spans);
    }
    for (size_t cut = 0; cut < line.size(); cut += 7) {
        const std::string_view part = std::string_view(line).substr(cut);
        if (rules.matchMessage(part, "parsl", spans) >= 0) {
            for (const auto &span : spans)
                require(span.begin <= span.end && span.end <= part.size());
        }
    }
    return 0;
}
