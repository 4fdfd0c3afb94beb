// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/fieldmodel.h"

#include "model/import/recordreader.h"
#include "model/rules/rules.h"
#include "model/session.h"

#include <algorithm>

namespace widelens {

static constexpr qsizetype kMaxValue = 500; // characters; the full text has a place of its own

FieldModel::FieldModel(Session *session, QObject *parent, ReadRecord read)
    : QAbstractTableModel(parent), m_session(session), m_read(std::move(read))
{
    connect(session, &Session::currentChanged, this, &FieldModel::readCurrent);
    // While loading, derived fields of an event may still come.
    connect(session, &Session::storeChanged, this, &FieldModel::readCurrent);
    readCurrent();
}

Record FieldModel::readFromFile(std::shared_ptr<const EventStore> store, EventRef event)
{
    return RecordReader(std::move(store)).read(event);
}

void FieldModel::readCurrent()
{
    const EventRef event = m_session->current();
    const std::shared_ptr<const EventStore> &store = m_session->store();
    m_task.cancel();
    if (!event.isValid() || event.segment >= store->segments().size()) {
        setRecord({}, nullptr);
        return;
    }
    auto work = [store, event, read = m_read](const Continue &) -> std::shared_ptr<const Record> {
        return std::make_shared<Record>(read(store, event));
    };
    m_task.start(this, work, [this, event](const std::shared_ptr<const Record> &record) { setRecord(event, record); });
}

void FieldModel::setRecord(EventRef event, std::shared_ptr<const Record> record)
{
    beginResetModel();
    m_event = event;
    m_record = std::move(record);
    m_entities = m_record && event.isValid() ? entitiesOf(*m_session->store(), event) : std::vector<Entity>();
    findContested();
    listFields();
    endResetModel();
    emit recordChanged();
}

void FieldModel::setNoiseShown(bool shown)
{
    if (shown == m_noiseShown)
        return;
    beginResetModel();
    m_noiseShown = shown;
    listFields();
    endResetModel();
}

void FieldModel::listFields()
{
    m_shown.clear();
    for (size_t i = 0; m_record && i < m_record->fields.size(); ++i) {
        if (m_noiseShown || !m_record->fields[i].noise)
            m_shown.push_back(i);
    }
}

void FieldModel::findContested()
{
    m_contested.clear();
    if (!m_record || !m_event.isValid())
        return;
    const EventStore &store = *m_session->store();
    std::vector<Value> values;
    for (const auto &implication : store.rules().implications) {
        for (const auto &name : implication.key) {
            const FieldId field = store.fields().find(name);
            if (field != kNoField)
                store.values(m_event, field, values);
            if (field != kNoField && values.size() > 1)
                return; // each element has an answer of its own
        }
    }
    for (const RecordField &field : m_record->fields) {
        const auto other = [&](const RecordField *value) { return value->text != field.text; };
        const auto all = valuesOf(field.name);
        if (field.origin == Origin::Joined && std::any_of(all.begin(), all.end(), other) && !isContested(field.name))
            m_contested.push_back(field.name);
    }
}

bool FieldModel::isContested(std::string_view field) const
{
    return std::find(m_contested.begin(), m_contested.end(), field) != m_contested.end();
}

std::vector<const RecordField *> FieldModel::valuesOf(std::string_view name) const
{
    std::vector<const RecordField *> values;
    for (size_t i = 0; m_record && i < m_record->fields.size(); ++i) {
        if (m_record->fields[i].name == name)
            values.push_back(&m_record->fields[i]);
    }
    return values;
}

int FieldModel::noiseCount() const
{
    if (!m_record)
        return 0;
    return static_cast<int>(std::count_if(m_record->fields.begin(), m_record->fields.end(), [](const RecordField &f) { return f.noise; }));
}

const RecordField &FieldModel::field(int row) const
{
    return m_record->fields[m_shown[static_cast<size_t>(row)]];
}

int FieldModel::rowOf(std::string_view name) const
{
    for (int row = 0; row < rowCount(); ++row) {
        if (field(row).name == name)
            return row;
    }
    return -1;
}

int FieldModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_shown.size());
}

int FieldModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant FieldModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case FieldColumn:
        return tr("Field");
    case ValueColumn:
        return tr("Value");
    case OriginColumn:
        return tr("From");
    default:
        return {};
    }
}

// Marks that need no colour: what follows from elsewhere, and what is contradicted.
QString FieldModel::nameText(int row) const
{
    const QString name = QString::fromStdString(field(row).name);
    if (isContested(field(row).name))
        return QStringLiteral("≠ ") + name;
    return isJoined(row) ? QStringLiteral("↳ ") + name : name;
}

static const QString &why()
{
    static const QString text = FieldModel::tr("why?");
    return text;
}

QString FieldModel::originText(int row) const
{
    const QString origin = QString::fromLatin1(originName(field(row).origin));
    return field(row).witness.isValid() ? QStringLiteral("%1 %2").arg(origin, why()) : origin;
}

QList<Link> FieldModel::links(const RecordField &field) const
{
    const Entity *entity = entityForField(m_entities, field.name);
    if (!entity || field.kind == FieldKind::Json)
        return {};
    return { Link { 0, QString::fromStdString(field.text).size(), pivotOn(*entity) } };
}

static QString oneLine(const std::string &text)
{
    QString line = QString::fromUtf8(text.data(), std::min<qsizetype>(static_cast<qsizetype>(text.size()), 4 * kMaxValue));
    const bool cut = line.size() > kMaxValue;
    line.truncate(kMaxValue);
    line.replace(u'\n', u'⏎');
    return cut ? line + u'…' : line;
}

QVariant FieldModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const RecordField &shown = field(index.row());
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        if (column == FieldColumn)
            return nameText(index.row());
        return column == ValueColumn ? oneLine(shown.text) : originText(index.row());
    case Qt::AccessibleTextRole:
        if (column == FieldColumn && isContested(shown.name))
            return tr("%1, contradicted").arg(QString::fromStdString(shown.name));
        if (column == FieldColumn && isJoined(index.row()))
            return tr("%1, follows from other events").arg(QString::fromStdString(shown.name));
        return data(index, Qt::DisplayRole);
    case Qt::ToolTipRole:
        return column == ValueColumn ? oneLine(shown.text) : QString::fromStdString(shown.proof);
    case FullTextRole:
        return QString::fromStdString(shown.text);
    case LinksRole:
        if (column == OriginColumn && shown.witness.isValid()) // leads to the witness, not to a pivot
            return QVariant::fromValue(QList<Link> { Link { originText(index.row()).size() - why().size(), why().size(), {} } });
        return column == ValueColumn ? QVariant::fromValue(links(shown)) : QVariant();
    case MonospaceRole:
        return column == ValueColumn;
    case DimRole:
        return column == OriginColumn || (column == FieldColumn && shown.noise);
    default:
        return {};
    }
}

} // namespace widelens
