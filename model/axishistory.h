// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

namespace widelens {

class Session;
class TimeAxis;

// Makes the zoom of the plots a part of the session's history: a step when the axis has come to rest, and back again when
// the reader goes back.
class AxisHistory : public QObject
{
    Q_OBJECT
public:
    AxisHistory(Session *session, TimeAxis *axis, QObject *parent = nullptr);

    void settle(); // does not wait for the rest

private:
    void showZoom();

    Session *m_session;
    TimeAxis *m_axis;
    QTimer m_rest;
    bool m_syncing = false;
};

} // namespace widelens
