// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/axishistory.h"

#include "model/session.h"
#include "model/timeaxis.h"

namespace widelens {

static constexpr int kRest = 400; // ms: the notches of a wheel are one step

AxisHistory::AxisHistory(Session *session, TimeAxis *axis, QObject *parent) : QObject(parent), m_session(session), m_axis(axis)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRest);
    connect(&m_rest, &QTimer::timeout, this, &AxisHistory::settle);
    connect(axis, &TimeAxis::visibleChanged, this, [this] {
        if (!m_syncing)
            m_rest.start();
    });
    connect(session, &Session::zoomChanged, this, &AxisHistory::showZoom);
    connect(session, &Session::leavingStep, this, [this] {
        if (m_rest.isActive())
            settle();
    });
    connect(session, &Session::opened, &m_rest, &QTimer::stop);
}

void AxisHistory::settle()
{
    m_rest.stop();
    if (m_axis->isEmpty())
        return;
    m_syncing = true;
    m_session->setZoom(m_axis->isFitted() ? TimeRange() : m_axis->visible());
    m_syncing = false;
}

void AxisHistory::showZoom()
{
    if (m_syncing)
        return;
    m_rest.stop();
    m_syncing = true;
    if (m_session->zoom().isEverything())
        m_axis->fit();
    else
        m_axis->setVisible(m_session->zoom());
    m_syncing = false;
}

} // namespace widelens
