// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/formatsketch.h"
#include "tests/fuzz/reading.h"

using namespace widelens;

// The first line as what a person writes to teach a format, the others as the lines of the file: there is a problem in a
// sentence, or a rule file that is accepted and reads as the preview shows.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    std::vector<std::string> lines;
    std::string_view text(reinterpret_cast<const char *>(bytes), count);
    while (!text.empty() && lines.size() < 12) {
        const size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    if (lines.empty())
        return 0;
    const std::string header = lines.front();
    lines.erase(lines.begin());
    const FormatSketch sketch = sketchFormat(lines, header);
    require(sketch.rows.size() == lines.size() || !sketch.problem.empty());
    require(formatName(header).size() <= 4 * header.size());
    if (sketch.problem.empty()) {
        Rules rules = fuzzRules();
        addRules(rules, "taught.json", ruleFileText("taught", "taught", sketch.header));
        std::vector<Pattern::Span> spans;
        for (size_t i = 0; i < lines.size(); ++i)
            require(!sketch.rows[i].begins || rules.format("taught")->header->match(lines[i], spans));
    }
    const std::string suggested = suggestHeader(lines);
    require(suggested.empty() || sketchFormat(lines, suggested).problem.empty());
    return 0;
}
