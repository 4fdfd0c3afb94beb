// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/quoting.h"
#include "model/store/time.h"

#include <string>
#include <string_view>
#include <vector>

namespace widelens {

// Writes rows of cells as csv or tsv.
class RowWriter
{
public:
    explicit RowWriter(std::string format)
        : m_tsv(format == "tsv")
    {
    }
    void row(const std::vector<std::string> &cells);

private:
    bool m_tsv;
};

void print(std::string_view text); // to standard output

// Times for people, in the zone of --tz. Throws CommandError (2) for a zone that is not known.
class TimePrinter
{
public:
    explicit TimePrinter(const std::string &zone = {});
    std::string text(Time time, int digits = 6) const;
    int offset(Time time) const; // seconds east of Greenwich

private:
    std::string m_zone;
};

} // namespace widelens
