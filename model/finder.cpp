// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/finder.h"

#include "model/import/recordreader.h"
#include "model/session.h"

#include <QThread>

#include <algorithm>
#include <numeric>

namespace widelens {

using ChunkMatches = std::shared_ptr<const std::vector<uint32_t>>;

struct Finder::Worker {
    std::shared_ptr<RecordReader> reader;
    Task<ChunkMatches> task;
};

Finder::Finder(Session *session, QObject *parent) : QObject(parent), m_session(session)
{
    connect(session, &Session::rowsChanged, this, [this] {
        if (m_active)
            restart();
    });
    // Rows of a closed store are gone before the store is.
    connect(session, &Session::opened, this, [this] { find({}); });
    connect(session, &Session::currentChanged, this, &Finder::resultsChanged);
}

Finder::~Finder() = default;

// --- searching

void Finder::find(const TextQuery &query)
{
    if (query == m_query && m_active == !query.text.isEmpty())
        return;
    m_query = query;
    auto matcher = std::make_shared<TextMatcher>(query);
    m_problem = matcher->problem();
    m_matcher = matcher->isEmpty() ? nullptr : std::move(matcher);
    m_step = Step::Nowhere;
    m_waiting = false;
    restart();
    emit matcherChanged();
}

void Finder::findAsTyped(const TextQuery &query)
{
    if (m_query.text.isEmpty())
        m_typedFrom = m_session->current();
    const EventRef anchor = m_typedFrom;
    find(query);
    if (!m_active)
        return;
    m_step = Step::Here;
    const size_t row = m_session->rowOf(anchor);
    m_stepFrom = row < m_session->rows()->size() ? row : 0;
    m_waiting = !arrive();
}

void Finder::restart()
{
    m_workers.clear();
    m_chunks.clear();
    m_done = m_count = 0;
    m_active = m_matcher != nullptr;
    if (m_active) {
        const size_t rows = m_session->rows()->size();
        m_chunks.resize((rows + kChunk - 1) / kChunk);
        if (m_waiting)
            m_stepFrom = from();
        m_first = std::min(from() / kChunk, m_chunks.empty() ? 0 : m_chunks.size() - 1);
        if (m_session->hasAllRows()) // else all of them come soon
            startWorkers();
    }
    emit resultsChanged();
}

void Finder::startWorkers()
{
    // One core is left to the window and to the texts of the rows it shows.
    const int workers = std::clamp(QThread::idealThreadCount() - 1, 1, 6);
    for (int i = 0; i < workers; ++i) {
        m_workers.push_back(std::make_unique<Worker>());
        m_workers.back()->reader = std::make_shared<RecordReader>(m_session->store());
        startChunk(*m_workers.back());
    }
}

static bool isMatch(RecordReader &reader, EventRef event, const TextMatcher &matcher)
{
    const TextQuery &query = matcher.query();
    if (query.minSeverity >= 0 && reader.store()->severity(event) < query.minSeverity)
        return false;
    if (query.wholeRecord)
        return matcher.matches(reader.raw(event));
    return matcher.mayMatch(reader.raw(event)) && matcher.matches(reader.message(event));
}

// In the order of the files, whatever the times: each file is read once, from its beginning to its end.
static ChunkMatches searchChunk(const EventRows &rows, size_t begin, size_t end, RecordReader &reader, const TextMatcher &matcher, const Continue &goOn)
{
    constexpr size_t stride = 256;
    std::vector<uint32_t> order(end - begin);
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) { return rows[begin + a] < rows[begin + b]; });
    auto matches = std::make_shared<std::vector<uint32_t>>();
    for (size_t i = 0; i < order.size(); ++i) {
        if (i % stride == 0 && !goOn(0))
            return matches;
        if (isMatch(reader, rows[begin + order[i]], matcher))
            matches->push_back(order[i]);
    }
    std::sort(matches->begin(), matches->end());
    return matches;
}

void Finder::startChunk(Worker &worker)
{
    const size_t chunk = nextChunk();
    if (chunk == m_chunks.size())
        return;
    m_chunks[chunk].state = Chunk::State::Running;
    auto work = [rows = m_session->rows(), reader = worker.reader, query = m_query, chunk](const Continue &goOn) {
        const TextMatcher matcher(query);
        return searchChunk(*rows, chunk * kChunk, std::min((chunk + 1) * kChunk, rows->size()), *reader, matcher, goOn);
    };
    worker.task.start(this, work, [this, chunk, &worker](const ChunkMatches &matches) {
        keep(chunk, MatchSet(*matches));
        startChunk(worker);
        emit resultsChanged();
    });
}

