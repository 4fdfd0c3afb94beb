// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/eventorder.h"

#include "model/store/parallel.h"

#include <algorithm>

namespace widelens {

namespace {

constexpr size_t kRowsOfARange = 1 << 16; // about: merged in the cache
constexpr size_t kSamplesOfARange = 16;

struct Timed {
    Time time;
    EventRef event;
};

bool operator<(const Timed &a, const Timed &b)
{
    return a.time != b.time ? a.time < b.time : a.event < b.event;
}

using TimedRows = std::vector<Timed>;

// The rows of one segment in time order: as they stand there, or a sorted list of them.
class RowRun
{
public:
    RowRun(const SegmentView &view, uint32_t number, uint32_t from)
        : m_view(&view)
        , m_number(number)
        , m_from(from)
    {
        if (isAsItStands())
            measure(view.rowCount() - from);
    }

    bool isAsItStands() const { return m_view->isTimeSorted() && !m_view->hasCopies(); }
    void sort()
    {
        for (uint32_t row = m_from; row < m_view->rowCount(); ++row) {
            if (!m_view->isCopy(row))
                m_sorted.push_back({ m_view->time(row), { m_number, row } });
        }
        if (!m_view->isTimeSorted())
            std::sort(m_sorted.begin(), m_sorted.end());
        measure(m_sorted.size());
    }
    size_t size() const { return m_size; }
    Timed at(size_t i) const
    {
        const uint32_t row = m_from + static_cast<uint32_t>(i);
        return isAsItStands() ? Timed { m_view->time(row), { m_number, row } } : m_sorted[i];
    }
    // The first place whose time is not before `time`.
    size_t lowerBound(Time time) const
    {
        if (m_size == 0 || m_first >= time)
            return 0;
        if (m_last < time)
            return m_size;
        size_t low = 0;
        size_t count = m_size;
        while (count > 0) {
            const size_t half = count / 2;
            if (at(low + half).time < time) {
                low += half + 1;
                count -= half + 1;
            } else {
                count = half;
            }
        }
        return low;
    }

private:
    void measure(size_t size)
    {
        m_size = size;
        m_first = size ? at(0).time : kNoTime;
        m_last = size ? at(size - 1).time : kNoTime;
    }

    const SegmentView *m_view;
    uint32_t m_number;
    uint32_t m_from;
    size_t m_size = 0;
    Time m_first = kNoTime;
    Time m_last = kNoTime;
    TimedRows m_sorted;
};

// Times that cut all rows into ranges of about the same size.
std::vector<Time> cutsOf(const std::vector<RowRun> &runs)
{
    constexpr size_t step = kRowsOfARange / kSamplesOfARange;
    std::vector<Time> samples;
    size_t next = step; // behind so many rows of all
    for (const RowRun &run : runs) {
        for (; next < run.size(); next += step)
            samples.push_back(run.at(next).time);
        next -= run.size();
    }
    std::sort(samples.begin(), samples.end());
    std::vector<Time> cuts;
    for (size_t i = kSamplesOfARange; i + kSamplesOfARange / 2 < samples.size(); i += kSamplesOfARange) {
        if (cuts.empty() || cuts.back() < samples[i])
            cuts.push_back(samples[i]);
    }
    return cuts;
}

TimedRows merged(const TimedRows &a, const TimedRows &b)
{
    TimedRows result(a.size() + b.size());
    std::merge(a.begin(), a.end(), b.begin(), b.end(), result.begin());
    return result;
}

// Always the two shortest, so that ten thousand small files cost no more than a few large ones.
TimedRows mergedAll(std::vector<TimedRows> pieces)
{
    const auto longer = [](const TimedRows &a, const TimedRows &b) { return a.size() > b.size(); };
    std::make_heap(pieces.begin(), pieces.end(), longer);
    const auto takeShortest = [&] {
        std::pop_heap(pieces.begin(), pieces.end(), longer);
        TimedRows shortest = std::move(pieces.back());
        pieces.pop_back();
        return shortest;
    };
    while (pieces.size() > 1) {
        const TimedRows a = takeShortest();
        const TimedRows b = takeShortest();
        pieces.push_back(merged(a, b));
        std::push_heap(pieces.begin(), pieces.end(), longer);
    }
    return pieces.empty() ? TimedRows() : std::move(pieces.front());
}

// The part of the order between two times.
class RangeOrder
{
public:
    RangeOrder(const std::vector<RowRun> &runs, std::vector<Time> cuts)
        : m_runs(runs)
        , m_cuts(std::move(cuts))
    {
    }

