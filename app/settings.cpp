// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settings.h"

#include "model/store/timezone.h"

#include <QSettings>

#include <algorithm>
#include <array>

namespace widelens {

using namespace Qt::StringLiterals;

static const QStringList kThemes { u"system"_s, u"light"_s, u"dark"_s };
static const QStringList kTimes { u"utc"_s, u"local"_s, u"relative"_s };
static const QStringList kSwitch { u"false"_s, u"true"_s };
static const QStringList kDigits { u"0"_s, u"3"_s, u"6"_s, u"9"_s };

// Reads settings and notes what is none.
class SettingsReader
{
public:
    explicit SettingsReader(QStringList &problems) : m_problems(problems) {}

    // The place of the value among the words; a number is the place itself, as older versions wrote it, when asked for.
    int choice(const QString &key, const QStringList &words, int usual, bool byNumber = false)
    {
        const QString text = m_settings.value(key).toString();
        if (!m_settings.contains(key))
            return usual;
        bool isNumber = false;
        const int number = text.toInt(&isNumber);
        if (byNumber && isNumber && number >= 0 && number < words.size())
            return number;
        if (const qsizetype found = words.indexOf(text.toLower()); found >= 0)
            return static_cast<int>(found);
        m_problems.append(QObject::tr("%1=%2 is none of %3").arg(key, text, words.join(u", "_s)));
        return usual;
    }

    QString zone(const QString &key)
    {
        const QString text = m_settings.value(key).toString().trimmed();
        if (text.isEmpty() || TimeZone::named(text.toStdString()))
            return text;
        m_problems.append(QObject::tr("%1=%2 is no time zone").arg(key, text));
        return {};
    }

private:
    QSettings m_settings;
    QStringList &m_problems;
};

Settings::Settings(QObject *parent) : QObject(parent)
{
    SettingsReader reader(m_problems);
    m_now.theme = static_cast<ThemeMode>(reader.choice(u"theme"_s, kThemes, 0, true));
    m_now.times = static_cast<TimeDisplay>(reader.choice(u"times"_s, kTimes, 0, true));
    m_now.timeDigits = kDigits[reader.choice(u"timeDigits"_s, kDigits, 2)].toInt();
    m_now.zone = reader.zone(u"zone"_s);
    m_now.guess = reader.choice(u"guess"_s, kSwitch, 0) == 1;
    m_now.restoreLayout = reader.choice(u"restoreLayout"_s, kSwitch, 1) == 1;
    m_now.restoreRuns = reader.choice(u"restoreRuns"_s, kSwitch, 0) == 1;
}

void Settings::set(const Preferences &preferences)
{
    if (preferences == m_now)
        return;
    const Preferences before = std::exchange(m_now, preferences);
    QSettings file;
    const auto write = [&file](const QString &key, const auto &was, const auto &is, const QVariant &value) {
        if (was != is)
            file.setValue(key, value);
    };
    write(u"theme"_s, before.theme, m_now.theme, kThemes[static_cast<int>(m_now.theme)]);
    write(u"times"_s, before.times, m_now.times, kTimes[static_cast<int>(m_now.times)]);
    write(u"timeDigits"_s, before.timeDigits, m_now.timeDigits, m_now.timeDigits);
    write(u"zone"_s, before.zone, m_now.zone, m_now.zone);
    write(u"guess"_s, before.guess, m_now.guess, m_now.guess);
    write(u"restoreLayout"_s, before.restoreLayout, m_now.restoreLayout, m_now.restoreLayout);
    write(u"restoreRuns"_s, before.restoreRuns, m_now.restoreRuns, m_now.restoreRuns);
    emit changed(before);
}

QString Settings::filePath()
{
    return QSettings().fileName();
}

} // namespace widelens
