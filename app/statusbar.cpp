// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/statusbar.h"

#include "model/eventexporter.h"
#include "model/items/issuemodel.h"
#include "model/session.h"
#include "views/timescale.h"

#include <QLabel>
#include <QLocale>
#include <QProgressBar>
#include <QToolButton>

#include <algorithm>

namespace widelens {

using namespace Qt::StringLiterals;

StatusBar::StatusBar(Session *session, const IssueModel *issues, EventExporter *exporter, QWidget *parent)
    : QStatusBar(parent), m_session(session), m_issueModel(issues), m_exporter(exporter), m_counts(new QLabel), m_selected(new QLabel), m_range(new QLabel), m_issues(new QToolButton), m_job(new QLabel),
      m_progress(new QProgressBar), m_cancel(new QToolButton)
{
    m_counts->setObjectName(u"countLabel"_s);
    m_issues->setObjectName(u"issuesButton"_s);
    m_issues->setAutoRaise(true);
    m_issues->setAccessibleName(tr("Issues"));
    m_progress->setRange(0, 1000);
    m_progress->setFixedWidth(140);
    m_progress->setTextVisible(false);
    m_progress->setAccessibleName(tr("Progress"));
    m_cancel->setObjectName(u"cancelButton"_s);
    m_cancel->setText(tr("Cancel"));
    m_cancel->setAutoRaise(true);
    addWidget(m_counts);
    m_selected->setObjectName(u"selectedLabel"_s);
    addWidget(m_selected);
    addWidget(m_range);
    addPermanentWidget(m_job);
    addPermanentWidget(m_progress);
    addPermanentWidget(m_cancel);
    addPermanentWidget(m_issues);
    connect(m_issues, &QAbstractButton::clicked, this, &StatusBar::issuesWanted);
    connect(m_cancel, &QAbstractButton::clicked, this, &StatusBar::cancelJob);
    connect(session, &Session::rowsChanged, this, &StatusBar::updateCounts);
    connect(session, &Session::rowCountChanged, this, &StatusBar::updateCounts);
    connect(session, &Session::rangeChanged, this, &StatusBar::updateCounts);
    connect(session, &Session::timeDisplayChanged, this, &StatusBar::updateCounts);
    connect(session, &Session::storeChanged, this, &StatusBar::updateCounts);
    connect(issues, &QAbstractItemModel::modelReset, this, &StatusBar::updateIssues);
    connect(session, &Session::selectionChanged, this, &StatusBar::updateSelection);
    connect(session, &Session::progressChanged, this, &StatusBar::updateJob);
    connect(exporter, &EventExporter::progressChanged, this, &StatusBar::updateJob);
    connect(exporter, &EventExporter::busyChanged, this, &StatusBar::updateJob);
    connect(session, &Session::busyChanged, this, [this] {
        updateCounts();
        updateJob();
    });
    // The bar itself hides them only while they are seen, and shows them again whenever its height changes.
    connect(this, &QStatusBar::messageChanged, this, [this](const QString &message) {
        for (QLabel *label : { m_counts, m_selected, m_range })
            label->setVisible(message.isEmpty());
    });
    updateCounts();
    updateIssues();
    updateJob();
}

void StatusBar::updateCounts()
{
    const QLocale locale(QLocale::English, QLocale::UnitedStates); // 1,234: as in the logs, whatever the desktop's language
    const EventStore &store = *m_session->store();
    QString text;
    if (m_session->isOpen()) {
        const std::optional<uint64_t> known = m_session->rowCount();
        const QString all = locale.toString(qulonglong(store.rows()->size()));
        text = known ? tr("%1 of %2 events").arg(locale.toString(qulonglong(*known)), all)
                     : tr("%1 and more of %2 events").arg(locale.toString(qulonglong(m_session->rows()->size())), all);
        if (store.copyCount() > 0)
            text += tr(", %1 copies left out").arg(locale.toString(qulonglong(store.copyCount())));
    }
    m_counts->setText(text);
    m_range->setText(formatRange(m_session->range(), m_session->timeDisplay(), m_session->timeOrigin()));
}

// How many rows are selected, and what time they span.
void StatusBar::updateSelection()
{
    const SelectedRows &selection = m_session->selection();
    const size_t count = selection.count();
    QString text;
    if (count > 1 && selection.spans().back().end <= m_session->rows()->size()) {
        const EventRows &rows = *m_session->rows();
        const Time first = m_session->store()->time(rows[selection.spans().front().begin]);
        const Time last = m_session->store()->time(rows[selection.spans().back().end - 1]);
        text = tr("%1 selected").arg(QLocale(QLocale::English, QLocale::UnitedStates).toString(qulonglong(count)));
        if (first != kNoTime && last != kNoTime)
            text += tr(" over %1").arg(formatDuration(last - first));
    }
    m_selected->setText(text);
}

// What was wrong with the files, and what does not fit together in what they say: one number for both.
void StatusBar::updateIssues()
{
    uint64_t notes = 0;
    for (const Source &source : m_session->store()->sources()) {
        for (const Issue &issue : source.issues)
            notes += issue.severity == Issue::Severity::Note;
    }
    const uint64_t files = m_issueModel->total();
    uint64_t findings = 0;
    uint64_t serious = files - std::min(files, notes);
    for (const auto &[kind, count] : m_issueModel->findings().counts) {
        findings += count;
        (isSerious(kind) ? serious : notes) += count;
    }
    const auto counted = [](uint64_t count, const QString &one, const QString &many) { return count == 1 ? one : many.arg(count); };
    QStringList parts;
    if (serious > 0)
        parts.append(counted(serious, tr("⚠ 1 issue"), tr("⚠ %1 issues")));
    if (notes > 0)
        parts.append(counted(notes, tr("1 note"), tr("%1 notes")));
    m_issues->setText(parts.join(u", "_s));
    m_issues->setToolTip(tr("%1 about the files, %2 about what they say together. Click to list them").arg(files).arg(findings));
    m_issues->setVisible(files + findings > 0);
}

void StatusBar::updateJob()
{
    const bool loading = m_session->isLoading();
    const bool exporting = m_exporter->isRunning();
    const bool busy = loading || m_session->isFiltering() || exporting;
    m_job->setVisible(busy);
    m_progress->setVisible(busy);
    m_cancel->setVisible(busy);
    if (!busy)
        return;
    const LoadProgress &progress = m_session->loadProgress();
    double fraction = m_session->filterProgress();
    if (loading) {
        fraction = progress.bytesTotal ? static_cast<double>(progress.bytesDone) / static_cast<double>(progress.bytesTotal) : 0;
        const QString bytes = QLocale::c().formattedDataSize(static_cast<qint64>(progress.bytesTotal));
        m_job->setText(tr("Reading, %1 % of %2").arg(static_cast<int>(fraction * 100)).arg(bytes));
        m_job->setToolTip(QString::fromStdString(progress.current));
    } else if (exporting && !m_session->isFiltering()) {
        fraction = m_exporter->progress();
        m_job->setText(tr("Writing events"));
    } else {
        m_job->setText(tr("Filtering"));
    }
    m_progress->setValue(static_cast<int>(fraction * 1000));
}

void StatusBar::cancelJob()
{
    if (m_session->isLoading())
        m_session->cancelLoading();
    else if (m_session->isFiltering())
        m_session->cancelFiltering();
    else
        m_exporter->cancel();
}

} // namespace widelens
