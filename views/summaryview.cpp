// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/summaryview.h"

#include "model/rules/rules.h"
#include "model/session.h"
#include "views/timescale.h"

#include <QEvent>
#include <QLocale>
#include <QScrollBar>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace widelens {

using namespace Qt::StringLiterals;

SummaryView::SummaryView(Session *session, QWidget *parent) : QWidget(parent), m_session(session), m_text(new QTextBrowser)
{
    setObjectName(u"summaryView"_s);
    m_text->setObjectName(u"summaryText"_s);
    m_text->setAccessibleName(tr("Summary"));
    m_text->setOpenLinks(false);
    m_text->setFrameShape(QFrame::NoFrame);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_text);
    setFocusProxy(m_text);
    connect(m_text, &QTextBrowser::anchorClicked, this, &SummaryView::follow);
    connect(session, &Session::storeChanged, this, &SummaryView::compute);
    connect(session, &Session::timeDisplayChanged, this, &SummaryView::showSummary);
    compute();
}

void SummaryView::compute()
{
    const std::shared_ptr<const EventStore> &store = m_session->store();
    // Events of a store that is gone must not be gone to.
    if (m_store && store->sources().empty()) {
        m_task.cancel();
        m_summary = nullptr;
        m_again = false;
        showSummary();
        return;
    }
    m_again = m_task.isRunning();
    if (m_again)
        return;
    m_task.start(this, [store](const Continue &goOn) { return summarizeRuns(store, goOn); },
                 [this, store](const std::shared_ptr<const RunSummary> &summary) {
                     m_summary = summary;
                     m_store = store;
                     showSummary();
                     if (m_again)
                         compute();
                 });
}

// --- links

QString SummaryView::link(const QString &text, Follow follow)
{
    m_links.push_back(std::move(follow));
    return u"<a href=\"link:%1\">%2</a>"_s.arg(m_links.size() - 1).arg(text.toHtmlEscaped());
}

QString SummaryView::pivotLink(const QString &text, const Pivot &pivot)
{
    return link(text, [this, pivot] {
        m_session->setPivots({ pivot });
        emit eventsWanted();
    });
}

QString SummaryView::eventLink(const QString &text, EventRef event)
{
    return link(text, [this, event] {
        m_session->clearFilter();
        m_session->setCurrent(event);
        emit eventsWanted();
    });
}

void SummaryView::follow(const QUrl &url)
{
    const size_t index = url.path().toULongLong();
    if (url.scheme() == u"link" && index < m_links.size()) {
        const Follow follow = m_links[index]; // it may build the page anew
        follow();
    }
}

// --- the page

static QString number(uint64_t count)
{
    return QLocale(QLocale::English, QLocale::UnitedStates).toString(qulonglong(count));
}

static QString cell(const QString &html, const QString &style = {})
{
    return u"<td style=\"padding: 1px 14px 1px 0; %1\">%2</td>"_s.arg(style, html);
}

static QString text(const std::string &text)
{
    return QString::fromStdString(text);
}

static QString head(const QString &title)
{
    return u"<h3 style=\"margin: 14px 0 3px 0\">%1</h3>"_s.arg(title.toHtmlEscaped());
}

void SummaryView::showSummary()
{
    m_links.clear();
    if (!m_summary) {
        m_text->setHtml(u"<p>%1</p>"_s.arg(m_session->isOpen() ? tr("Reading…") : tr("Nothing is open.")));
        return;
    }
    const int place = m_text->verticalScrollBar()->value();
    m_text->setHtml(runsHtml() + statesHtml() + failuresHtml() + contentsHtml() + unreadHtml());
    m_text->verticalScrollBar()->setValue(place);
}

QString SummaryView::runsHtml()
{
    const EventStore &store = *m_store;
    QString html = head(store.runs().size() == 1 ? tr("Run") : tr("%1 runs").arg(store.runs().size()));
    for (const Run &run : store.runs()) {
        if (run.rundir.empty() && run.dfk.empty())
            continue;
        const bool known = !run.dfk.empty();
        const QString name = run.rundir.empty() ? text(run.dfk).left(8) : text(run.rundir);
        const Pivot pivot = known ? pivotOn(store.rules().runField, run.dfk) : pivotOn("rundir", run.rundir);
        QString line = u"<b>%1</b> "_s.arg(pivotLink(name, pivot));
        if (known && !run.rundir.empty())
            line += text(run.dfk).toHtmlEscaped();
        QStringList parts;
        if (run.began != kNoTime) {
            // A start from the start says nothing.
            const TimeDisplay display = m_session->timeDisplay() == TimeDisplay::Local ? TimeDisplay::Local : TimeDisplay::Utc;
            parts.append(timeText(run.began, display, kNoTime, 0) + u' ' + timeDisplayName(display, run.began));
            parts.append(tr("took %1").arg(formatDuration(run.ended - run.began)));
        }
        if (run.finished)
            parts.append(tr("finished"));
        else if (!run.rundir.empty())
            parts.append(u"⚠ "_s + tr("not finished: its log does not say that it was closed"));
        for (const auto &[fact, value] : run.facts)
            parts.append(text(fact) + u' ' + text(value));
        html += u"<p style=\"margin: 2px 0 6px 0\">%1<br>%2</p>"_s.arg(line, parts.join(u" · "_s).toHtmlEscaped());
    }
    return html;
}

