// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/pivot.h"

#include <QMap>
#include <QStringList>

namespace widelens {

// Which columns the event table has. A column is called by its field, or, if it is built in, by its number of EventModel::Column.
struct Columns {
    QStringList fields; // canonical names, in front of the message
    QList<int> hidden; // of EventModel::Column, ascending
    QStringList order; // from left to right, also hidden ones; empty: as they come
    QMap<QString, int> widths; // pixels; those not in it are as they are

    bool operator==(const Columns &) const = default;
};

// What the table and the plots show: one step of the history.
struct ViewState {
    QList<Pivot> pivots;
    TimeRange range;
    Columns columns;
    TimeRange zoom; // of the plots; everything: they show all there is

    bool operator==(const ViewState &) const = default;
};

// What the enabled chips and the range say together.
Filter filterOf(const ViewState &state);
// Whether both leave the same events for sure: the order of conditions does not matter.
bool isSameFilter(const Filter &a, const Filter &b);

} // namespace widelens
