// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/messagelinks.h"

#include "model/rules/rules.h"

#include <algorithm>

namespace widelens {

QList<Link> linksInMessage(const EventStore &store, TemplateId templateId, const QString &message,
                           const std::vector<Entity> &entities)
{
    const int rule = templateId == kNoTemplate ? -1 : store.templates().rule(templateId);
    if (rule < 0 || entities.empty())
        return {};
    const Pattern &pattern = store.rules().messages[static_cast<size_t>(rule)].pattern;
    const QByteArray bytes = message.toUtf8();
    const std::string_view text(bytes.constData(), static_cast<size_t>(bytes.size()));
    std::vector<Pattern::Span> spans;
    if (!pattern.match(text, spans))
        return {};
    QList<Link> links;
    for (size_t i = 0; i < spans.size() && i < pattern.captureNames().size(); ++i) {
        const Entity *entity = pattern.captureType(i) == Pattern::Type::List ? nullptr : entityForField(entities, pattern.captureNames()[i]);
        if (!entity || spans[i].end <= spans[i].begin)
            continue;
        // Spans count bytes, links count characters.
        const auto characters = [&](uint32_t end) { return QString::fromUtf8(bytes.constData(), static_cast<qsizetype>(end)).size(); };
        const qsizetype begin = characters(spans[i].begin);
        links.append({ begin, characters(spans[i].end) - begin, pivotOn(*entity) });
    }
    std::sort(links.begin(), links.end(), [](const Link &a, const Link &b) { return a.begin < b.begin; });
    return links;
}

} // namespace widelens
