// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/recordparser.h"
#include "tests/fuzz/reading.h"

using namespace widelens;

// Any bytes as a text log: every line is accounted for, and each event, read again by itself, has the same message as alone.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t count)
{
    if (count < 2)
        return 0;
    const FormatRule &format = formatOf(bytes[0], { FormatRule::Kind::Text });
    const std::string_view text(reinterpret_cast<const char *>(bytes) + 1, count - 1);
    Reading reading;
    spoolBytes(reading, text, "parsl.log");
    readBytes(reading, format);
    for (uint32_t row = 0; row < reading.segment->rowCount(); ++row) {
        const std::string raw(text.substr(reading.segment->offset(row), reading.segment->length(row)));
        Record record;
        parseTextRecord(fuzzRules(), format, raw, record);
        require(record.text("formatted") == textMessage(format, raw, SIZE_MAX));
        addMessageFields(fuzzRules(), reading.source.role, 0, record);
    }
    return 0;
}
