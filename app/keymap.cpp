// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/keymap.h"

#include <QSettings>

#include <algorithm>

namespace widelens {

using namespace Qt::StringLiterals;

static constexpr auto kSection = "Shortcuts";

Keymap::Keymap(std::vector<Command> commands, QObject *parent) : QObject(parent), m_commands(std::move(commands))
{
    for (const Command &command : m_commands) {
        m_slots.push_back({ command.id, KeyScope::Window });
        if (!command.tableKeys.isEmpty())
            m_slots.push_back({ command.id, KeyScope::Table });
        if (!command.plotKeys.isEmpty())
            m_slots.push_back({ command.id, KeyScope::Plot });
    }
    read();
}

const Command *Keymap::command(const QString &id) const
{
    const auto found = std::find_if(m_commands.begin(), m_commands.end(), [&](const Command &command) { return command.id == id; });
    return found == m_commands.end() ? nullptr : &*found;
}

QString Keymap::name(const KeySlot &slot)
{
    switch (slot.scope) {
    case KeyScope::Window:
        break;
    case KeyScope::Table:
        return slot.command + u".table"_s;
    case KeyScope::Plot:
        return slot.command + u".plot"_s;
    }
    return slot.command;
}

QList<QKeySequence> Keymap::usualKeys(const KeySlot &slot) const
{
    const Command *found = command(slot.command);
    if (!found)
        return {};
    switch (slot.scope) {
    case KeyScope::Window:
        break;
    case KeyScope::Table:
        return found->tableKeys;
    case KeyScope::Plot:
        return found->plotKeys;
    }
    return found->shortcuts;
}

QList<QKeySequence> Keymap::keys(const KeySlot &slot) const
{
    const auto changed = m_changed.find(name(slot));
    return changed == m_changed.end() ? usualKeys(slot) : *changed;
}

QString Keymap::keysText(const QString &command) const
{
    QList<QKeySequence> all;
    for (const KeyScope scope : { KeyScope::Window, KeyScope::Table, KeyScope::Plot })
        all += keys({ command, scope });
    return widelens::keysText(all);
}

// --- who has a key

static bool meet(KeyScope a, KeyScope b)
{
    return a == b || a == KeyScope::Window || b == KeyScope::Window; // a table is no plot
}

static bool meet(const QKeySequence &a, const QKeySequence &b)
{
    return a.matches(b) != QKeySequence::NoMatch || b.matches(a) != QKeySequence::NoMatch;
}

std::optional<KeySlot> Keymap::holder(const QKeySequence &key, const KeySlot &slot) const
{
    for (const KeySlot &other : m_slots) {
        if (other.command == slot.command || !meet(other.scope, slot.scope))
            continue;
        const QList<QKeySequence> theirs = keys(other);
        if (std::any_of(theirs.begin(), theirs.end(), [&](const QKeySequence &their) { return meet(key, their); }))
            return other;
    }
    return {};
}

// --- changes

void Keymap::setKeys(const KeySlot &slot, const QList<QKeySequence> &keys)
{
    QSettings settings;
    settings.beginGroup(QLatin1String(kSection));
    if (keys == usualKeys(slot)) {
        m_changed.remove(name(slot));
        settings.remove(name(slot));
    } else {
        m_changed[name(slot)] = keys;
        settings.setValue(name(slot), QKeySequence::listToString(keys, QKeySequence::PortableText));
    }
    emit changed();
}

void Keymap::take(const QKeySequence &key, const KeySlot &from)
{
    QList<QKeySequence> rest = keys(from);
    rest.removeIf([&](const QKeySequence &their) { return meet(key, their); });
    setKeys(from, rest);
}

void Keymap::reset(const KeySlot &slot)
{
    setKeys(slot, usualKeys(slot));
}

void Keymap::resetAll()
{
    m_changed.clear();
    QSettings().remove(QLatin1String(kSection));
    emit changed();
}

// --- the settings file

// Nothing where a key in it is none.
static std::optional<QList<QKeySequence>> parseKeys(const QString &text)
{
    if (text.trimmed().isEmpty())
        return QList<QKeySequence>();
    const QList<QKeySequence> keys = QKeySequence::listFromString(text, QKeySequence::PortableText);
    for (const QKeySequence &sequence : keys) {
        if (sequence.isEmpty())
            return {};
        for (int i = 0; i < sequence.count(); ++i) {
            const Qt::Key key = sequence[static_cast<uint>(i)].key();
            if (key == Qt::Key_unknown || key == Qt::Key(0))
                return {};
        }
    }
    return keys;
}

void Keymap::read()
{
    QSettings settings;
    settings.beginGroup(QLatin1String(kSection));
    for (const QString &entry : settings.childKeys()) {
        const auto slot = std::find_if(m_slots.begin(), m_slots.end(), [&](const KeySlot &known) { return name(known) == entry; });
        // A comma makes a list of it when nobody quoted it.
        const QString text = settings.value(entry).toStringList().join(u", "_s);
        const std::optional<QList<QKeySequence>> keys = parseKeys(text);
        if (slot == m_slots.end())
            m_problems.append(tr("there is no command %1").arg(entry));
        else if (!keys)
            m_problems.append(tr("%1=%2 is no key").arg(entry, text));
        else
            m_changed[entry] = *keys;
    }
    // Two with the same key: neither would work.
    for (const KeySlot &slot : m_slots) {
        if (!isChanged(slot))
            continue;
        const QList<QKeySequence> mine = keys(slot);
        for (const QKeySequence &key : mine) {
            const std::optional<KeySlot> other = holder(key, slot);
            if (!other)
                continue;
            m_problems.append(tr("%1 has the key of %2, %3").arg(name(slot), name(*other), key.toString(QKeySequence::PortableText)));
            m_changed.remove(name(slot));
            break;
        }
    }
}

} // namespace widelens
