// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/timetext.h"

#include <QWidget>

class QHBoxLayout;
class QScrollArea;

namespace widelens {

class Session;
struct ViewState;

// The steps that led to what is shown, and those that were gone back from: each is a button that leads there.
class Breadcrumbs : public QWidget
{
    Q_OBJECT
public:
    explicit Breadcrumbs(Session *session, QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void rebuild();
    void addStep(qsizetype step, const QString &text);
    void showCurrent();

    Session *m_session;
    QScrollArea *m_scroll;
    QHBoxLayout *m_steps;
};

// What a step changed, in few words: "task 58", "without level = INFO", "columns +host", "zoom 2.5 s".
// Times with one end are told by the clock that is asked for.
QString stepText(const ViewState &before, const ViewState &after, TimeDisplay display, Time origin);
// What a view shows, for the title of its tab: "task 58, 2.5 s".
QString stateText(const ViewState &state, TimeDisplay display, Time origin);

} // namespace widelens
