// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/output.h"

#include "app/commandline.h"

#include <QDateTime>
#include <QTimeZone>

#include <cstdio>

namespace widelens {

void RowWriter::row(const std::vector<std::string> &cells)
{
    std::string line;
    for (size_t i = 0; i < cells.size(); ++i) {
        if (i > 0)
            line += m_tsv ? '\t' : ',';
        line += m_tsv ? tsvCell(cells[i]) : csvCell(cells[i]);
    }
    print(line + '\n');
}

void print(std::string_view text)
{
    std::fwrite(text.data(), 1, text.size(), stdout);
}

TimePrinter::TimePrinter(const std::string &zone)
    : m_zone(zone == "UTC" ? std::string() : zone)
{
    if (!m_zone.empty() && !QTimeZone(QByteArray::fromStdString(m_zone)).isValid())
        throw CommandError(2, "--tz " + zone + " is no time zone: give a name such as Europe/Berlin, or UTC");
}

int TimePrinter::offset(Time time) const
{
    if (m_zone.empty())
        return 0;
    return QTimeZone(QByteArray::fromStdString(m_zone)).offsetFromUtc(QDateTime::fromMSecsSinceEpoch(time / 1'000'000, Qt::UTC));
}

std::string TimePrinter::text(Time time, int digits) const
{
    return formatTime(time, digits, offset(time));
}

} // namespace widelens
