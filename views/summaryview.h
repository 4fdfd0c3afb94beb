// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/runsummary.h"
#include "model/growth.h"
#include "model/pivot.h"
#include "model/task.h"

#include <QWidget>

#include <functional>

class QTextBrowser;
class QUrl;

namespace widelens {

class Session;

// What was opened, on one page: runs, how the entities ended, why they failed, what there is, what could not be read.
// Every number leads to exactly its events or entities. Computed in the background.
class SummaryView : public QWidget
{
    Q_OBJECT
public:
    explicit SummaryView(Session *session, QWidget *parent = nullptr);

    const RunSummary *summary() const { return m_summary.get(); } // null until it was computed

signals:
    void eventsWanted(); // the reader followed a link to events: the session's filter is already theirs
    // Lists with a filter that leaves exactly what a number promised: the entities of a kind, sources, issues.
    void kindWanted(const QString &kind, const QString &filter);
    void sourcesWanted(const QString &filter);
    void issuesWanted(const QString &filter);

protected:
    void changeEvent(QEvent *event) override;

private:
    using Follow = std::function<void()>;

    void compute();
    void showSummary();
    QString partHtml() const;
    QString runsHtml();
    QString statesHtml();
    QString failuresHtml();
    QString failureHtml(const RunSummary::Failure &failure);
    QString contentsHtml();
    QString unreadHtml();
    QString link(const QString &text, Follow follow); // HTML of a link that does something
    QString pivotLink(const QString &text, const Pivot &pivot);
    QString listLink(const QString &text, const std::string &kind, const QString &filter = {});
    QString eventLink(const QString &text, EventRef event);
    void follow(const QUrl &url);

    Session *m_session;
    QTextBrowser *m_text;
    std::shared_ptr<const RunSummary> m_summary;
    std::shared_ptr<const EventStore> m_store; // that it is of
    std::vector<Follow> m_links;
    Task<std::shared_ptr<const RunSummary>> m_task;
    bool m_again = false;
    Growth m_growth;
};

} // namespace widelens
