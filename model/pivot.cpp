// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/pivot.h"

namespace widelens {

Pivot pivotOn(const Entity &entity)
{
    return { QString::fromStdString(entity.label()), entity.key };
}

Pivot pivotOn(const std::string &field, const std::string &value, bool negated)
{
    Pivot pivot;
    pivot.label = QStringLiteral("%1 = %2").arg(QString::fromStdString(field), QString::fromStdString(value));
    pivot.terms = { Term { field, value } };
    pivot.negated = negated;
    return pivot;
}

Pivot pivotOnSource(const Source &source)
{
    Pivot pivot;
    pivot.label = QString::fromStdString(source.path);
    pivot.terms = { Term { "source", source.path } };
    return pivot;
}

Pivot pivotOnLevel(const std::string &least)
{
    Pivot pivot;
    pivot.label = QStringLiteral("%1 and up").arg(QString::fromStdString(least));
    pivot.terms = { Term { "severity", least } };
    return pivot;
}

const Entity *entityForField(const std::vector<Entity> &entities, std::string_view field)
{
    for (const Entity &entity : entities) {
        if (!entity.key.empty() && entity.key.back().field == field)
            return &entity;
    }
    return nullptr;
}

} // namespace widelens
