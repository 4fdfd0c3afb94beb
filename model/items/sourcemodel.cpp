// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/sourcemodel.h"

#include "model/session.h"

#include <QLocale>

#include <algorithm>

namespace widelens {

SourceModel::SourceModel(Session *session, QObject *parent)
    : QAbstractTableModel(parent), m_session(session), m_store(session->store())
{
    connect(session, &Session::storeChanged, this, &SourceModel::onStoreChanged);
    connect(session, &Session::filterChanged, this, &SourceModel::tellShown);
}

// --- which are shown

// A chip that only leaves out sources.
static bool hidesSources(const Pivot &pivot)
{
    return !pivot.terms.empty() && std::all_of(pivot.terms.begin(), pivot.terms.end(), [&](const Term &term) {
        return term.field == "source" && term.negated != pivot.negated;
    });
}

static bool names(const Pivot &pivot, const std::string &path)
{
    return std::any_of(pivot.terms.begin(), pivot.terms.end(), [&](const Term &term) { return term.value == path; });
}

// One chip for all of them.
static Pivot hiding(std::vector<Term> terms)
{
    Pivot pivot;
    pivot.label = terms.size() == 1 ? SourceModel::tr("without %1").arg(QString::fromStdString(terms.front().value))
                                    : SourceModel::tr("without %1 sources").arg(terms.size());
    pivot.terms = std::move(terms);
    return pivot;
}

bool SourceModel::isShown(int row) const
{
    const std::string &path = source(row).path;
    const QList<Pivot> &pivots = m_session->pivots();
    return std::none_of(pivots.begin(), pivots.end(), [&](const Pivot &pivot) { return pivot.enabled && hidesSources(pivot) && names(pivot, path); });
}

void SourceModel::setShown(int row, bool shown)
{
    if (shown == isShown(row))
        return;
    const std::string &path = source(row).path;
    std::vector<Term> hidden;
    QList<Pivot> pivots;
    for (const Pivot &pivot : m_session->pivots()) {
        if (!pivot.enabled || !hidesSources(pivot)) {
            pivots.append(pivot);
            continue;
        }
        for (const Term &term : pivot.terms)
            hidden.push_back({ term.field, term.value, true });
    }
    std::erase_if(hidden, [&](const Term &term) { return term.value == path; });
    if (!shown)
        hidden.push_back({ "source", path, true });
    if (!hidden.empty())
        pivots.append(hiding(std::move(hidden)));
    m_session->setPivots(pivots);
}

void SourceModel::showAll()
{
    QList<Pivot> pivots = m_session->pivots();
    pivots.removeIf(hidesSources);
    m_session->setPivots(pivots);
}

void SourceModel::tellShown()
{
    if (rowCount() > 0)
        emit dataChanged(index(0, PathColumn), index(rowCount() - 1, PathColumn), { Qt::CheckStateRole });
}

bool SourceModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!index.isValid() || role != Qt::CheckStateRole || index.column() != PathColumn)
        return false;
    setShown(index.row(), value.toInt() == Qt::Checked);
    return true;
}

Qt::ItemFlags SourceModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    const bool checkable = index.isValid() && index.column() == PathColumn && source(index.row()).events > 0;
    return checkable ? flags | Qt::ItemIsUserCheckable : flags;
}

// The rows stay the same while a store is read: a reset would lose the reader's selection.
void SourceModel::onStoreChanged()
{
    const std::shared_ptr<const EventStore> store = m_session->store();
    if (store->sources().size() == m_store->sources().size()) {
        m_store = store;
        if (rowCount() > 0)
            emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
        return;
    }
    beginResetModel();
    m_store = store;
    endResetModel();
}

int SourceModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_store->sources().size());
}

int SourceModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant SourceModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    const QString titles[ColumnCount] = { tr("Source"), tr("Format"), tr("Role"), tr("Events"), tr("Lines"),
                                          tr("Skipped"), tr("Issues"), tr("Bytes"), tr("Zone"), tr("Why this format") };
    return section >= 0 && section < ColumnCount ? titles[section] : QVariant();
}

static QString tipOf(const Source &source)
{
    QString tip = QString::fromStdString(source.filePath + "\n" + source.why);
    if (!source.zoneWhy.empty())
        tip += SourceModel::tr("\nTimes are read in %1: %2").arg(QString::fromStdString(source.zone), QString::fromStdString(source.zoneWhy));
    if (source.shift)
        tip += SourceModel::tr("\nAll its times are %1").arg(QString::fromStdString(shiftText(source.shift)));
    return tip;
}

static QVariant cell(const Source &source, int column)
{
    switch (column) {
    case SourceModel::PathColumn:
        return QString::fromStdString(source.member.empty() ? source.path : source.member);
    case SourceModel::FormatColumn:
        return QString::fromStdString(source.format);
    case SourceModel::RoleColumn:
        return QString::fromStdString(source.role);
    case SourceModel::EventsColumn:
        return quint64(source.events);
    case SourceModel::LinesColumn:
        return quint64(source.lines);
    case SourceModel::SkippedColumn:
        return quint64(source.skipped);
    case SourceModel::IssuesColumn:
        return quint64(source.issues.size() + source.issuesLeftOut);
    case SourceModel::BytesColumn:
        return quint64(source.bytes);
    case SourceModel::ZoneColumn:
        return QString::fromStdString((source.shift ? shiftText(source.shift) + ", " : std::string()) + source.zone);
    default:
        return QString::fromStdString(source.why);
    }
}

QVariant SourceModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount())
        return {};
    const QVariant value = cell(source(index.row()), index.column());
    const bool isNumber = value.typeId() == QMetaType::ULongLong;
    switch (role) {
    case Qt::DisplayRole:
        return isNumber ? QVariant(QLocale().toString(value.toULongLong())) : value;
    case SortRole:
        return value;
    case Qt::CheckStateRole:
        if (index.column() != PathColumn || source(index.row()).events == 0)
            return {};
        return isShown(index.row()) ? Qt::Checked : Qt::Unchecked;
    case Qt::ToolTipRole:
        return tipOf(source(index.row()));
    case Qt::TextAlignmentRole:
        return isNumber ? QVariant(Qt::AlignRight | Qt::AlignVCenter) : QVariant(Qt::AlignLeft | Qt::AlignVCenter);
    case DimRole:
        return source(index.row()).events == 0;
    case LevelRole: // its times are not those that stand in it: to be seen at once
        return source(index.row()).shift ? QVariant(static_cast<int>(LevelClass::Warning)) : QVariant();
    default:
        return {};
    }
}

} // namespace widelens
