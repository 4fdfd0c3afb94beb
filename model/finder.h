// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/matchset.h"
#include "model/store/eventstore.h"
#include "model/task.h"
#include "model/textmatcher.h"

#include <QObject>

#include <memory>
#include <vector>

namespace widelens {

class Session;

// Finds text in the rows shown. The rows are read from their files in the background, piece by piece from where the reader
// is, so that the nearest matches come first; what was found so far can be used at once. A new query, or other rows, begin
// anew. Lives on the GUI thread.
class Finder : public QObject
{
    Q_OBJECT
public:
    static constexpr size_t kChunk = MatchSet::kRows;

    explicit Finder(Session *session, QObject *parent = nullptr);
    ~Finder() override;

    void find(const TextQuery &query); // an empty text ends the search
    // While typing: also goes to the first match from where the reader was when typing began.
    void findAsTyped(const TextQuery &query);
    void clear() { find({}); }

    const TextQuery &query() const { return m_query; }
    const std::shared_ptr<const TextMatcher> &matcher() const { return m_matcher; } // null when nothing is looked for
    QString problem() const { return m_problem; }
    bool isActive() const { return m_matcher != nullptr; }
    bool isSearching() const { return m_active && m_done < m_chunks.size(); }
    double progress() const; // 0…1
    size_t count() const { return m_count; } // so far
    // Which match the current event is, 1-based; 0 when it is none.
    size_t position() const;
    bool isMatch(size_t row) const; // of the session's rows, as far as it is known
    // How many of the rows [begin, end) match, as far as it is known. O(chunks), and no more than a look into two of them.
    size_t matchesIn(size_t begin, size_t end) const;
    size_t firstMatchIn(size_t begin, size_t end) const; // `end` when none is known

    // To the next match, from the end on to the first. Waits in the background for what was not searched yet.
    void go(bool forward);
    bool isWaiting() const { return m_waiting; }

signals:
    void matcherChanged(); // what is marked
    void resultsChanged();
    void wrapped(bool forward); // go() went on from the other end

private:
    enum class Step { Nowhere, Forward, Backward, Here };
    struct Chunk {
        enum class State { Waiting, Running, Done } state = State::Waiting;
        MatchSet matches; // rows, counted from the chunk's first
    };
    struct Worker;

    void restart();
    void startWorkers();
    void startChunk(Worker &worker);
    void keep(size_t chunk, MatchSet matches);
    size_t nextChunk() const;
    bool arrive(); // false: it is not searched yet
    size_t from() const;

    Session *m_session;
    TextQuery m_query;
    QString m_problem;
    std::shared_ptr<const TextMatcher> m_matcher;
    std::vector<Chunk> m_chunks;
    std::vector<std::unique_ptr<Worker>> m_workers;
    size_t m_first = 0; // the chunk where it began
    size_t m_done = 0;
    size_t m_count = 0;
    Step m_step = Step::Nowhere;
    size_t m_stepFrom = 0;
    EventRef m_typedFrom;
    bool m_active = false;
    bool m_waiting = false;
};

} // namespace widelens
