// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/time.h"
#include "views/plotdata.h"
#include "views/timescale.h"

#include <QWidget>

#include <functional>

class QCPItemRect;
class QCPItemStraightLine;
class QCPItemText;
class QCustomPlot;
class QLabel;
class QMenu;
class QMouseEvent;
class QWheelEvent;

namespace widelens {

class Session;
class TimeAxis;

// Step plots over the shared time axis, and everything the mouse and the keys do there: drag selects a range (and the
// session filters by it), a click goes to the nearest event, wheel and middle button move, Ctrl+wheel zooms, a double click
// shows everything. What keys do is the window's table of commands; it asks the plot below. It draws the series it is given and asks for others when the axis or its width changes.
class TimePlot : public QWidget
{
    Q_OBJECT
public:
    TimePlot(Session *session, TimeAxis *axis, QWidget *parent = nullptr);

    void setSeries(const std::vector<PlotSeries> &series, Time origin);
    void setNotice(const QString &text); // said in the middle of an empty plot
    void setYLabel(const QString &text);
    void setMenu(QMenu *menu) { m_menu = menu; } // of the right button
    Time mark() const { return m_mark; } // kNoTime: none
    Time hovered() const { return m_hovered; } // where the mouse points; kNoTime: nowhere here
    void zoom(double factor); // where the mouse points, else in the middle; below 1: in
    void zoomToSelection(); // all where none is
    void toggleMark();
    void step(bool forward); // to the event after or before
    void leave(); // what is being drawn, else the selection
    static QList<QPair<QString, QString>> mouseHelp(); // what the mouse does, and what that is for
    // What the hover box says of a time: a line a series.
    void setDescribe(std::function<QString(Time)> describe) { m_describe = std::move(describe); }
    // What the series should be reduced to now.
    PlotFrame frame() const;
    QWidget *canvas() const; // where the mouse acts, for tests
    TimeScale scale() const; // of the canvas

signals:
    void frameChanged(); // axis, width or colours: series should come anew

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    enum class Drag { None, Range, Pan };

    void setUpItems();
    void applyColours();
    void updateAxis();
    void placeSelection();
    void placeCursor();
    void placeBookmarks();
    void updateSelection(); // places and shows it, as the next two
    void updateCursor();
    void updateBookmarks();
    void showCursors(); // what stands above the series; they are not drawn again
    QString bookmarkText(const QPoint &position) const; // of the bookmark whose mark is there
    void showHover(const QPoint &position);
    void hideHover();
    QString rangeText(TimeRange range) const;
    void drawRange(TimeRange range, const QString &label);
    void press(QMouseEvent *event);
    void move(QMouseEvent *event);
    void release(QMouseEvent *event);
    void wheel(QWheelEvent *event);
    double seconds(Time time) const;
    Time clockShift() const;
    QString clockText(Time time, double step) const;

    Session *m_session;
    TimeAxis *m_axis;
    QCustomPlot *m_plot;
    QLabel *m_notice;
    QCPItemRect *m_selection;
    QCPItemText *m_selectionText;
    QCPItemStraightLine *m_cursor;
    QCPItemStraightLine *m_hoverLine;
    QCPItemText *m_hoverText;
    QList<QCPItemText *> m_marks; // of bookmarks
    QCPItemStraightLine *m_markLine;
    QMenu *m_menu = nullptr;
    Time m_mark = kNoTime;
    Time m_hovered = kNoTime;
    std::function<QString(Time)> m_describe;
    Time m_origin = 0;
    Drag m_drag = Drag::None;
    double m_pressX = 0;
    double m_lastX = 0;
    bool m_dragged = false;
    bool m_spaceHeld = false; // a drag moves
};

} // namespace widelens