// The nearest in the direction in which somebody waits.
size_t Finder::nextChunk() const
{
    const size_t count = m_chunks.size();
    const bool backward = m_waiting && m_step == Step::Backward;
    const size_t start = m_waiting ? std::min(m_stepFrom / kChunk, count - 1) : m_first;
    for (size_t i = 0; i < count; ++i) {
        const size_t chunk = backward ? (start + count - i) % count : (start + i) % count;
        if (m_chunks[chunk].state == Chunk::State::Waiting)
            return chunk;
    }
    return count;
}

void Finder::keep(size_t chunk, MatchSet matches)
{
    m_count += matches.size();
    m_chunks[chunk].state = Chunk::State::Done;
    m_chunks[chunk].matches = std::move(matches);
    ++m_done;
    if (m_waiting)
        m_waiting = !arrive();
}

double Finder::progress() const
{
    return m_chunks.empty() ? 1 : static_cast<double>(m_done) / static_cast<double>(m_chunks.size());
}

// --- where the matches are

size_t Finder::from() const
{
    const size_t row = m_session->rowOf(m_session->current());
    return row < m_session->rows()->size() ? row : 0;
}

bool Finder::isMatch(size_t row) const
{
    const size_t chunk = row / kChunk;
    if (chunk >= m_chunks.size())
        return false;
    return m_chunks[chunk].matches.contains(row % kChunk);
}

size_t Finder::matchesIn(size_t begin, size_t end) const
{
    size_t count = 0;
    for (size_t chunk = begin / kChunk; chunk < m_chunks.size() && chunk * kChunk < end; ++chunk) {
        const MatchSet &matches = m_chunks[chunk].matches;
        const size_t from = std::max(begin, chunk * kChunk) - chunk * kChunk;
        const size_t to = std::min(end - chunk * kChunk, kChunk);
        if (from == 0 && to == kChunk)
            count += matches.size();
        else
            count += matches.countBelow(to) - matches.countBelow(from);
    }
    return count;
}

size_t Finder::firstMatchIn(size_t begin, size_t end) const
{
    for (size_t chunk = begin / kChunk; chunk < m_chunks.size() && chunk * kChunk < end; ++chunk) {
        const size_t found = m_chunks[chunk].matches.firstFrom(std::max(begin, chunk * kChunk) - chunk * kChunk);
        if (found != kChunk)
            return std::min(chunk * kChunk + found, end);
    }
    return end;
}

size_t Finder::position() const
{
    const size_t row = m_session->rowOf(m_session->current());
    if (row >= m_session->rows()->size() || !isMatch(row))
        return 0;
    size_t before = 0;
    for (size_t chunk = 0; chunk < row / kChunk; ++chunk)
        before += m_chunks[chunk].matches.size();
    return before + m_chunks[row / kChunk].matches.countBelow(row % kChunk) + 1;
}

void Finder::go(bool forward)
{
    if (!m_active || m_chunks.empty())
        return;
    m_step = forward ? Step::Forward : Step::Backward;
    m_stepFrom = from();
    if (forward && !m_session->current().isValid())
        m_step = Step::Here;
    m_waiting = !arrive();
    emit resultsChanged();
}

bool Finder::arrive()
{
    const size_t count = m_chunks.size();
    const bool backward = m_step == Step::Backward;
    if (m_stepFrom / kChunk >= count)
        return true;
    const size_t begin = m_stepFrom % kChunk;
    // The chunk where it begins is looked at twice: first on the way out, at last on the way back.
    for (size_t i = 0; i <= count; ++i) {
        const size_t chunk = backward ? (m_stepFrom / kChunk + count - i % count) % count : (m_stepFrom / kChunk + i) % count;
        if (m_chunks[chunk].state != Chunk::State::Done)
            return false;
        const MatchSet &matches = m_chunks[chunk].matches;
        size_t found = kChunk;
        if (backward)
            found = matches.lastBelow(i == 0 ? begin : kChunk);
        else
            found = matches.firstFrom(i > 0 ? 0 : m_step == Step::Here ? begin : begin + 1);
        if (found == kChunk)
            continue;
        const size_t row = chunk * kChunk + found;
        m_session->setCurrent((*m_session->rows())[row]);
        if (m_step != Step::Here && (backward ? row >= m_stepFrom : row <= m_stepFrom))
            emit wrapped(!backward);
        return true;
    }
    return true; // there is none
}

} // namespace widelens
