// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/generate/simulation.h"

#include "tests/bench/generate/calls.h"

#include <deque>
#include <functional>
#include <memory>
#include <queue>
#include <vector>

namespace widelens::bench {

namespace {

constexpr uint64_t kInFlight = 4000; // tasks between submission and result: what the submitting program waits for
constexpr unsigned kRetries = 2;

struct Attempt {
    uint64_t task = 0;
    uint64_t attempt = 0;
    uint64_t executorTask = 0;
    unsigned worker = 0; // over all managers
};

enum class Step { Submit, Launch, Queue, Fetch, Receive, Complete, Return, Result };

struct Due {
    uint64_t micros;
    uint64_t order; // equal times keep the order of their making, so that equal plans give equal bytes
    Step step;
    Attempt attempt;
    bool operator>(const Due &other) const { return micros != other.micros ? micros > other.micros : order > other.order; }
};

class Simulation
{
public:
    explicit Simulation(const RunPlan &plan) :
        m_plan(plan), m_random(plan.seed),
        m_submit(plan.folder + "/parsl", plan.dialect, "MainProcess", 1000),
        m_interchange(plan.folder + "/htex/interchange", plan.dialect, "MainProcess", 1001)
    {
        for (unsigned m = 0; m < plan.managers; ++m) {
            char id[13];
            std::snprintf(id, sizeof id, "%012llx", static_cast<unsigned long long>(random() >> 16 | 1ULL << 47));
            m_managerIds.emplace_back(id);
            const std::string folder = plan.folder + "/htex/block-" + std::to_string(m) + "/" + id + "/";
            m_managers.push_back(std::make_unique<LogFile>(folder + "manager", plan.dialect, "MainProcess", 2000 + m));
            for (unsigned w = 0; w < plan.workers; ++w) {
                m_workers.push_back(std::make_unique<LogFile>(folder + "worker_" + std::to_string(w), plan.dialect, "HTEX-Worker-" + std::to_string(w), 3000 + m * plan.workers + w));
                m_free.push_back(m * plan.workers + w);
            }
        }
    }

    Written run()
    {
        m_submit.write(0, calls::runId, {});
        if (m_plan.tasks > 0)
            schedule(1000, Step::Submit, {});
        while (!m_due.empty()) {
            const Due due = m_due.top();
            m_due.pop();
            take(due);
        }
        m_written.records = m_submit.records() + m_interchange.records();
        m_written.bytes = m_submit.bytes() + m_interchange.bytes();
        for (const auto *files : { &m_managers, &m_workers })
            for (const auto &file : *files) {
                m_written.records += file->records();
                m_written.bytes += file->bytes();
            }
        return m_written;
    }

private:
    // splitmix64 (Steele, Lea, Flood 2014): the same numbers everywhere, unlike the standard's distributions.
    uint64_t random()
    {
        uint64_t z = (m_random += 0x9e3779b97f4a7c15);
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        return z ^ z >> 31;
    }

    void schedule(uint64_t micros, Step step, const Attempt &attempt) { m_due.push({ micros, m_order++, step, attempt }); }

    template <size_t N>
    uint64_t say(LogFile &file, uint64_t micros, const Call (&lines)[N], const Values &values)
    {
        for (const Call &call : lines)
            micros = file.write(micros, call, values);
        return micros;
    }

