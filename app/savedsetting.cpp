// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/savedsetting.h"

#include "model/task.h"

#include <QCoreApplication>
#include <QHash>
#include <QSettings>

#include <memory>
#include <mutex>
#include <optional>
#include <utility>

namespace widelens {

namespace {

std::unique_ptr<QSettings> stateFile()
{
    return std::make_unique<QSettings>(QSettings::NativeFormat, QSettings::UserScope, QCoreApplication::organizationName(), QStringLiteral("State"));
}

// What waits to be written: the last value of a key is the one that is.
class Waiting
{
public:
    void add(const QString &key, const QVariant &value)
    {
        const std::lock_guard lock(m_mutex);
        m_values[key] = value;
        if (!std::exchange(m_isDue, true))
            promptPool()->start([this] { write(); });
    }

    std::optional<QVariant> value(const QString &key)
    {
        const std::lock_guard lock(m_mutex);
        const auto at = m_values.constFind(key);
        return at == m_values.constEnd() ? std::nullopt : std::optional(*at);
    }

    // Returns once all that was added is written.
    void write()
    {
        const std::lock_guard turn(m_writing);
        const QHash<QString, QVariant> values = due();
        if (values.isEmpty())
            return;
        {
            const auto file = stateFile();
            for (const auto &[key, value] : values.asKeyValueRange()) {
                if (value.isValid())
                    file->setValue(key, value);
                else
                    file->remove(key);
            }
        } // synced here
        const std::lock_guard lock(m_mutex);
        m_values.removeIf([&values](const auto &entry) { return values.contains(entry.key()) && values[entry.key()] == entry.value(); }); // others came meanwhile
    }

private:
    QHash<QString, QVariant> due()
    {
        const std::lock_guard lock(m_mutex);
        m_isDue = false;
        return m_values;
    }

    std::mutex m_writing; // held while the file is written
    std::mutex m_mutex; // of what follows
    QHash<QString, QVariant> m_values;
    bool m_isDue = false; // a thread is on its way to write
};

// Never destroyed: a thread of the pool may still come to it when the program ends.
Waiting &waiting()
{
    static auto *all = new Waiting;
    return *all;
}

} // namespace

void saveSetting(const QString &key, const QVariant &value)
{
    waiting().add(key, value);
}

QVariant savedSetting(const QString &key)
{
    const auto value = waiting().value(key);
    return value ? *value : stateFile()->value(key);
}

void finishSaving()
{
    waiting().write();
}

QString savedSettingsPath()
{
    return stateFile()->fileName();
}

} // namespace widelens
