// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocale>
#include <qcustomplot.h>

#include <cmath>

namespace widelens {

// Labels of counts: whole up to 9999, then "250 k", "1.5 M", so that they fit beside every plot alike.
class CountTicker : public QCPAxisTicker
{
public:
    static QSharedPointer<CountTicker> create() { return QSharedPointer<CountTicker>(new CountTicker); }

    static QString label(double value)
    {
        constexpr struct {
            double from;
            double unit;
            const char *suffix;
        } units[] = { { 1e13, 1e12, " T" }, { 1e10, 1e9, " G" }, { 1e6, 1e6, " M" }, { 1e4, 1e3, " k" } };
        for (const auto &unit : units) {
            if (std::abs(value) >= unit.from)
                return QString::number(value / unit.unit, 'g', 6) + QLatin1String(unit.suffix);
        }
        return QString::number(value, 'g', 6);
    }

protected:
    QString getTickLabel(double tick, const QLocale &, QChar, int) override { return label(tick); }
};

} // namespace widelens