    void take(const Due &due)
    {
        const Attempt &a = due.attempt;
        const unsigned manager = a.worker / m_plan.workers;
        Values values { a.task, a.attempt, a.executorTask, m_queue.size(), m_managerIds[manager] };
        switch (due.step) {
        case Step::Submit: {
            const uint64_t end = say(m_submit, due.micros, calls::submitted, values);
            schedule(end + 100, Step::Launch, a);
            ++m_inFlight;
            m_submitting = a.task + 1 < m_plan.tasks && m_inFlight < kInFlight;
            if (m_submitting)
                schedule(end + 20, Step::Submit, { a.task + 1, 0, 0, 0 });
            m_next = a.task + 1;
            break;
        }
        case Step::Launch: {
            Attempt launch = a;
            launch.executorTask = values.executorTask = ++m_executorTasks;
            ++m_written.tries;
            schedule(say(m_submit, due.micros, calls::launched, values) + 200, Step::Queue, launch);
            break;
        }
        case Step::Queue:
            m_queue.push_back(a);
            ++values.number;
            send(say(m_interchange, due.micros, calls::queued, values));
            break;
        case Step::Fetch:
            values.number = a.executorTask;
            schedule(say(*m_managers[manager], due.micros, calls::fetched, values) + 80, Step::Receive, a);
            break;
        case Step::Receive: {
            const uint64_t begin = m_workers[a.worker]->write(due.micros, calls::received, values);
            schedule(begin + 1000 + random() % 60000, Step::Complete, a);
            break;
        }
        case Step::Complete: {
            uint64_t end = due.micros;
            if (fails(a))
                end = m_workers[a.worker]->write(end, calls::raised, values);
            end = say(*m_workers[a.worker], end, calls::completed, values);
            schedule(say(*m_managers[manager], end + 50, calls::ferried, values) + 100, Step::Return, a);
            break;
        }
        case Step::Return: {
            m_free.push_back(a.worker);
            const uint64_t end = say(m_interchange, due.micros, calls::returned, values);
            schedule(end + 150, Step::Result, a);
            send(end);
            break;
        }
        case Step::Result:
            result(due, values);
        }
    }

    // Every 64th task fails at first, every 1024th for good; chosen by a hash, so that no draw has to be kept.
    bool fails(const Attempt &a) const { return ((a.task + m_plan.seed) * 0x9e3779b97f4a7c15 >> (40 + a.attempt * 2)) % 64 == 0; }

    void send(uint64_t micros)
    {
        while (!m_queue.empty() && !m_free.empty()) {
            Attempt attempt = m_queue.front();
            m_queue.pop_front();
            attempt.worker = m_free.front();
            m_free.pop_front();
            const unsigned manager = attempt.worker / m_plan.workers;
            micros = say(m_interchange, micros, calls::sent, { attempt.task, attempt.attempt, attempt.executorTask, m_free.size(), m_managerIds[manager] });
            schedule(micros + 250, Step::Fetch, attempt);
        }
    }

    void result(const Due &due, const Values &values)
    {
        const Attempt &a = due.attempt;
        uint64_t end = m_submit.write(due.micros, calls::incoming, values);
        if (fails(a) && a.attempt < kRetries) {
            end = m_submit.write(end, calls::tryFailed, values);
            end = m_submit.write(end, calls::again, values);
            schedule(end + 100, Step::Launch, { a.task, a.attempt + 1, 0, 0 });
            return;
        }
        if (fails(a)) {
            end = m_submit.write(end, calls::tryFailed, values);
            end = m_submit.write(end, calls::gaveUp[0], values);
            if (m_plan.dialect == Dialect::Text)
                m_submit.writeRaw("Traceback (most recent call last):\n  File \"/home/u/app.py\", line 12, in work\n    raise RuntimeError('no luck')\nRuntimeError: no luck\n");
            end = m_submit.write(end, calls::gaveUp[1], values);
            ++m_written.failed;
        } else {
            end = m_submit.write(end, calls::done, values);
        }
        --m_inFlight;
        if (!m_submitting && m_next < m_plan.tasks) {
            m_submitting = true;
            schedule(end + 20, Step::Submit, { m_next, 0, 0, 0 });
        }
    }

    RunPlan m_plan;
    uint64_t m_random;
    LogFile m_submit;
    LogFile m_interchange;
    std::vector<std::string> m_managerIds;
    std::vector<std::unique_ptr<LogFile>> m_managers;
    std::vector<std::unique_ptr<LogFile>> m_workers;
    std::deque<unsigned> m_free; // workers without a task
    std::deque<Attempt> m_queue; // at the interchange
    std::priority_queue<Due, std::vector<Due>, std::greater<>> m_due;
    uint64_t m_order = 0;
    uint64_t m_executorTasks = 0;
    uint64_t m_inFlight = 0;
    uint64_t m_next = 0; // task to be submitted
    bool m_submitting = false; // a submission is due
    Written m_written;
};

} // namespace

Written writeRun(const RunPlan &plan)
{
    return Simulation(plan).run();
}

} // namespace widelens::bench
