// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/eventwriter.h"
#include "model/query/filter.h"
#include "model/task.h"

#include <QObject>
#include <QString>

namespace widelens {

// Rows of the store as text or as a file, written in the background.
class EventExporter : public QObject
{
    Q_OBJECT
public:
    // Text for the clipboard stops here; files have no limit.
    static constexpr size_t kMaxText = size_t(64) << 20;

    using QObject::QObject;

    // Pieces of `rows`, by index; all of them when `spans` is empty.
    struct Choice {
        std::shared_ptr<const EventStore> store;
        std::shared_ptr<const EventRows> rows;
        std::vector<std::pair<size_t, size_t>> spans; // [begin, end)
        size_t count() const;
    };

    void makeText(const Choice &choice, const EventFormat &format);
    void writeFile(const Choice &choice, const EventFormat &format, const QString &file);
    void cancel(); // what was written of a file is removed
    bool isRunning() const { return m_task.isRunning(); }
    double progress() const { return m_progress; }

signals:
    void textReady(const QString &text, size_t events, bool complete);
    void fileWritten(const QString &file, size_t events);
    void failed(const QString &message); // what, and how to fix it
    void busyChanged();
    void progressChanged();

private:
    struct Result {
        std::string text;
        std::string problem;
        size_t events = 0;
        bool complete = true;
    };
    using ResultPtr = std::shared_ptr<const Result>;

    void start(std::function<ResultPtr(const Continue &)> work, std::function<void(const Result &)> done);

    Task<ResultPtr> m_task;
    double m_progress = 0;
};

} // namespace widelens
