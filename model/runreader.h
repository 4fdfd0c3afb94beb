// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/import/loader.h"
#include "model/task.h"

#include <QObject>
#include <QStringList>

#include <map>
#include <memory>
#include <string>

namespace widelens {

// A loader whose news arrive on the GUI thread. Stopping and going away never wait for it, whatever it hangs in.
class RunReader : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;
    ~RunReader() override { stop(); }

    static QString check(const QStringList &paths); // why these cannot be read; "" when they can
    // Stops what was read before. Shifts: what is added to the times of a source, by its path. Zone, threads: as in LoadOptions.
    void start(const std::shared_ptr<const Rules> &rules, const QStringList &paths, const std::map<std::string, Time> &shifts = {}, const QString &zone = {}, unsigned threads = 0);
    void stop(); // nothing more is told of it
    void cancel(); // what was read so far is told as complete
    bool isRunning() const { return m_loader != nullptr; }
    const LoadProgress &progress() const { return m_progress; } // empty while nothing is read

signals:
    void versionRead(const std::shared_ptr<const widelens::EventStore> &store); // isRunning() is over with the complete one
    void progressChanged();

private:
    std::unique_ptr<Loader> m_loader;
    std::shared_ptr<Inbox> m_inbox; // of the running loader
    LoadProgress m_progress;
};

} // namespace widelens
