// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/statesum.h"

#include "model/store/parallel.h"

#include <algorithm>
#include <numeric>
#include <utility>

namespace widelens {

namespace {

constexpr size_t kSamplesOfASlice = 16;
constexpr uint32_t kNowhere = 0xffffffff;

// An entity that goes from one state to another, or enters its first.
struct Move {
    Time time;
    uint32_t from;
    uint32_t to;
};

// The moves, which come entity by entity, are distributed over slices of time, then each slice is sorted and added up by itself.
class Summation
{
public:
    Summation(const Transitions &read, const std::vector<uint32_t> &entities, const Continue &goOn, size_t movesAtOnce)
        : m_read(read)
        , m_entities(entities)
        , m_states(read.states.size())
        , m_goOn(goOn)
        , m_atOnce(std::max(movesAtOnce, kSamplesOfASlice))
    {
    }

    std::optional<StateSum> sum()
    {
        chooseBlocks();
        const size_t blocks = m_blocks.size() - 1;
        m_counts.assign(blocks, std::vector<uint32_t>(m_ends.size() + 1, 0));
        m_applied.assign(blocks, 0);
        if (!inParallel(blocks, m_goOn, 0, 0.2, [this](size_t block) { count(block); }))
            return std::nullopt;
        placeSlices();
        if (!inParallel(blocks, m_goOn, 0.2, 0.4, [this](size_t block) { distribute(block); }))
            return std::nullopt;
        m_sums.resize(m_begins.size() - 1);
        if (!inParallel(m_sums.size(), m_goOn, 0.4, 0.8, [this](size_t slice) { addUp(slice); }))
            return std::nullopt;
        placeSums();
        if (!inParallel(m_sums.size(), m_goOn, 0.8, 1, [this](size_t slice) { write(slice); }))
            return std::nullopt;
        return StateSum { std::move(m_series), std::accumulate(m_applied.begin(), m_applied.end(), uint64_t(0)) };
    }

private:
    // What happens in a slice.
    struct Sum {
        size_t rows = 0; // how often counts change; then the first row
        std::vector<int64_t> counts; // of each state: from when the slice begins until it ends; then when it begins
    };

    // The answer: how many changes were applied.
    template<typename Visit>
    uint64_t eachMove(size_t block, Visit visit) const
    {
        uint64_t applied = 0;
        for (size_t i = m_blocks[block]; i < m_blocks[block + 1]; ++i) {
            uint32_t state = kNowhere;
            for (const Transition &to : m_read.of(m_entities[i])) {
                if (to.late)
                    continue;
                ++applied;
                if (to.state != state)
                    visit(Move { to.time, state, to.state });
                state = to.state;
            }
        }
        return applied;
    }

    // Blocks of entities, and slices of time of about the same number of moves, by a sample: times may lie anyhow.
    void chooseBlocks()
    {
        std::vector<Time> sample;
        const size_t step = m_atOnce / kSamplesOfASlice;
        size_t sofar = 0;
        size_t blockEnd = 0;
        for (size_t i = 0; i < m_entities.size(); ++i) {
            const auto changes = m_read.of(m_entities[i]);
            if (sofar >= blockEnd) {
                m_blocks.push_back(i);
                blockEnd = sofar + m_atOnce;
            }
            for (size_t next = sample.size() * step; next < sofar + changes.size(); next += step)
                sample.push_back(changes[next - sofar].time);
            sofar += changes.size();
        }
        m_blocks.push_back(m_entities.size());
        std::sort(sample.begin(), sample.end());
        for (size_t i = kSamplesOfASlice; i < sample.size(); i += kSamplesOfASlice)
            m_ends.push_back(sample[i]);
        m_ends.erase(std::unique(m_ends.begin(), m_ends.end()), m_ends.end());
    }
    // An entity's moves, and those of the next, are mostly near.
    size_t sliceOf(Time time, size_t last) const
    {
        if ((last == 0 || m_ends[last - 1] <= time) && (last == m_ends.size() || time < m_ends[last]))
            return last;
        return static_cast<size_t>(std::upper_bound(m_ends.begin(), m_ends.end(), time) - m_ends.begin());
    }

