// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/columnchooser.h"

#include "model/items/columnmodel.h"
#include "views/listtable.h"

#include <QCheckBox>
#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

namespace widelens {

using namespace Qt::StringLiterals;

// Fields by the text searched for; those without values are left out while `onlyPresent`, but for chosen ones.
class FieldFilter : public QSortFilterProxyModel
{
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;
    void setOnlyPresent(bool only)
    {
        m_onlyPresent = only;
        invalidateFilter();
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override
    {
        const QModelIndex index = sourceModel()->index(row, ColumnModel::NameColumn, parent);
        const bool hasValues = index.data(ColumnModel::PresentRole).toULongLong() > 0 || index.data(Qt::CheckStateRole).toInt() == Qt::Checked;
        return (hasValues || !m_onlyPresent) && QSortFilterProxyModel::filterAcceptsRow(row, parent);
    }

private:
    bool m_onlyPresent = true;
};

static QTableView *makeList(QAbstractItemModel *model)
{
    auto *list = new QTableView;
    list->setObjectName(u"fieldList"_s);
    list->setAccessibleName(QObject::tr("Fields"));
    list->setModel(model);
    list->setSelectionBehavior(QAbstractItemView::SelectRows);
    list->setSortingEnabled(true);
    list->sortByColumn(ColumnModel::PresentColumn, Qt::DescendingOrder);
    list->setShowGrid(false);
    list->setTabKeyNavigation(false);
    list->verticalHeader()->hide();
    list->verticalHeader()->setDefaultSectionSize(list->fontMetrics().height() + 6);
    list->horizontalHeader()->setStretchLastSection(true);
    list->horizontalHeader()->setHighlightSections(false);
    const int letter = list->fontMetrics().horizontalAdvance(u'n');
    list->setColumnWidth(ColumnModel::NameColumn, 26 * letter);
    list->setColumnWidth(ColumnModel::PresentColumn, 18 * letter);
    return list;
}

ColumnChooser::ColumnChooser(Session *session, const QStringList &chosen, QWidget *parent) : QDialog(parent), m_model(new ColumnModel(session, this))
{
    setObjectName(u"columnChooser"_s);
    setWindowTitle(tr("Choose columns"));
    m_model->setChosen(chosen);
    auto *filter = new FieldFilter(this);
    filter->setSourceModel(m_model);
    filter->setSortRole(ColumnModel::SortRole);
    filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    auto *search = new QLineEdit;
    search->setObjectName(u"fieldSearch"_s);
    search->setPlaceholderText(tr("Search fields"));
    search->setAccessibleName(tr("Search fields"));
    addClearButton(search);
    auto *only = new QCheckBox(tr("Only fields with values in the rows &shown"));
    only->setObjectName(u"onlyPresent"_s);
    only->setChecked(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QPushButton *drop = buttons->addButton(tr("&Untick columns without values"), QDialogButtonBox::ActionRole);
    drop->setObjectName(u"dropEmpty"_s);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(search);
    layout->addWidget(makeList(filter), 1);
    layout->addWidget(only);
    layout->addWidget(buttons);
    resize(560, 520);
    search->setFocus();
    connect(search, &QLineEdit::textChanged, filter, &QSortFilterProxyModel::setFilterFixedString);
    connect(only, &QCheckBox::toggled, filter, [filter](bool on) { filter->setOnlyPresent(on); });
    connect(drop, &QAbstractButton::clicked, m_model, &ColumnModel::dropEmpty);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_model, &ColumnModel::chosenChanged, this, [this] { emit chosenChanged(m_model->chosen()); });
}

} // namespace widelens
