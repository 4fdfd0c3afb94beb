// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QHBoxLayout;
class QLabel;
class QScrollArea;
class QToolButton;

namespace widelens {

class FilterChip;
class Session;
struct Pivot;

// What the filter consists of, as chips in the order of the reader; the time range is the last one.
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
    void addChip(qsizetype index, const Pivot &pivot);
    void addRangeChip();
    void fit();
    qsizetype placeAt(int x) const; // where a chip that is dropped there comes to stand in between, 0…count
    void showPlace(int x);
    void move(qsizetype from, qsizetype to);

    Session *m_session;
    QScrollArea *m_scroll;
    QHBoxLayout *m_chips;
    QLabel *m_hint;
    QWidget *m_place; // marks where a dragged chip would go
    QToolButton *m_clear;
    qsizetype m_focus = -1; // the chip that has the keyboard after the next rebuild
};

} // namespace widelens