    void count(size_t block)
    {
        size_t slice = 0;
        m_applied[block] = eachMove(block, [&](const Move &move) { ++m_counts[block][slice = sliceOf(move.time, slice)]; });
    }
    // Turns counts into places, slice by slice, in a slice block by block.
    void placeSlices()
    {
        size_t size = 0;
        for (size_t slice = 0; slice <= m_ends.size(); ++slice) {
            m_begins.push_back(size);
            for (auto &counts : m_counts) {
                const uint32_t before = static_cast<uint32_t>(size - m_begins.back());
                size += std::exchange(counts[slice], before);
            }
        }
        m_begins.push_back(size);
        m_moves.resize(size);
    }
    void distribute(size_t block)
    {
        size_t slice = 0;
        eachMove(block, [&](const Move &move) {
            slice = sliceOf(move.time, slice);
            m_moves[m_begins[slice] + m_counts[block][slice]++] = move;
        });
    }

    // visit(time) where `counts` has become another. A move by itself always changes them; several at one time may undo each other.
    template<typename Visit>
    void eachRow(size_t slice, std::vector<int64_t> &counts, Visit visit) const
    {
        std::vector<int64_t> before;
        for (size_t i = m_begins[slice]; i < m_begins[slice + 1];) {
            const Time time = m_moves[i].time;
            const bool isAlone = i + 1 == m_begins[slice + 1] || m_moves[i + 1].time != time;
            if (!isAlone)
                before = counts;
            for (; i < m_begins[slice + 1] && m_moves[i].time == time; ++i) {
                ++counts[m_moves[i].to];
                if (m_moves[i].from != kNowhere)
                    --counts[m_moves[i].from];
            }
            if (isAlone || counts != before)
                visit(time);
        }
    }

    void addUp(size_t slice)
    {
        std::sort(m_moves.begin() + static_cast<ptrdiff_t>(m_begins[slice]), m_moves.begin() + static_cast<ptrdiff_t>(m_begins[slice + 1]), [](const Move &a, const Move &b) { return a.time < b.time; });
        Sum &sum = m_sums[slice];
        sum.counts.assign(m_states, 0);
        eachRow(slice, sum.counts, [&](Time) { ++sum.rows; });
    }

    void placeSums()
    {
        std::vector<int64_t> reached(m_states, 0);
        size_t rows = 0;
        for (Sum &sum : m_sums) {
            for (size_t s = 0; s < m_states; ++s)
                sum.counts[s] = std::exchange(reached[s], reached[s] + sum.counts[s]);
            sum.rows = std::exchange(rows, rows + sum.rows);
        }
        m_series.times.resize(rows);
        m_series.counts.resize(m_states);
        for (auto &counts : m_series.counts)
            counts.resize(rows);
    }
    void write(size_t slice)
    {
        std::vector<int64_t> counts = m_sums[slice].counts;
        size_t row = m_sums[slice].rows;
        eachRow(slice, counts, [&](Time time) {
            m_series.times[row] = time;
            for (size_t s = 0; s < m_states; ++s)
                m_series.counts[s][row] = static_cast<uint32_t>(counts[s]);
            ++row;
        });
    }

    const Transitions &m_read;
    const std::vector<uint32_t> &m_entities;
    size_t m_states;
    const Continue &m_goOn;
    size_t m_atOnce;
    std::vector<size_t> m_blocks; // of about so many changes: the first of their entities, and the end
    std::vector<uint64_t> m_applied; // [block]
    std::vector<Time> m_ends; // of all slices but the last
    std::vector<std::vector<uint32_t>> m_counts; // [block][slice]: moves; then where the next goes in the slice
    std::vector<size_t> m_begins; // of each slice in m_moves, and the end
    LargeVector<Move> m_moves;
    std::vector<Sum> m_sums; // by slice
    StateSeries m_series;
};

} // namespace

std::optional<StateSum> addUpStates(const Transitions &read, const std::vector<uint32_t> &entities, const Continue &goOn, size_t movesAtOnce)
{
    return Summation(read, entities, goOn, movesAtOnce).sum();
}

} // namespace widelens
