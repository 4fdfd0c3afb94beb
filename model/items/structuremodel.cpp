// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/structuremodel.h"

namespace widelens {

using namespace Qt::StringLiterals;

static constexpr qsizetype kMaxText = 500; // characters

QString pathIn(const QString &text)
{
    const bool absolute = text.startsWith(u'/') && text.size() > 1 && text.indexOf(u'/', 1) > 0;
    if (!absolute || text.contains(u'\n') || text.startsWith(u"//"_s))
        return {};
    const qsizetype colon = text.lastIndexOf(u':');
    bool isLine = false;
    if (colon > 0)
        text.mid(colon + 1).toUInt(&isLine);
    return isLine ? text.left(colon) : text;
}

void StructureModel::setStructure(std::shared_ptr<const Structure> structure)
{
    beginResetModel();
    m_structure = std::move(structure);
    if (m_structure && m_structure->isEmpty())
        m_structure.reset();
    m_rows.assign(m_structure ? m_structure->nodes.size() : 0, 0);
    for (const Structure::Node &node : m_structure ? m_structure->nodes : std::vector<Structure::Node>()) {
        for (size_t i = 0; i < node.children.size(); ++i)
            m_rows[static_cast<size_t>(node.children[i])] = static_cast<int>(i);
    }
    endResetModel();
}

// The root is no row of its own: its children stand at the top.
QModelIndex StructureModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    return createIndex(row, column, static_cast<quintptr>(at(node(parent)).children[static_cast<size_t>(row)]));
}

QModelIndex StructureModel::parent(const QModelIndex &child) const
{
    const int parent = child.isValid() ? at(node(child)).parent : 0;
    return parent > 0 ? createIndex(m_rows[static_cast<size_t>(parent)], 0, static_cast<quintptr>(parent)) : QModelIndex();
}

int StructureModel::rowCount(const QModelIndex &parent) const
{
    return m_structure && parent.column() <= 0 ? static_cast<int>(at(node(parent)).children.size()) : 0;
}

int StructureModel::columnCount(const QModelIndex &) const
{
    return ColumnCount;
}

QVariant StructureModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == NameColumn ? tr("Part") : tr("Value");
}

QString StructureModel::nameText(int number) const
{
    const Structure::Node &node = at(number);
    if (!node.name.empty())
        return QString::fromStdString(node.name);
    switch (node.kind) {
    case Structure::Kind::Traceback:
        return tr("Traceback");
    case Structure::Kind::Text:
        return {};
    default:
        return at(node.parent).kind == Structure::Kind::List ? QString::number(m_rows[static_cast<size_t>(number)]) : QString();
    }
}

QString StructureModel::valueText(int number) const
{
    const Structure::Node &node = at(number);
    const QString text = QString::fromStdString(node.text).left(kMaxText).replace(u'\n', u'⏎');
    switch (node.kind) {
    case Structure::Kind::Object:
        return u"{ %1 }"_s.arg(node.children.size());
    case Structure::Kind::List:
        return (node.text.empty() ? u"[ %1 ]"_s : u"( %1 )"_s).arg(node.children.size());
    case Structure::Kind::Call:
        return u"%1( %2 )"_s.arg(text).arg(node.children.size());
    default:
        return text;
    }
}

QVariant StructureModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || !m_structure)
        return {};
    const int number = node(index);
    switch (role) {
    case Qt::DisplayRole:
        return index.column() == NameColumn ? nameText(number) : valueText(number);
    case Qt::ToolTipRole:
        return plain(index).left(4 * kMaxText);
    case FullTextRole:
        return plain(index);
    case MonospaceRole:
        return index.column() == ValueColumn;
    case DimRole:
        return index.column() == NameColumn && at(number).name.empty();
    case LevelRole:
        return at(number).kind == Structure::Kind::Traceback && index.column() == ValueColumn ? QVariant(static_cast<int>(LevelClass::Error)) : QVariant();
    default:
        return {};
    }
}

QString StructureModel::plain(const QModelIndex &index) const
{
    return index.isValid() && m_structure ? QString::fromStdString(m_structure->plain(node(index))) : QString();
}

QString StructureModel::path(const QModelIndex &index) const
{
    return pathIn(plain(index));
}

} // namespace widelens
