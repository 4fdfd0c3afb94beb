// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/runsurvey.h"

#include <algorithm>

namespace widelens {

RunSurvey::RunSurvey(std::shared_ptr<const Rules> rules, QObject *parent) : QObject(parent), m_rules(std::move(rules))
{
    connect(&m_reader, &RunReader::versionRead, this, [this](const std::shared_ptr<const EventStore> &store) {
        if (store->isComplete())
            summarize(store);
    });
}

void RunSurvey::start(const std::vector<RunEntry> &runs)
{
    stop();
    m_runs = runs;
    for (size_t run = 0; run < m_runs.size(); ++run) {
        if (m_runs[run].bytes <= kMostBytes)
            m_order.push_back(run);
    }
    std::stable_sort(m_order.begin(), m_order.end(), [this](size_t a, size_t b) { return m_runs[a].bytes < m_runs[b].bytes; });
    readNext();
}

void RunSurvey::stop()
{
    m_task.cancel();
    m_reader.stop();
    m_order.clear();
    m_at = 0;
}

void RunSurvey::readNext()
{
    if (!isRunning()) {
        emit finished();
        return;
    }
    const QString path = QString::fromStdString(m_runs[m_order[m_at]].path);
    if (RunReader::check({ path }).isEmpty()) {
        m_reader.start(m_rules, { path }, {}, m_zone, 1);
        return;
    }
    ++m_at; // gone meanwhile
    QMetaObject::invokeMethod(this, &RunSurvey::readNext, Qt::QueuedConnection);
}

void RunSurvey::summarize(const std::shared_ptr<const EventStore> &store)
{
    const size_t run = m_order[m_at];
    const auto work = [store, rundir = m_runs[run].rundir](const Continue &goOn) -> std::shared_ptr<const RunOverview> {
        const auto summary = summarizeRuns(store, goOn);
        return summary ? std::make_shared<const RunOverview>(overviewOf(*store, *summary, rundir)) : nullptr;
    };
    m_task.start(this, work, [this, run](const std::shared_ptr<const RunOverview> &overview) {
        ++m_at;
        emit surveyed(run, overview);
        readNext();
    });
}

} // namespace widelens
