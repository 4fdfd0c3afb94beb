// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/commands.h"

#include <QHash>
#include <QObject>

#include <optional>

namespace widelens {

// Where a key runs its command: anywhere in the window, or only while the keyboard is in the event table or in a plot.
enum class KeyScope { Window, Table, Plot };

// A command and where: what keys are given to.
struct KeySlot {
    QString command;
    KeyScope scope = KeyScope::Window;

    bool operator==(const KeySlot &) const = default;
};

// Which keys run which command: those of the table of commands, and what the reader changed. The changes stand in the
// settings file, section [Shortcuts]: "edit.find=Ctrl+F", "edit.find.table=/"; several keys are parted by "; ", none is
// an empty text. What cannot be used there is told by problems(), stays in the file, and the usual keys are taken.
class Keymap : public QObject
{
    Q_OBJECT
public:
    explicit Keymap(std::vector<Command> commands, QObject *parent = nullptr); // reads the settings

    const std::vector<Command> &commands() const { return m_commands; }
    const std::vector<KeySlot> &keySlots() const { return m_slots; } // every one, in the order of the commands
    const Command *command(const QString &id) const; // null: none
    const QStringList &problems() const { return m_problems; } // sentences

    QList<QKeySequence> keys(const KeySlot &slot) const;
    QList<QKeySequence> usualKeys(const KeySlot &slot) const;
    bool isChanged(const KeySlot &slot) const { return m_changed.contains(name(slot)); }
    QString keysText(const QString &command) const; // of all its slots: "Ctrl+F, /"
    // Who has this key, or one that begins like it, where both could be meant.
    std::optional<KeySlot> holder(const QKeySequence &key, const KeySlot &slot) const;

    void setKeys(const KeySlot &slot, const QList<QKeySequence> &keys); // for good
    void take(const QKeySequence &key, const KeySlot &from); // away
    void reset(const KeySlot &slot);
    void resetAll();

    static QString name(const KeySlot &slot); // in the settings file

signals:
    void changed();

private:
    void read();

    std::vector<Command> m_commands;
    std::vector<KeySlot> m_slots;
    QHash<QString, QList<QKeySequence>> m_changed; // by name()
    QStringList m_problems;
};

} // namespace widelens
