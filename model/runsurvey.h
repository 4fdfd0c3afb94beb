// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/runoverview.h"
#include "model/import/runlist.h"
#include "model/runreader.h"

#include <QObject>

#include <vector>

namespace widelens {

// Reads runs that nobody has opened, one after the other and small ones first, for what a list says of them. On one
// core: what the reader does meanwhile comes first. Going away stops it at once.
class RunSurvey : public QObject
{
    Q_OBJECT
public:
    static constexpr uint64_t kMostBytes = uint64_t(2) << 30; // of a run that is read for this

    explicit RunSurvey(std::shared_ptr<const Rules> rules, QObject *parent = nullptr);

    void setZone(const QString &zone) { m_zone = zone; } // of times without one, as Session::setZone(); for runs read from now on
    void start(const std::vector<RunEntry> &runs); // those above kMostBytes are left out
    void stop();
    bool isRunning() const { return m_at < m_order.size(); }

signals:
    void surveyed(size_t run, const std::shared_ptr<const widelens::RunOverview> &overview);
    void finished();

private:
    void readNext();
    void summarize(const std::shared_ptr<const EventStore> &store);

    std::shared_ptr<const Rules> m_rules;
    QString m_zone;
    std::vector<RunEntry> m_runs;
    std::vector<size_t> m_order; // indexes in m_runs
    size_t m_at = 0; // in m_order
    RunReader m_reader;
    Task<std::shared_ptr<const RunOverview>> m_task;
};

} // namespace widelens
