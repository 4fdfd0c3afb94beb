// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/savedsetting.h"

#include <QCoreApplication>
#include <QHash>
#include <QSettings>
#include <QThreadPool>

#include <memory>
#include <mutex>
#include <optional>

namespace widelens {

namespace {

std::unique_ptr<QSettings> stateFile()
{
    return std::make_unique<QSettings>(QSettings::NativeFormat, QSettings::UserScope, QCoreApplication::organizationName(), QStringLiteral("State"));
}

// What waits to be written, and the one thread that writes it: the last value of a key is the last written.
class Waiting
{
public:
    Waiting() { m_writer.setMaxThreadCount(1); }
    void add(const QString &key, const QVariant &value)
    {
        {
            const std::lock_guard lock(m_mutex);
            m_values[key] = value;
        }
        m_writer.start([this, key] { write(key); });
    }
    std::optional<QVariant> value(const QString &key)
    {
        const std::lock_guard lock(m_mutex);
        const auto at = m_values.constFind(key);
        return at == m_values.constEnd() ? std::nullopt : std::optional(*at);
    }
    void finish() { m_writer.waitForDone(); }

private:
    void write(const QString &key)
    {
        const auto latest = value(key);
        if (!latest)
            return; // a later request was written before its turn came
        {
            const auto file = stateFile();
            if (latest->isValid())
                file->setValue(key, *latest);
            else
                file->remove(key);
        } // synced here
        const std::lock_guard lock(m_mutex);
        if (const auto at = m_values.constFind(key); at != m_values.constEnd() && *at == *latest)
            m_values.erase(at);
    }

    std::mutex m_mutex;
    QHash<QString, QVariant> m_values;
    QThreadPool m_writer; // the last: its end waits for what uses the others
};

Waiting &waiting()
{
    static Waiting all;
    return all;
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
    waiting().finish();
}

QString savedSettingsPath()
{
    return stateFile()->fileName();
}

} // namespace widelens