    size_t count() const { return m_cuts.size() + 1; }
    size_t begin(const RowRun &run, size_t range) const { return range == 0 ? 0 : run.lowerBound(m_cuts[range - 1]); }
    size_t end(const RowRun &run, size_t range) const { return range == m_cuts.size() ? run.size() : run.lowerBound(m_cuts[range]); }

    void write(size_t range, EventRows &order) const
    {
        size_t place = 0; // what stands before this range
        std::vector<TimedRows> pieces;
        for (const RowRun &run : m_runs) {
            const size_t from = begin(run, range);
            const size_t to = end(run, range);
            place += from;
            if (from == to)
                continue;
            TimedRows &piece = pieces.emplace_back();
            piece.reserve(to - from);
            for (size_t i = from; i < to; ++i)
                piece.push_back(run.at(i));
        }
        for (const Timed &timed : mergedAll(std::move(pieces)))
            order[place++] = timed.event;
    }

private:
    const std::vector<RowRun> &m_runs;
    std::vector<Time> m_cuts;
};

} // namespace

EventRows orderRows(const SegmentList &segments, const std::vector<uint32_t> &from, const std::function<bool(double)> &goOn)
{
    std::vector<RowRun> runs;
    for (uint32_t i = 0; i < segments.size(); ++i) {
        const uint32_t first = i < from.size() ? from[i] : 0;
        if (segments[i] && segments[i]->rowCount() > first)
            runs.emplace_back(*segments[i], i, first);
    }
    std::vector<RowRun *> unsorted;
    for (RowRun &run : runs) {
        if (!run.isAsItStands())
            unsorted.push_back(&run);
    }
    if (!inParallel(unsorted.size(), goOn, 0, 0.3, [&](size_t i) { unsorted[i]->sort(); }))
        return {};
    size_t count = 0;
    for (const RowRun &run : runs)
        count += run.size();
    EventRows order(count);
    const RangeOrder ranges(runs, cutsOf(runs));
    if (!inParallel(ranges.count(), goOn, 0.3, 1, [&](size_t range) { ranges.write(range, order); }))
        return {};
    return order;
}

EventRows mergeOrdered(const SegmentList &segments, const EventRows &a, const EventRows &b, const std::function<bool(double)> &goOn)
{
    if (a.size() < b.size())
        return mergeOrdered(segments, b, a, goOn);
    const auto isBefore = [&](EventRef x, EventRef y) {
        const Time tx = segments[x.segment]->time(x.row);
        const Time ty = segments[y.segment]->time(y.row);
        return tx != ty ? tx < ty : x < y;
    };
    EventRows result(a.size() + b.size());
    const size_t ranges = a.size() / kRowsOfARange + 1;
    const auto inB = [&](size_t range) { // where the rows of `b` begin that belong behind the beginning of this range of `a`
        const size_t place = range * kRowsOfARange;
        return range == 0 ? b.begin() : range == ranges || place == a.size() ? b.end() : std::lower_bound(b.begin(), b.end(), a[place], isBefore);
    };
    const auto merge = [&](size_t range) {
        const auto from = a.begin() + static_cast<ptrdiff_t>(range * kRowsOfARange);
        const auto to = a.begin() + static_cast<ptrdiff_t>(std::min(a.size(), (range + 1) * kRowsOfARange));
        const auto fromB = inB(range);
        const auto toB = inB(range + 1);
        const auto at = result.begin() + (from - a.begin()) + (fromB - b.begin());
        if (fromB == toB)
            std::copy(from, to, at);
        else if (from == to || isBefore(to[-1], *fromB))
            std::copy(fromB, toB, std::copy(from, to, at));
        else
            std::merge(from, to, fromB, toB, at, isBefore);
    };
    if (!inParallel(ranges, goOn, 0, 1, merge))
        return {};
    return result;
}

} // namespace widelens
