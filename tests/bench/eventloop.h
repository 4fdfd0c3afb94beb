// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QApplication>
#include <QString>
#include <QTimer>

namespace widelens::bench {

// How long something took on the GUI thread: by the clock, and of this thread's own work. On a busy machine the first is
// longer; where a thread waits, the second is shorter.
struct Took {
    double wall = 0; // ms
    double cpu = 0; // ms
};

class Stopwatch
{
public:
    Stopwatch() { restart(); }
    void restart();
    Took elapsed() const;

private:
    Took m_begin;
};

// Sees every turn of the event loop: from the first event that wakes it until it has nothing to do. While a turn lasts, a
// key or the mouse may have to wait.
class MeasuredApplication : public QApplication
{
public:
    MeasuredApplication(int &argc, char **argv);
    bool notify(QObject *receiver, QEvent *event) override;

    // The longest turn since the last call, by the clock.
    Took takeLongestTurn();
    // The most own work of one turn until that call.
    double mostWork() const { return m_mostWork; }
    // Which event took longest in that time, for finding out why.
    QString longestEvent() const { return m_longestEvent; }

    // Turns until `holds()`; false: not within that time.
    template<typename Condition>
    bool waitUntil(Condition holds, int seconds = 1200)
    {
        QTimer tick; // wakes the loop, so that it is asked
        tick.start(2);
        const Stopwatch since;
        while (!holds()) {
            if (since.elapsed().wall > seconds * 1000.0)
                return false;
            processEvents(QEventLoop::WaitForMoreEvents);
        }
        return true;
    }
    // Everything that is due now, painting among it.
    void settle();

private:
    void endTurn();

    int m_depth = 0;
    bool m_inTurn = false;
    Stopwatch m_turn;
    Took m_longest;
    double m_mostWorkSoFar = 0;
    double m_mostWork = 0;
    double m_longestEventMs = 0;
    QString m_longestEvent;
    QString m_longestSoFar;
};

} // namespace widelens::bench
