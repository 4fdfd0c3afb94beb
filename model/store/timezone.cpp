// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/timezone.h"

#include <date/tz.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <stdexcept>

namespace widelens {

struct TimeZone::Rule {
    virtual ~Rule() = default;
    virtual int offsetAt(Time time) const = 0;
    std::string name;
};

namespace {

int64_t secondsOf(Time time)
{
    return time / kSecond - (time % kSecond < 0);
}

struct ObservedRule : TimeZone::Rule {
    std::vector<TimeZone::Piece> pieces;

    int offsetAt(Time time) const override
    {
        size_t i = pieces.size() - 1;
        while (i > 0 && time < pieces[i].from)
            --i;
        return pieces[i].offset;
    }
};

struct NamedRule : TimeZone::Rule {
    const date::time_zone *zone = nullptr;

    int offsetAt(Time time) const override
    {
        const date::sys_seconds at { std::chrono::seconds(secondsOf(time)) };
        return static_cast<int>(zone->get_info(at).offset.count());
    }
};

// localtime_r looks only at the zone that the process began with: no global is changed.
struct LocalRule : TimeZone::Rule {
    int offsetAt(Time time) const override
    {
        const std::time_t seconds = secondsOf(time);
        std::tm broken {};
        return ::localtime_r(&seconds, &broken) ? static_cast<int>(broken.tm_gmtoff) : 0;
    }
};

std::string localName()
{
    if (const char *name = std::getenv("TZ"); name && *name)
        return name[0] == ':' ? name + 1 : name;
    std::error_code error;
    const std::string target = std::filesystem::read_symlink("/etc/localtime", error).string();
    constexpr std::string_view folder = "zoneinfo/";
    const size_t at = target.find(folder);
    return at == std::string::npos ? std::string(offsetName(LocalRule().offsetAt(std::time(nullptr) * kSecond))) : target.substr(at + folder.size());
}

} // namespace

TimeZone::TimeZone()
    : TimeZone(fixed(0))
{
}

TimeZone::TimeZone(std::shared_ptr<const Rule> rule)
    : m_rule(std::move(rule))
{
}

TimeZone TimeZone::fixed(int offset)
{
    return observed({ { kNoTime, offset } });
}

TimeZone TimeZone::observed(std::vector<Piece> pieces)
{
    auto rule = std::make_shared<ObservedRule>();
    for (const auto &piece : pieces)
        rule->name += (rule->name.empty() ? "" : ", then ") + offsetName(piece.offset);
    rule->pieces = std::move(pieces);
    return TimeZone(std::move(rule));
}

std::optional<TimeZone> TimeZone::named(const std::string &name)
{
    int hours = 0;
    int minutes = 0;
    char sign = 0;
    char more = 0;
    if (std::sscanf(name.c_str(), "UTC%c%2d:%2d%c", &sign, &hours, &minutes, &more) == 3 && (sign == '+' || sign == '-') && hours >= 0 && hours < 24 && minutes >= 0 && minutes < 60)
        return fixed((sign == '-' ? -1 : 1) * (hours * 60 + minutes) * 60);
    auto rule = std::make_shared<NamedRule>();
    try {
        rule->zone = date::locate_zone(name);
    } catch (const std::runtime_error &) {
        return std::nullopt;
    }
    rule->name = name;
    return TimeZone(std::move(rule));
}

TimeZone TimeZone::local()
{
    ::tzset();
    auto rule = std::make_shared<LocalRule>();
    rule->name = localName();
    return TimeZone(std::move(rule));
}

const std::string &TimeZone::name() const
{
    return m_rule->name;
}

int TimeZone::offsetAt(Time time) const
{
    return m_rule->offsetAt(time);
}

TimeZone::Instants TimeZone::instantsOf(Time local) const
{
    // What holds a day before and a day after is all that can hold in between: zones do not change twice in two days.
    constexpr Time day = 86'400 * kSecond;
    const int before = offsetAt(local - day);
    const int after = offsetAt(local + day);
    const Time a = local - before * kSecond;
    if (before == after)
        return { a, kNoTime };
    const Time b = local - after * kSecond;
    const bool isA = offsetAt(a) == before;
    const bool isB = offsetAt(b) == after;
    if (isA && isB)
        return { std::min(a, b), std::max(a, b) };
    return { isB ? b : a, kNoTime };
}

std::string offsetName(int offset)
{
    if (offset == 0)
        return "UTC";
    const int size = std::abs(offset);
    char text[24];
    std::snprintf(text, sizeof text, size % 60 ? "UTC%c%02d:%02d:%02d" : "UTC%c%02d:%02d", offset < 0 ? '-' : '+', size / 3600, size / 60 % 60, size % 60);
    return text;
}

} // namespace widelens
