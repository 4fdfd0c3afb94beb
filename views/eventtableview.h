// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/eventwriter.h"
#include "model/viewstate.h"
#include "model/rowcache.h"

#include <QWidget>

class QMenu;
class QMouseEvent;
class QScrollBar;
class QTableView;
class QTimer;

namespace widelens {

class ColumnModel;
class DensityStrip;
class EventCopier;
class EventModel;
class Finder;
class LinkDelegate;
class Session;

// The events in a table whose scroll bar counts rows: the table below holds only the rows that fit, so that any number
// of rows scrolls alike. What the reader looks at is anchored by event, not by row: it stays when rows come or go.
class EventTableView : public QWidget
{
    Q_OBJECT
public:
    explicit EventTableView(Session *session, QWidget *parent = nullptr, RowCache::ReaderFactory factory = RowCache::fileReader);
    ~EventTableView() override;

    EventModel *model() const { return m_model; }
    QTableView *table() const { return m_table; }
    LinkDelegate *delegate() const { return m_delegate; }
    DensityStrip *strip() const { return m_strip; }
    void setFinder(const Finder *finder); // whose matches are marked, in the rows and beside them
    size_t topRow() const { return m_top; }
    EventCopier *copier() const { return m_copier; }
    void scrollTo(size_t row); // becomes the first row shown
    void moveCurrent(qint64 rows, bool extend = false);
    void moveToEnd(bool last, bool extend = false);
    void selectAll();
    void copyRows(EventFormat::Kind kind); // the selected ones, in the columns shown
    static QList<QPair<QString, QString>> keyHelp(); // keys that are no commands, and what they do
    static QList<QPair<QString, QString>> mouseHelp();
    void measureFromCurrent(); // differences of time are to this row

    // --- columns
    void setFields(const QStringList &fields); // more columns, in front of the message
    void addField(const QString &field); // one more, if it is none yet
    void hideColumn(int column); // one that the reader chose is taken away
    void showColumn(int column, bool shown); // one of the built-in ones
    void fitColumns();
    void fitColumn(int column);
    // Chosen fields that no row shown has are hidden, and come back with the rows that have them.
    void setOnlyWithValues(bool only);
    bool isOnlyWithValues() const { return m_presence != nullptr; }
    // Canonical names of the columns shown, from left to right, for copying.
    std::vector<std::string> shownColumns() const;
    void saveColumns() const; // into the settings
    void restoreColumns();

signals:
    void rowActivated(); // Enter or double click: the reader wants to see it all
    void columnsWanted(); // the reader wants to choose them
    void cellMenuShown(QMenu *menu, widelens::EventRef event); // others may add to it

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void settleColumns(); // what was moved or resized just now becomes a step of the history
    void setUpTable();
    void setUpColumns();
    void onRowsChanged();
    void onCurrentChanged();
    void showRows(); // window and scroll bar follow m_top and the height
    void ensureVisible(size_t row);
    void showSelection();
    void widenTimeColumn();
    void fitRows();
    void onTabSelected();
    void showColumns();
    void showArrangement(const Columns &columns);
    Columns arranged() const; // the session's columns, in the order and widths of the header
    void onArranged(int column);
    QString columnName(int column) const;
    void choose(size_t row, Qt::KeyboardModifiers modifiers);
    void press(QMouseEvent *event);
    void drag(QMouseEvent *event);
    bool onKey(QKeyEvent *event);
    bool onWheel(QWheelEvent *event);
    void showCellMenu(const QPoint &position);
    void showColumnMenu(const QPoint &position);
    void showLevelMenu();
    void hideEmptyColumns();
    static void popUp(QMenu *menu, const QPoint &position);
    void updateNotice();
    int fittingRows() const; // whole rows
    size_t lastTop() const;

    Session *m_session;
    EventModel *m_model;
    QTableView *m_table;
    QScrollBar *m_scrollBar;
    DensityStrip *m_strip;
    LinkDelegate *m_delegate;
    EventCopier *m_copier;
    ColumnModel *m_presence = nullptr; // counts while only columns with values are shown
    QWidget *m_notice; // said instead of rows when there are none
    size_t m_top = 0;
    EventRef m_topEvent; // none at the very top: there it stays at the top
    qint64 m_currentOffset = -1; // rows below the top; -1: not on the screen
    size_t m_rowsPerStep = 1; // of the scroll bar, beyond 2^30 rows
    int m_wheel = 0; // eighths of a degree not yet used
    bool m_syncing = false;
    bool m_keepTop = false; // the rows that come next are of the place that was left
    bool m_arranging = false; // the header is set, not dragged
    QTimer *m_settling; // since the header was last dragged
    bool m_dragging = false; // the mouse draws a selection
};

} // namespace widelens
