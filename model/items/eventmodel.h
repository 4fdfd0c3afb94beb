// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/roles.h"
#include "model/pivot.h"
#include "model/previousevents.h"
#include "model/rowcache.h"
#include "model/textmatcher.h"

#include <QAbstractTableModel>

namespace widelens {

class Session;

// The rows of a session that stand in a movable window: as many as fit on the screen, so that a hundred million rows cost
// nothing. Model row r is row firstRow() + r of Session::rows(). Columns: time, delta to the row above, level, source,
// entities, message, then the fields that the reader chose.
class EventModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { TimeColumn, DeltaColumn, LevelColumn, SourceColumn, EntityColumn, MessageColumn, FirstFieldColumn };

    explicit EventModel(Session *session, QObject *parent = nullptr, RowCache::ReaderFactory factory = RowCache::fileReader);

    // --- the window
    size_t totalRows() const;
    size_t firstRow() const { return m_first; }
    // Moves the window; it ends with the rows at the latest.
    void setWindow(size_t first, int rows);
    EventRef eventAt(int row) const; // of a row of the window; invalid beyond
    // Takes over what Session::rows() became, at a new place.
    void refresh(size_t first, int rows);

    // --- what differences of time are to: the row above, the reference, or the event that its entity had before
    enum class Delta { RowAbove, Reference, Entity };
    Delta delta() const { return m_delta; }
    void setDelta(Delta delta);
    EventRef reference() const { return m_reference; }
    void setReference(EventRef event); // also turns to it; none: back to the row above
    // The differences as they are now, in seconds, for the background: of events in rows(); "" where there is none.
    std::function<std::string(EventRef)> deltaOf() const;

    // --- what is marked in the texts; null: nothing
    void setMatcher(std::shared_ptr<const TextMatcher> matcher);

    // --- more columns
    void setFields(const QStringList &fields);
    const QStringList &fields() const { return m_fieldNames; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    const RowCache &cache() const { return m_cache; }

private:
    struct FieldColumn {
        std::string name;
        int cached = -1; // index in RowText::fields when it is by reference
    };
    // What a row shows from the store, computed when it is first painted.
    struct Row {
        QString source;
        QString entities;
        QList<Link> sourceLinks;
        QList<Link> entityLinks;
        std::vector<Entity> identities;
    };

    QString text(EventRef event, int column, int row) const;
    QString timeText(EventRef event, bool full) const;
    QString deltaText(int row, int digits) const; // seconds, cut
    QString messageText(EventRef event) const;
    QString fieldText(EventRef event, const FieldColumn &column) const;
    bool isOneDay() const; // all events are of one day: times go without the date
    Time deltaFrom(size_t row) const; // kNoTime: there is none
    QString timeTitle() const;
    QString deltaTitle() const;
    QList<TextSpan> matches(EventRef event, int column, int row) const;
    QList<Link> links(EventRef event, int column) const;
    QList<Link> messageLinks(EventRef event) const;
    const Row &rowOf(EventRef event) const;
    void adoptRows();
    void updateFieldColumns();
    void onStoreChanged();
    void requestTexts();
    void tellChanged(int firstColumn, int lastColumn);

    Session *m_session;
    RowCache m_cache;
    PreviousEvents m_previous;
    std::shared_ptr<const TextMatcher> m_matcher;
    Delta m_delta = Delta::RowAbove;
    EventRef m_reference;
    std::shared_ptr<const EventRows> m_rows;
    size_t m_first = 0;
    int m_count = 0;
    QStringList m_fieldNames;
    std::vector<FieldColumn> m_fields;
    mutable QHash<EventRef, Row> m_known;
};

// The class of a level by its rank among the rules' levels; None without one.
LevelClass levelClass(const Rules &rules, int severity);

} // namespace widelens

Q_DECLARE_METATYPE(widelens::EventRef)
