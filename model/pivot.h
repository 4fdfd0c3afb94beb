// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/query/entity.h"
#include "model/query/filter.h"

#include <QList>
#include <QMetaType>
#include <QString>

namespace widelens {

// One chip of the filter: conditions that are switched on, off and taken away together, like the key of one entity.
struct Pivot {
    QString label;
    std::vector<Term> terms;
    bool enabled = true;
    bool negated = false; // offered for single terms only

    bool operator==(const Pivot &) const = default;
};

// A part of a displayed text that pivots when it is clicked.
struct Link {
    qsizetype begin = 0; // in characters of the text
    qsizetype length = 0;
    Pivot pivot;
};

Pivot pivotOn(const Entity &entity);
// "levelname = ERROR", or "not levelname = ERROR".
Pivot pivotOn(const std::string &field, const std::string &value, bool negated = false);
Pivot pivotOnSource(const Source &source);
Pivot pivotOnLevel(const std::string &least); // that level and the more serious ones

// The entity among `entities` that a value of `field` tells apart from its siblings; null when the field is no identity.
const Entity *entityForField(const std::vector<Entity> &entities, std::string_view field);

} // namespace widelens

Q_DECLARE_METATYPE(widelens::Pivot)
Q_DECLARE_METATYPE(QList<widelens::Link>)
