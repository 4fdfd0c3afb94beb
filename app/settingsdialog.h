// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include <functional>

class QFormLayout;
class QTabWidget;

namespace widelens {

class FontSize;
class Keymap;
class Settings;
struct KeySlot;
struct Preferences;

// All settings; each takes effect at once, or says when. What the dialog cannot do itself it asks for by signals.
class SettingsDialog : public QDialog
{
    Q_OBJECT
public:
    SettingsDialog(Settings *settings, Keymap *keymap, FontSize *fontSize, QWidget *parent = nullptr);

signals:
    void rereadRulesWanted();
    void resetLayoutWanted();

private:
    void addLooks(QFormLayout *form, FontSize *fontSize);
    void addTimes(QFormLayout *form);
    void addStart(QFormLayout *form);
    QWidget *makeReading();
    QWidget *makeFileNote(const QStringList &problems);
    void change(const std::function<void(Preferences &)> &change);

    Settings *m_settings;
    QTabWidget *m_pages;
};

} // namespace widelens
