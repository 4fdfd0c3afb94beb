// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/pattern.h"
#include "model/store/time.h"

#include <optional>
#include <string_view>

namespace widelens {

// The instant that a time capture of a header says. `isLocal`: it has no zone and was read as UTC. A time without a year is
// the last one of that date that is not after `written`, when its file was last written (a day is granted for clocks and
// zones that differ); without `written` there is none.
std::optional<Time> headerTime(Pattern::Type type, std::string_view text, Time written, bool &isLocal);

// "165" of syslog is "NOTICE": the severity in its last three bits. "" for what is no priority.
std::string_view severityOfPriority(std::string_view text);

// What a record has as the value of a header's capture.
inline std::string_view captureValue(Pattern::Type type, std::string_view text)
{
    return type == Pattern::Type::Priority ? severityOfPriority(text) : text;
}

} // namespace widelens
