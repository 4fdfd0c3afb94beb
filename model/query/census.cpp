// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/query/census.h"

#include "model/identity/cellatoms.h"
#include "model/query/keyscan.h"
#include "model/store/parallel.h"

#include <atomic>
#include <mutex>

namespace widelens {

namespace {

constexpr uint32_t kNoRow = 0xffffffff;

class CensusTaker
{
public:
    CensusTaker(const EventStore &store, const KeyRule &kind)
        : m_store(store)
        , m_kind(kind)
        , m_census { EntityNumbers(kind.fields.size()), {}, {} }
        , m_atoms(kind.fields.size())
    {
        for (const auto &name : kind.fields)
            m_fields.push_back(store.fields().find(name));
    }

    std::optional<Census> take(const Continue &goOn)
    {
        if (m_kind.fields.empty())
            countRuns();
        else if (std::find(m_fields.begin(), m_fields.end(), kNoField) == m_fields.end() && !readSegments(goOn))
            return std::nullopt;
        m_census.firsts.resize(m_census.size());
        m_census.several.resize(m_census.size());
        return std::move(m_census);
    }

private:
    void countRuns()
    {
        for (uint32_t i = 0; i < m_store.runs().size(); ++i) {
            const Run &run = m_store.runs()[i];
            if (!run.dfk.empty() || !run.rundir.empty())
                m_census.entities.number(static_cast<RunId>(i), std::vector<Value>());
        }
    }

    bool readSegments(const Continue &goOn)
    {
        const auto count = static_cast<uint32_t>(m_store.segments().size());
        for (uint32_t i = 0; i < count; ++i) {
            if (goOn && !goOn(static_cast<double>(i) / count))
                return false;
            readSegment(i);
        }
        return true;
    }

    void readSegment(uint32_t segment)
    {
        const SegmentView &view = *m_store.segments()[segment];
        m_cellAtoms.emplace(view, m_census.entities.atoms());
        m_last.clear();
        const KeyScan scan(m_store, segment, m_fields);
        if (scan.isPerContext() && view.hasOneRun() && !view.hasCopies()) {
            std::vector<uint32_t> firstRows(view.contextCount(), kNoRow);
            size_t left = firstRows.size(); // contexts come early: the walk ends soon
            for (uint32_t row = 0; row < view.rowCount() && left > 0; ++row) {
                uint32_t &first = firstRows[view.contextCode(row)];
                left -= first == kNoRow;
                first = std::min(first, row);
            }
            scan.eachContext([&](uint32_t code, const std::vector<Cell> &cells) { meet({ segment, firstRows[code] }, m_store.sources()[view.source()].run, cells); });
            return;
        }
        scan.each([&](uint32_t row, const std::vector<Cell> &cells) { meet({ segment, row }, m_store.run({ segment, row }), cells); });
    }

    void meet(EventRef event, RunId run, const std::vector<Cell> &cells)
    {
        if (run == m_lastRun && cells == m_last)
            return; // as the row before
        m_last = cells;
        m_lastRun = run;
        if (m_kind.inRun && run == kNoRun)
            return;
        for (size_t k = 0; k < cells.size(); ++k)
            m_atoms[k] = (*m_cellAtoms)(cells[k]);
        const uint32_t number = m_census.entities.number(m_kind.inRun ? run : kNoRun, m_atoms.data());
        if (number == m_census.firsts.size()) {
            m_census.firsts.push_back(event);
            m_census.several.push_back(false);
            m_met.push_back(m_store.segment(event).source());
        } else if (m_met[number] != m_store.segment(event).source()) { // within a source the first met is the first
            m_met[number] = m_store.segment(event).source();
            m_census.several[number] = true;
            if (m_store.isBefore(event, m_census.firsts[number]))
                m_census.firsts[number] = event;
        }
    }

    const EventStore &m_store;
    const KeyRule &m_kind;
    Census m_census;
    std::vector<FieldId> m_fields;
    std::vector<Atom> m_atoms;
    std::optional<CellAtoms> m_cellAtoms; // of the segment
    std::vector<Cell> m_last;
    RunId m_lastRun = kNoRun;
    std::vector<uint32_t> m_met; // in which source last; by entity
};

} // namespace

std::optional<Census> takeCensus(const EventStore &store, const KeyRule &kind, const Continue &goOn)
{
    return CensusTaker(store, kind).take(goOn);
}

std::vector<Census> takeCensuses(const EventStore &store, const Continue &goOn)
{
    const auto &kinds = store.rules().keys;
    std::vector<Census> all(kinds.size());
    std::atomic<bool> cancelled { false };
    std::mutex mutex; // goOn is one thread's
    double done = 0;
    inParallel(kinds.size(), [&](size_t i) {
        double last = 0;
        auto census = takeCensus(store, kinds[i], [&](double part) {
            const std::lock_guard lock(mutex);
            done += (part - last) / static_cast<double>(kinds.size());
            last = part;
            cancelled = cancelled || (goOn && !goOn(done));
            return !cancelled;
        });
        if (census)
            all[i] = std::move(*census);
    });
    return cancelled ? std::vector<Census>() : std::move(all);
}

} // namespace widelens
