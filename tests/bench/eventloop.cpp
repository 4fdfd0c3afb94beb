// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/eventloop.h"

#include <QAbstractEventDispatcher>
#include <QEvent>
#include <QMetaEnum>

#include <algorithm>
#include <ctime>
#include <utility>

namespace widelens::bench {

static double milliseconds(clockid_t clock)
{
    timespec now {};
    ::clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

void Stopwatch::restart()
{
    m_begin = { milliseconds(CLOCK_MONOTONIC), milliseconds(CLOCK_THREAD_CPUTIME_ID) };
}

Took Stopwatch::elapsed() const
{
    return { milliseconds(CLOCK_MONOTONIC) - m_begin.wall, milliseconds(CLOCK_THREAD_CPUTIME_ID) - m_begin.cpu };
}

MeasuredApplication::MeasuredApplication(int &argc, char **argv)
    : QApplication(argc, argv)
{
    connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::aboutToBlock, this, [this] { endTurn(); });
}

bool MeasuredApplication::notify(QObject *receiver, QEvent *event)
{
    if (m_depth > 0)
        return QApplication::notify(receiver, event);
    if (!m_inTurn) {
        m_inTurn = true;
        m_turn.restart();
    }
    // Both may be gone afterwards. What a watcher watches is its parent's.
    const QMetaObject *kind = receiver->inherits("QFutureWatcherBase") && receiver->parent() ? receiver->parent()->metaObject() : receiver->metaObject();
    const QString name = receiver->objectName();
    const QEvent::Type type = event->type();
    const Stopwatch since;
    ++m_depth;
    const bool result = QApplication::notify(receiver, event);
    --m_depth;
    if (const double took = since.elapsed().cpu; took > m_longestEventMs) {
        m_longestEventMs = took;
        m_longestSoFar = QStringLiteral("%1 to %2 %3").arg(QString::fromLatin1(QMetaEnum::fromType<QEvent::Type>().valueToKey(type)), QString::fromLatin1(kind->className()), name);
    }
    return result;
}

void MeasuredApplication::endTurn()
{
    if (!m_inTurn)
        return;
    m_inTurn = false;
    const Took took = m_turn.elapsed();
    m_mostWorkSoFar = std::max(m_mostWorkSoFar, took.cpu);
    if (took.wall > m_longest.wall)
        m_longest = took;
}

Took MeasuredApplication::takeLongestTurn()
{
    endTurn();
    m_longestEventMs = 0;
    m_mostWork = std::exchange(m_mostWorkSoFar, 0);
    m_longestEvent = std::exchange(m_longestSoFar, QString());
    return std::exchange(m_longest, Took());
}

void MeasuredApplication::settle()
{
    sendPostedEvents();
    processEvents();
    endTurn();
}

} // namespace widelens::bench
