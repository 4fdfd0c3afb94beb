// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/eventcopier.h"

#include "model/session.h"

#include <QClipboard>
#include <QGuiApplication>

#include <algorithm>

namespace widelens {

EventCopier::EventCopier(Session *session, QObject *parent) : QObject(parent), m_session(session)
{
    connect(&m_exporter, &EventExporter::textReady, this, [this](const QString &text, size_t events, bool complete) {
        QGuiApplication::clipboard()->setText(text.endsWith(u'\n') && text.count(u'\n') == 1 ? text.chopped(1) : text);
        if (!complete)
            emit said(tr("Copied the first %1 rows: more do not fit the clipboard. Export them into a file instead.").arg(events));
        else
            emit said(events == 1 ? tr("Copied 1 row") : tr("Copied %1 rows").arg(events));
    });
    connect(&m_exporter, &EventExporter::fileWritten, this, [this](const QString &file, size_t events) {
        emit said(tr("Saved %1 events to %2").arg(events).arg(file));
    });
    connect(session, &Session::opened, &m_exporter, &EventExporter::cancel);
}

EventFormat EventCopier::format(EventFormat::Kind kind, const std::vector<std::string> &columns) const
{
    EventFormat format;
    format.kind = kind;
    format.columns = columns;
    format.timeText = [display = m_session->timeDisplay(), origin = m_session->timeOrigin()](Time time) {
        return timeText(time, display, origin, 9).toStdString();
    };
    return format;
}

void EventCopier::copyRows(EventFormat::Kind kind, const std::vector<std::string> &columns, const Delta &delta)
{
    EventExporter::Choice choice { m_session->store(), m_session->rows(), {} };
    for (const SelectedRows::Span &span : m_session->selection().spans())
        choice.spans.emplace_back(span.begin, span.end);
    if (choice.spans.empty())
        return;
    m_saving = false;
    EventFormat wanted = format(kind, columns);
    if (std::find(columns.begin(), columns.end(), EventFormat::kDelta) != columns.end())
        wanted.deltaText = delta;
    m_exporter.makeText(choice, wanted);
}

void EventCopier::copyMessage(EventRef event)
{
    m_saving = false;
    m_exporter.makeText({ m_session->store(), std::make_shared<EventRows>(EventRows { event }), {} }, format(EventFormat::Kind::Text, { "formatted" }));
}

void EventCopier::copyText(const QString &text)
{
    QGuiApplication::clipboard()->setText(text);
    emit said(tr("Copied %1").arg(text.size() > 80 ? text.left(80) + u'…' : text));
}

void EventCopier::saveRows(EventFormat::Kind kind, const std::vector<std::string> &columns, const QString &file)
{
    if (!m_session->hasAllRows()) {
        emit said(tr("Nothing was saved: the filter is not done yet. Save again once the status bar says how many events it leaves."));
        return;
    }
    m_saving = true;
    m_exporter.writeFile({ m_session->store(), m_session->rows(), {} }, format(kind, columns), file);
}

} // namespace widelens
