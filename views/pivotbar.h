// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QScrollArea;
class QToolButton;

namespace widelens {

class Session;

// What the filter consists of, as chips: a click on a chip switches it off and on, its × takes it away. The time range is
// the last chip.
class PivotBar : public QWidget
{
    Q_OBJECT
public:
    explicit PivotBar(Session *session, QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;

private:
    void rebuild();
    void clearChips();
    QWidget *makeChip(const QString &label, const QString &toolTip, bool enabled);

    Session *m_session;
    QScrollArea *m_scroll;
    QHBoxLayout *m_chips;
    QLabel *m_hint;
    QToolButton *m_clear;
};

} // namespace widelens
