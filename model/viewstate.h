// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/pivot.h"

#include <QStringList>

namespace widelens {

// Which columns the event table has beside the order and widths that the reader gave them.
struct Columns {
    QStringList fields; // canonical names, in front of the message
    QList<int> hidden; // of EventModel::Column, ascending

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

} // namespace widelens
