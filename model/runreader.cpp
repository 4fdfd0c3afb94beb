// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/runreader.h"

namespace widelens {

static LoadOptions loadOptions(const QStringList &paths)
{
    LoadOptions options;
    for (const QString &path : paths)
        options.paths.push_back(path.toStdString());
    return options;
}

QString RunReader::check(const QStringList &paths)
{
    return QString::fromStdString(checkPaths(loadOptions(paths).paths));
}

void RunReader::start(const std::shared_ptr<const Rules> &rules, const QStringList &paths, const std::map<std::string, Time> &shifts, const QString &zone, unsigned threads)
{
    stop();
    LoadOptions options = loadOptions(paths);
    options.shifts = shifts;
    options.zone = zone.toStdString();
    options.threads = threads;
    m_loader = std::make_unique<Loader>(rules, std::move(options));
    m_inbox = std::make_shared<Inbox>(this);
    // Calls of a loader that was stopped meanwhile may still be queued: they carry their inbox to be told apart.
    auto onVersion = [this, inbox = m_inbox](std::shared_ptr<const EventStore> store) {
        inbox->post([this, inbox, store] {
            if (inbox != m_inbox)
                return;
            if (store->isComplete())
                retire(std::move(m_loader));
            emit versionRead(store);
        });
    };
    auto onProgress = [this, inbox = m_inbox](const LoadProgress &progress) {
        inbox->post([this, inbox, progress] {
            if (inbox != m_inbox)
                return;
            m_progress = progress;
            emit progressChanged();
        });
    };
    m_loader->start(onVersion, onProgress);
}

void RunReader::stop()
{
    if (m_inbox)
        m_inbox->close();
    m_inbox.reset();
    cancel();
    retire(std::move(m_loader));
    m_progress = {};
}

void RunReader::cancel()
{
    if (m_loader)
        m_loader->cancel();
}

} // namespace widelens
