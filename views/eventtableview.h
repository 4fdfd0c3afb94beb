// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rowcache.h"

#include <QWidget>

class QScrollBar;
class QTableView;

namespace widelens {

class EventModel;
class LinkDelegate;
class Session;

// The events in a table whose scroll bar counts rows: the table below holds only the rows that fit, so that any number
// of rows scrolls alike. What the reader looks at is anchored by event, not by row: it stays when rows come or go.
class EventTableView : public QWidget
{
    Q_OBJECT
public:
    explicit EventTableView(Session *session, QWidget *parent = nullptr, RowCache::ReaderFactory factory = RowCache::fileReader);

    EventModel *model() const { return m_model; }
    QTableView *table() const { return m_table; }
    LinkDelegate *delegate() const { return m_delegate; }
    size_t topRow() const { return m_top; }
    void scrollTo(size_t row); // becomes the first row shown
    void setFields(const QStringList &fields); // more columns, in front of the message
    QByteArray saveColumns() const;
    void restoreColumns(const QByteArray &state);

signals:
    void rowActivated(); // Enter or double click: the reader wants to see it all

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void setUpTable();
    void setUpColumns();
    void onRowsChanged();
    void onCurrentChanged();
    void showRows(); // window and scroll bar follow m_top and the height
    void ensureVisible(size_t row);
    void selectCurrent();
    bool onKey(QKeyEvent *event);
    bool onWheel(QWheelEvent *event);
    void moveCurrent(qint64 rows);
    void showCellMenu(const QPoint &position);
    void showColumnMenu(const QPoint &position);
    void updateNotice();
    int fittingRows() const; // whole rows
    size_t lastTop() const;

    Session *m_session;
    EventModel *m_model;
    QTableView *m_table;
    QScrollBar *m_scrollBar;
    LinkDelegate *m_delegate;
    QWidget *m_notice; // said instead of rows when there are none
    size_t m_top = 0;
    EventRef m_topEvent;
    qint64 m_currentOffset = -1; // rows below the top; -1: not on the screen
    size_t m_rowsPerStep = 1; // of the scroll bar, beyond 2^30 rows
    int m_wheel = 0; // eighths of a degree not yet used
    bool m_syncing = false;
};

} // namespace widelens
