// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/items/roles.h"
#include "model/pivot.h"
#include "model/store/record.h"
#include "model/task.h"

#include <QAbstractTableModel>

namespace widelens {

class Session;

// All fields of the current event, read again from its file in the background: field, value, origin. Values that are
// identities carry a link; those that follow from other events are marked and carry a link to the proof in the origin's
// column. The last event stays until the next one has been read.
class FieldModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { FieldColumn, ValueColumn, OriginColumn, ColumnCount };
    using ReadRecord = std::function<Record(std::shared_ptr<const EventStore>, EventRef)>; // in the background

    explicit FieldModel(Session *session, QObject *parent = nullptr, ReadRecord read = readFromFile);

    void setRecord(EventRef event, std::shared_ptr<const Record> record);
    const Record *record() const { return m_record.get(); } // null: no event, or not read yet
    EventRef recordEvent() const { return m_event; } // whose record it is
    void setNoiseShown(bool shown);
    bool isNoiseShown() const { return m_noiseShown; }
    int noiseCount() const; // fields that the rules call noise
    const RecordField &field(int row) const;
    int rowOf(std::string_view field) const; // -1 when it is not shown
    bool isJoined(int row) const { return field(row).origin == Origin::Joined; }
    // Several values for one field that contradict each other. Those of a list's elements do not.
    bool isContested(std::string_view field) const;
    // Each value of a field, with where it comes from.
    std::vector<const RecordField *> valuesOf(std::string_view field) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    static Record readFromFile(std::shared_ptr<const EventStore> store, EventRef event);

signals:
    void recordChanged();

private:
    void readCurrent();
    void listFields();
    void findContested();
    QString nameText(int row) const;
    QString originText(int row) const;
    QList<Link> links(const RecordField &field) const;

    Session *m_session;
    ReadRecord m_read;
    EventRef m_event;
    std::shared_ptr<const Record> m_record;
    std::vector<Entity> m_entities;
    std::vector<size_t> m_shown; // indexes into the record's fields
    std::vector<std::string> m_contested;
    bool m_noiseShown = false;
    Task<std::shared_ptr<const Record>, promptPool> m_task;
};

} // namespace widelens