QString SummaryView::statesHtml()
{
    if (m_summary->entities == 0)
        return {};
    const Rules &rules = m_store->rules();
    const KeyRule *kind = rules.key(rules.stateKind);
    QString html = head(tr("%1 %2 by their last state").arg(number(m_summary->entities), kind ? text(kind->title) : tr("entities"))) + u"<table>"_s;
    for (const RunSummary::StateCount &state : m_summary->states) {
        if (state.count == 0)
            continue;
        const QString sign = state.failure ? tr("✖ failed") : state.final ? tr("✔ done") : tr("… not ended");
        html += u"<tr>"_s + cell(pivotLink(number(state.count), pivotOn(rules.stateField, state.name)), u"text-align: right"_s)
            + cell(text(state.name).toHtmlEscaped()) + cell(sign) + u"</tr>"_s;
    }
    return html + u"</table>"_s;
}

QString SummaryView::failuresHtml()
{
    QString html = head(tr("Failures"));
    if (m_summary->failures.empty())
        return html + u"<p>%1</p>"_s.arg(tr("No log here names an exception."));
    const Rules &rules = m_store->rules();
    for (const RunSummary::Failure &failure : m_summary->failures) {
        html += u"<p style=\"margin: 4px 0 0 0\"><b>%1</b> "_s.arg(text(failure.type).toHtmlEscaped());
        QStringList parts;
        if (failure.events > 0) {
            parts.append(pivotLink(failure.events == 1 ? tr("1 try") : tr("%1 tries").arg(number(failure.events)), pivotOn(rules.failureField, failure.type)));
            const KeyRule *kind = rules.key(rules.stateKind);
            parts.append(tr("%1 %2, %3 of them failed in the end").arg(number(failure.entities), kind ? text(failure.entities == 1 ? kind->kind : kind->title) : tr("entities"), number(failure.ended)));
        }
        parts.append(eventLink(tr("first"), failure.first));
        html += parts.join(u" · "_s) + u"</p>"_s;
        for (const RunSummary::Message &message : failure.messages)
            html += u"<div style=\"margin: 1px 0 1px 16px\">%1 × %2</div>"_s.arg(eventLink(number(message.count), message.first), text(message.text).toHtmlEscaped());
    }
    if (m_summary->errorsRead < m_summary->errors)
        html += u"<p>%1</p>"_s.arg(tr("Messages of the first %1 of %2 errors").arg(number(m_summary->errorsRead), number(m_summary->errors)));
    return html;
}

QString SummaryView::contentsHtml()
{
    const EventStore &store = *m_store;
    QString html = head(tr("%1 events").arg(number(store.rows()->size())));
    QStringList levels;
    for (const RunSummary::Count &level : m_summary->levels)
        levels.append(pivotLink(number(level.count), pivotOn(store.rules().levelField, level.name)) + u' ' + text(level.name).toHtmlEscaped());
    html += u"<p style=\"margin: 2px 0\">%1</p>"_s.arg(levels.join(u" · "_s));
    if (const TimeRange span = store.timeSpan(); !span.isEverything())
        html += u"<p style=\"margin: 2px 0\">%1 – %2 UTC (%3)</p>"_s.arg(timeText(span.begin, TimeDisplay::Utc, kNoTime, 3), timeText(span.end, TimeDisplay::Utc, kNoTime, 3),
                                                                         formatDuration(span.end - span.begin));
    html += u"<table>"_s;
    for (const RunSummary::Count &kind : m_summary->kinds) {
        const KeyRule *rule = store.rules().key(kind.name);
        const QString title = !rule || kind.count == 1 ? text(kind.name) : text(rule->title);
        html += u"<tr>"_s + cell(link(number(kind.count), [this, name = text(kind.name)] { emit kindWanted(name); }), u"text-align: right"_s)
            + cell(title.toHtmlEscaped()) + u"</tr>"_s;
    }
    return html + u"</table>"_s;
}

QString SummaryView::unreadHtml()
{
    const RunSummary::Unread &unread = m_summary->unread;
    QStringList parts;
    if (unread.lost + unread.damaged > 0)
        parts.append(u"⚠ "_s + link(tr("%1 damaged places").arg(number(unread.lost + unread.damaged)), [this] { emit issuesWanted(); }));
    if (unread.skippedLines > 0)
        parts.append(link(tr("%1 lines skipped").arg(number(unread.skippedLines)), [this] { emit issuesWanted(); }));
    if (!unread.unknownFiles.empty())
        parts.append(link(tr("%1 files in formats that no rule knows").arg(number(unread.unknownFiles.size())), [this] { emit sourcesWanted(); }));
    if (unread.emptyFiles > 0)
        parts.append(link(tr("%1 empty files").arg(number(unread.emptyFiles)), [this] { emit sourcesWanted(); }));
    if (unread.notes > 0)
        parts.append(link(tr("%1 notes").arg(number(unread.notes)), [this] { emit issuesWanted(); }));
    return head(tr("Not read")) + u"<p>%1</p>"_s.arg(parts.isEmpty() ? tr("Everything was read.") : parts.join(u"<br>"_s));
}

void SummaryView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        showSummary(); // links take their colour when they are made
    QWidget::changeEvent(event);
}

} // namespace widelens
