// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/summaryview.h"

#include "model/query/exceptiontext.h"
#include "model/rules/rules.h"
#include "model/session.h"
#include "views/opening.h"

#include <QEvent>
#include <QLocale>
#include <QScrollBar>
#include <QTextBrowser>
#include <QVBoxLayout>

#include <algorithm>

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
        m_growth = {};
        showSummary();
        return;
    }
    m_again = m_task.isRunning() && !store->isComplete(); // the last version outdates those before
    if (m_again || !(store->isComplete() || m_growth.isEnough(store->rows()->size())))
        return;
    m_growth.look(store->rows()->size());
    m_task.start(this, [store, source = m_session->transitions()](const Continue &goOn) { return summarizeRuns(store, goOn, source); },
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
        if (isTabWanted())
            m_session->openTab();
        ViewState all = m_session->tabState(m_session->currentTab());
        all.pivots = pivot.terms.empty() ? QList<Pivot>() : QList<Pivot> { pivot };
        all.range = {};
        m_session->show(all);
        emit eventsWanted();
    });
}

QString SummaryView::listLink(const QString &text, const std::string &kind, const QString &filter)
{
    return link(text, [this, kind = QString::fromStdString(kind), filter] { emit kindWanted(kind, filter); });
}

QString SummaryView::eventLink(const QString &text, EventRef event)
{
    return link(text, [this, event] {
        if (isTabWanted())
            m_session->openTab();
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

static QString headHtml(const QString &html)
{
    return u"<h3 style=\"margin: 14px 0 3px 0\">%1</h3>"_s.arg(html);
}

void SummaryView::showSummary()
{
    m_links.clear();
    if (!m_summary) {
        m_text->setHtml(u"<p>%1</p>"_s.arg(m_session->isOpen() ? tr("Reading…") : tr("Nothing is open.")));
        return;
    }
    const int place = m_text->verticalScrollBar()->value();
    m_text->setHtml(partHtml() + runsHtml() + statesHtml() + failuresHtml() + contentsHtml() + unreadHtml());
    m_text->verticalScrollBar()->setValue(place);
}

// While loading: a summary takes longer than the next version.
QString SummaryView::partHtml() const
{
    if (m_store->isComplete())
        return {};
    return u"<p><i>%1</i></p>"_s.arg(tr("Still being read: this is of the first %1 events.").arg(number(m_store->rows()->size())));
}

QString SummaryView::runsHtml()
{
    const EventStore &store = *m_store;
    const bool named = std::any_of(store.runs().begin(), store.runs().end(), [](const Run &run) { return !run.rundir.empty() || !run.dfk.empty(); });
    if (!named)
        return {};
    QString html = headHtml(store.runs().size() == 1 ? tr("Run") : tr("%1 runs").arg(store.runs().size()));
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
        else if (!run.rundir.empty() && store.isComplete())
            parts.append(u"⚠ "_s + tr("not finished: its log does not say that it was closed"));
        for (const auto &[fact, value] : run.facts)
            parts.append(text(fact) + u' ' + text(value));
        html += u"<p style=\"margin: 2px 0 6px 0\">%1<br>%2</p>"_s.arg(line, parts.join(u" · "_s).toHtmlEscaped());
    }
    return html;
}

// "state=failed|dep_fail", for the list of entities.
static QString isOneOf(const std::string &column, const QStringList &values)
{
    const QString word = text(column) + u'=' + values.join(u'|');
    return word.contains(u' ') ? u'"' + word + u'"' : word;
}

QString SummaryView::statesHtml()
{
    if (m_summary->entities == 0)
        return {};
    const Rules &rules = m_store->rules();
    const KeyRule *kind = rules.key(rules.stateKind);
    const QString all = listLink(number(m_summary->entities), rules.stateKind, u"has:"_s + text(rules.stateField));
    QString html = headHtml(tr("%1 %2 by their last state").arg(all, (kind ? text(kind->title) : tr("entities")).toHtmlEscaped())) + u"<table>"_s;
    for (const RunSummary::StateCount &state : m_summary->states) {
        if (state.count == 0)
            continue;
        const QString sign = state.failure ? tr("✖ failed") : state.final ? tr("✔ done") : tr("… not ended");
        html += u"<tr>"_s + cell(listLink(number(state.count), rules.stateKind, isOneOf(rules.stateField, { text(state.name) })), u"text-align: right"_s)
            + cell(text(state.name).toHtmlEscaped()) + cell(sign) + u"</tr>"_s;
    }
    return html + u"</table>"_s;
}

// "6 tries of 3 tasks, 2 of them failed in the end · first"
QString SummaryView::failureHtml(const RunSummary::Failure &failure)
{
    const Rules &rules = m_store->rules();
    const KeyRule *kind = rules.key(rules.stateKind);
    QStringList names;
    QStringList tries;
    for (const RunSummary::Count &name : failure.names) {
        names.append(text(name.name));
        const QString as = failure.names.size() > 1 ? tr(" as %1").arg(text(name.name).toHtmlEscaped()) : QString();
        tries.append(pivotLink(name.count == 1 ? tr("1 try") : tr("%1 tries").arg(number(name.count)), pivotOn(rules.failureField, name.name)) + as);
    }
    QStringList parts;
    if (!tries.isEmpty()) {
        QStringList failures;
        for (const StateRule &state : rules.states) {
            if (state.failure)
                failures.append(text(state.name));
        }
        QString of = tries.join(tr(" and "));
        if (failure.entities > 0) {
            const QString title = kind ? text(failure.entities == 1 ? kind->kind : kind->title) : tr("entities");
            of += tr(" of %1").arg(listLink(number(failure.entities) + u' ' + title, rules.stateKind, isOneOf("exceptions", names)));
            const QString ended = isOneOf("exceptions", names) + u' ' + isOneOf(rules.stateField, failures);
            of += failure.ended == 0 ? tr(", none failed in the end") : tr(", %1 failed in the end").arg(listLink(number(failure.ended), rules.stateKind, ended));
        }
        parts.append(of);
    }
    parts.append(eventLink(tr("first"), failure.first));
    return parts.join(u" · "_s);
}

QString SummaryView::failuresHtml()
{
    QString html = headHtml(tr("Failures"));
    if (m_summary->failures.empty() && m_summary->errors == 0)
        return html + u"<p>%1</p>"_s.arg(tr("No log here names an exception."));
    if (m_summary->failures.empty()) {
        const QString errors = pivotLink(m_summary->errors == 1 ? tr("1 error") : tr("%1 errors").arg(number(m_summary->errors)), pivotOnLevel("ERROR"));
        return html + u"<p>%1</p>"_s.arg(tr("No log here names an exception, but there is what was logged as error: %1").arg(errors));
    }
    for (const RunSummary::Failure &failure : m_summary->failures) {
        html += u"<p style=\"margin: 4px 0 0 0\"><b>%1</b> %2</p>"_s.arg(text(failure.type).toHtmlEscaped(), failureHtml(failure));
        for (const RunSummary::Message &message : failure.messages) {
            Pivot pivot;
            const std::string line = std::string(shortName(failure.type)) + ": " + message.text;
            pivot.label = text(line).simplified().left(60);
            pivot.terms = { { "severity", "ERROR" }, { "traceback", line } };
            html += u"<div style=\"margin: 1px 0 1px 16px\">%1 × %2</div>"_s.arg(pivotLink(number(message.count), pivot), text(message.text).toHtmlEscaped());
        }
    }
    if (m_summary->errorsRead < m_summary->errors)
        html += u"<p>%1</p>"_s.arg(tr("Messages of the first %1 of %2 errors").arg(number(m_summary->errorsRead), number(m_summary->errors)));
    return html;
}

QString SummaryView::contentsHtml()
{
    const EventStore &store = *m_store;
    QString html = headHtml(tr("%1 events").arg(pivotLink(number(store.rows()->size()), {})));
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
        html += u"<tr>"_s + cell(listLink(number(kind.count), kind.name), u"text-align: right"_s) + cell(title.toHtmlEscaped()) + u"</tr>"_s;
    }
    return html + u"</table>"_s;
}

QString SummaryView::unreadHtml()
{
    const RunSummary::Unread &unread = m_summary->unread;
    QStringList parts;
    const auto add = [&](uint64_t count, const QString &one, const QString &several, auto wanted, const QString &filter, const QString &sign = {}) {
        if (count > 0)
            parts.append(sign + link(count == 1 ? one : several.arg(number(count)), [this, wanted, filter] { emit(this->*wanted)(filter); }));
    };
    add(unread.lost + unread.damaged, tr("1 damaged place"), tr("%1 damaged places"), &SummaryView::issuesWanted, u"severity=lost|damage"_s, u"⚠ "_s);
    add(unread.skippedLines, tr("1 line skipped"), tr("%1 lines skipped"), &SummaryView::sourcesWanted, u"skipped>0"_s);
    add(unread.unknownFiles.size(), tr("1 file in a format that no rule knows"), tr("%1 files in formats that no rule knows"), &SummaryView::sourcesWanted, u"format=unknown"_s);
    add(unread.emptyFiles, tr("1 empty file"), tr("%1 empty files"), &SummaryView::sourcesWanted, u"format=empty"_s);
    add(unread.notes, tr("1 note"), tr("%1 notes"), &SummaryView::issuesWanted, u"severity=note"_s);
    return headHtml(tr("Not read")) + u"<p>%1</p>"_s.arg(parts.isEmpty() ? tr("Everything was read.") : parts.join(u"<br>"_s));
}

void SummaryView::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        showSummary(); // links take their colour when they are made
    QWidget::changeEvent(event);
}

} // namespace widelens
