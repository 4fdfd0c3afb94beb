// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/userrules.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

namespace widelens {

using namespace Qt::StringLiterals;

QString rulesFolder()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericConfigLocation) + u"/Widelens/rules"_s;
}

static QFileInfoList ruleFiles(const QString &folder)
{
    return QDir(folder).entryInfoList({ u"*.json"_s }, QDir::Files, QDir::Name);
}

QByteArray rulesFingerprint()
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const QFileInfoList files = ruleFiles(rulesFolder());
    for (const QFileInfo &info : files) {
        QFile file(info.filePath());
        hash.addData(info.fileName().toUtf8() + '\n');
        if (file.open(QIODevice::ReadOnly))
            hash.addData(&file);
    }
    return hash.result();
}

RulesWatcher::RulesWatcher(const QString &folder, QObject *parent) : QObject(parent), m_folder(folder)
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(300);
    connect(&m_watcher, &QFileSystemWatcher::directoryChanged, &m_pause, qOverload<>(&QTimer::start));
    connect(&m_watcher, &QFileSystemWatcher::fileChanged, &m_pause, qOverload<>(&QTimer::start));
    connect(&m_pause, &QTimer::timeout, this, [this] {
        const bool hadFolder = m_watcher.directories().contains(m_folder);
        watch();
        if (hadFolder || m_watcher.directories().contains(m_folder)) // not when something else beside it changed
            emit changed();
    });
    watch();
}

// Files that were replaced are not watched any more, new ones not yet. Without the folder the nearest one above it is.
void RulesWatcher::watch()
{
    if (!m_watcher.files().isEmpty())
        m_watcher.removePaths(m_watcher.files());
    if (!m_watcher.directories().isEmpty())
        m_watcher.removePaths(m_watcher.directories());
    QString folder = m_folder;
    while (!QFileInfo(folder).isDir() && QFileInfo(folder).path() != folder)
        folder = QFileInfo(folder).path();
    m_watcher.addPath(folder);
    if (folder != m_folder)
        return;
    const QFileInfoList files = ruleFiles(m_folder);
    for (const QFileInfo &file : files)
        m_watcher.addPath(file.filePath());
}

} // namespace widelens
