// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QKeySequence;
class QKeySequenceEdit;
class QLabel;
class QLineEdit;
class QPushButton;
class QTableView;

namespace widelens {

class KeyModel;
class Keymap;
class WordFilter;
struct KeySlot;

// Lists the commands with their keys, and changes those of the chosen one. A key that another command has is told while
// it is pressed, and is taken from there on request only.
class KeyPage : public QWidget
{
    Q_OBJECT
public:
    explicit KeyPage(Keymap *keymap, QWidget *parent = nullptr);

    void showSlot(const KeySlot &slot); // makes it the chosen one

private:
    const KeySlot *chosen() const; // null: none
    QKeySequence pressed() const;
    void update();
    void assign(bool further);
    void takeOver();

    Keymap *m_keymap;
    KeyModel *m_model;
    WordFilter *m_found;
    QLineEdit *m_search;
    QTableView *m_table;
    QKeySequenceEdit *m_edit;
    QLabel *m_verdict;
    QPushButton *m_set;
    QPushButton *m_add;
    QPushButton *m_take;
    QPushButton *m_clear;
    QPushButton *m_reset;
    QPushButton *m_resetAll;
};

} // namespace widelens
