// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QComboBox;
class QLabel;
class QLineEdit;
class QToolButton;

namespace widelens {

class Finder;
class Session;

// Finds text in the rows shown while it is typed: how to compare, in what, at which levels; which match of how many.
class FindBar : public QWidget
{
    Q_OBJECT
public:
    FindBar(Session *session, Finder *finder, QWidget *parent = nullptr);

    void open(); // shows it, ready to type
    void dismiss(); // hides it and marks nothing any more

signals:
    void dismissed();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QToolButton *makeToggle(const QString &name, const QString &text, const QString &toolTip);
    QToolButton *makeButton(const QString &name, const QString &text, const QString &toolTip);
    void search();
    void updateState();

    Session *m_session;
    Finder *m_finder;
    QLineEdit *m_text;
    QToolButton *m_case;
    QToolButton *m_word;
    QToolButton *m_regex;
    QToolButton *m_record;
    QComboBox *m_level;
    QLabel *m_state;
};

} // namespace widelens
