// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStatusBar>

class QLabel;
class QProgressBar;
class QToolButton;

namespace widelens {

class EventExporter;
class IssueModel;
class Session;

// What is shown, of how much; the selected time; what was wrong; and what is going on, with a button that stops it.
class StatusBar : public QStatusBar
{
    Q_OBJECT
public:
    StatusBar(Session *session, const IssueModel *issues, EventExporter *exporter, QWidget *parent = nullptr);

signals:
    void issuesWanted();

private:
    void updateCounts();
    void updateSelection();
    void updateIssues();
    void updateJob();
    void cancelJob();

    Session *m_session;
    const IssueModel *m_issueModel;
    EventExporter *m_exporter;
    QLabel *m_counts;
    QLabel *m_selected;
    QLabel *m_range;
    QToolButton *m_issues;
    QLabel *m_job;
    QProgressBar *m_progress;
    QToolButton *m_cancel;
};

} // namespace widelens
