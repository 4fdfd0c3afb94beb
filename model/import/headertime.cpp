// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/headertime.h"

#include <array>
#include <charconv>
#include <chrono>

namespace widelens {

namespace {

template<typename T>
std::optional<T> number(std::string_view text)
{
    T value {};
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    return parsed.ec == std::errc() && parsed.ptr == text.data() + text.size() ? std::optional<T>(value) : std::nullopt;
}

int yearOf(Time time)
{
    const auto days = std::chrono::floor<std::chrono::days>(std::chrono::sys_time<std::chrono::nanoseconds>(std::chrono::nanoseconds(time)));
    return static_cast<int>(std::chrono::year_month_day(days).year());
}

// "Aug  5 05:20:01": the shape was checked by the pattern.
std::optional<Time> yearlessTime(std::string_view text, Time written)
{
    constexpr std::string_view months = "JanFebMarAprMayJunJulAugSepOctNovDec";
    constexpr Time kGrace = 24 * 3600 * kSecond;
    const size_t month = months.find(text.substr(0, 3));
    if (written == kNoTime || month == std::string_view::npos || month % 3 != 0)
        return std::nullopt;
    std::string rest(text.substr(4));
    if (rest[0] == ' ')
        rest[0] = '0';
    const size_t number = month / 3 + 1;
    const int latest = yearOf(written + kGrace);
    for (int year = latest; year > latest - 8; --year) { // 29 February comes every four years, once in a century every eight
        const std::string date = std::to_string(year) + (number < 10 ? "-0" : "-") + std::to_string(number) + "-" + rest;
        const auto time = parseIsoTime(date);
        if (time && *time <= written + kGrace)
            return time;
    }
    return std::nullopt;
}

} // namespace

std::optional<Time> headerTime(Pattern::Type type, std::string_view text, Time written, bool &isLocal)
{
    isLocal = false;
    const auto whole = [text](int64_t unit) -> std::optional<Time> {
        const auto value = number<int64_t>(text);
        return value && *value < INT64_MAX / unit ? std::optional<Time>(*value * unit) : std::nullopt;
    };
    switch (type) {
    case Pattern::Type::Epoch:
        return parseEpochSeconds(text);
    case Pattern::Type::EpochMillis:
        return whole(1'000'000);
    case Pattern::Type::EpochMicros:
        return whole(1000);
    case Pattern::Type::EpochNanos:
        return whole(1);
    case Pattern::Type::Datetime: {
        bool hasZone = false;
        const auto time = parseIsoTime(text, 0, &hasZone);
        isLocal = !hasZone;
        return time;
    }
    case Pattern::Type::Yearless:
        isLocal = true;
        return yearlessTime(text, written);
    default:
        return std::nullopt;
    }
}

std::string_view severityOfPriority(std::string_view text)
{
    constexpr std::array<std::string_view, 8> names { "EMERG", "ALERT", "CRITICAL", "ERROR", "WARNING", "NOTICE", "INFO", "DEBUG" };
    const auto priority = number<unsigned>(text);
    return priority && *priority < 192 ? names[*priority % 8] : std::string_view();
}

} // namespace widelens
