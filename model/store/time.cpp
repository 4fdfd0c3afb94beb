// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/time.h"

#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace widelens {

namespace {

constexpr std::array<int64_t, 10> kPowersOfTen { 1, 10, 100, 1'000, 10'000, 100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000 };

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

// Fraction digits from `text` as nanoseconds; stops at the first that is none.
int64_t readFraction(std::string_view text, size_t &position)
{
    int64_t nanoseconds = 0;
    int digits = 0;
    for (; position < text.size() && isDigit(text[position]); ++position) {
        if (digits < 9) {
            nanoseconds = nanoseconds * 10 + (text[position] - '0');
            ++digits;
        }
    }
    return nanoseconds * kPowersOfTen[static_cast<size_t>(9 - digits)];
}

bool readNumber(std::string_view text, size_t &position, size_t digits, int &number)
{
    if (position + digits > text.size())
        return false;
    number = 0;
    for (size_t i = 0; i < digits; ++i, ++position) {
        if (!isDigit(text[position]))
            return false;
        number = number * 10 + (text[position] - '0');
    }
    return true;
}

bool readChar(std::string_view text, size_t &position, std::string_view anyOf)
{
    if (position >= text.size() || anyOf.find(text[position]) == std::string_view::npos)
        return false;
    ++position;
    return true;
}

} // namespace

std::optional<Time> parseEpochSeconds(std::string_view text)
{
    size_t position = 0;
    int64_t seconds = 0;
    while (position < text.size() && isDigit(text[position])) {
        if (position >= 10)
            return std::nullopt; // beyond the year 2262 or not seconds
        seconds = seconds * 10 + (text[position] - '0');
        ++position;
    }
    if (position == 0)
        return std::nullopt;
    int64_t nanoseconds = 0;
    if (position < text.size() && text[position] == '.') {
        ++position;
        nanoseconds = readFraction(text, position);
    }
    if (position == text.size())
        return seconds <= 9'223'372'035 ? std::optional<Time>(seconds * kSecond + nanoseconds) : std::nullopt;
    if (text[position] != 'e' && text[position] != 'E')
        return std::nullopt;
    double number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() || !(number >= 0 && number < 9.2e9))
        return std::nullopt;
    return static_cast<Time>(std::llround(number * 1e6)) * 1000;
}

std::optional<Time> parseIsoTime(std::string_view text, int offset, bool *hasZone)
{
    if (hasZone)
        *hasZone = false;
    size_t at = 0;
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
    const bool basic = text.find_first_not_of("0123456789") == 8 && (text[8] == 'T' || text[8] == 't');
    const auto separated = [&](const char *by) { return basic || readChar(text, at, by); };
    if (!readNumber(text, at, 4, year) || !separated("-/") || !readNumber(text, at, 2, month) || !separated("-/") || !readNumber(text, at, 2, day))
        return std::nullopt;
    int64_t nanoseconds = 0;
    if (at < text.size()) {
        if (!readChar(text, at, "Tt ") || !readNumber(text, at, 2, hour) || !separated(":") || !readNumber(text, at, 2, minute))
            return std::nullopt;
        if (basic ? at < text.size() && text[at] >= '0' && text[at] <= '9' : readChar(text, at, ":")) {
            if (!readNumber(text, at, 2, second))
                return std::nullopt;
            if (readChar(text, at, ".,"))
                nanoseconds = readFraction(text, at);
        }
        readChar(text, at, " ");
        if (hasZone)
            *hasZone = at < text.size();
        if (readChar(text, at, "Zz")) {
            offset = 0;
        } else if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
            const int sign = text[at++] == '-' ? -1 : 1;
            int hours = 0, minutes = 0;
            if (!readNumber(text, at, 2, hours))
                return std::nullopt;
            readChar(text, at, ":");
            if (at < text.size() && !readNumber(text, at, 2, minutes))
                return std::nullopt;
            if (hours > 23 || minutes > 59)
                return std::nullopt;
            offset = sign * (hours * 3600 + minutes * 60);
        }
    }
    const bool endOfDay = hour == 24 && minute == 0 && second == 0 && nanoseconds == 0;
    if (at != text.size() || (hour > 23 && !endOfDay) || minute > 59 || second > 60)
        return std::nullopt;
    const std::chrono::year_month_day date { std::chrono::year(year), std::chrono::month(static_cast<unsigned>(month)),
                                             std::chrono::day(static_cast<unsigned>(day)) };
    if (!date.ok() || year < 1678 || year > 2261)
        return std::nullopt;
    const int64_t days = std::chrono::sys_days(date).time_since_epoch().count();
    return ((days * 24 + hour) * 60 + minute) * 60 * kSecond + (second - offset) * kSecond + nanoseconds;
}

std::string formatTime(Time time, int digits, int offset)
{
    if (time == kNoTime)
        return {};
    time += offset * kSecond;
    int64_t seconds = time / kSecond;
    int64_t nanoseconds = time % kSecond;
    if (nanoseconds < 0) {
        nanoseconds += kSecond;
        --seconds;
    }
    const auto days = std::chrono::floor<std::chrono::days>(std::chrono::sys_seconds(std::chrono::seconds(seconds)));
    const std::chrono::year_month_day date(days);
    const int64_t inDay = seconds - std::chrono::sys_seconds(days).time_since_epoch().count();
    char buffer[64];
    int length = std::snprintf(buffer, sizeof buffer, "%04d-%02u-%02u %02d:%02d:%02d", static_cast<int>(date.year()),
                               static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), static_cast<int>(inDay / 3600),
                               static_cast<int>(inDay / 60 % 60), static_cast<int>(inDay % 60));
    if (digits > 0) {
        const auto power = kPowersOfTen[static_cast<size_t>(9 - std::min(digits, 9))];
        length += std::snprintf(buffer + length, sizeof buffer - static_cast<size_t>(length), ".%0*lld", std::min(digits, 9),
                                static_cast<long long>(nanoseconds / power));
    }
    return std::string(buffer, static_cast<size_t>(length));
}

std::string formatEpochSeconds(Time time)
{
    if (time == kNoTime)
        return {};
    const bool negative = time < 0;
    const uint64_t magnitude = negative ? ~static_cast<uint64_t>(time) + 1 : static_cast<uint64_t>(time);
    char buffer[48];
    const int length = std::snprintf(buffer, sizeof buffer, "%s%llu.%09llu", negative ? "-" : "",
                                     static_cast<unsigned long long>(magnitude / kSecond), static_cast<unsigned long long>(magnitude % kSecond));
    std::string text(buffer, static_cast<size_t>(length));
    while (text.back() == '0' && text[text.size() - 2] != '.')
        text.pop_back();
    return text;
}

} // namespace widelens
