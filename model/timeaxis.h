// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/time.h"

#include <QObject>

namespace widelens {

// The part of time that all plots show. Views read it and ask it; it follows the whole span until somebody zooms.
class TimeAxis : public QObject
{
    Q_OBJECT
public:
    using QObject::QObject;

    TimeRange span() const { return m_span; } // of all events; empty (begin == end == 0) while there are none
    TimeRange visible() const { return m_visible; }
    bool isEmpty() const { return m_span.begin >= m_span.end; }
    bool isFitted() const { return m_fitted; }

    void setSpan(TimeRange span);
    void setVisible(TimeRange range); // kept within the span (with a margin) and above 1 µs
    void zoomAt(Time centre, double factor); // factor < 1 zooms in; `centre` keeps its place
    void pan(double fraction); // of the visible width; > 0 goes to later times
    void fit();

signals:
    void spanChanged();
    void visibleChanged();

private:
    TimeRange fittedRange() const;

    TimeRange m_span { 0, 0 };
    TimeRange m_visible { 0, 0 };
    bool m_fitted = true;
};

} // namespace widelens
