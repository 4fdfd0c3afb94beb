// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/recognition.h"
#include "tests/fuzz/reading.h"

using namespace widelens;

// Any bytes as a file of a run: whichever format is recognised, it can be read.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    const std::string_view text(reinterpret_cast<const char *>(bytes), count);
    Reading reading;
    spoolBytes(reading, text, "some.file");
    FileReader file;
    require(openSource(reading.source, file));
    const FormatRule *format = recognise(fuzzRules(), reading.source, file);
    require(format || !reading.source.issues.empty());
    if (format)
        readBytes(reading, *format);
    const PathFields path = readPath(fuzzRules(), std::string(text.substr(0, 200)));
    require(path.fields.size() < 200);
    return 0;
}
