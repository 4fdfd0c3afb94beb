// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runchooser.h"

#include "model/items/runlistmodel.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace widelens {

using namespace Qt::StringLiterals;

static QTableView *makeTable(QAbstractItemModel *model)
{
    auto *table = new QTableView;
    table->setObjectName(u"runTable"_s);
    table->setAccessibleName(QObject::tr("Runs"));
    table->setModel(model);
    table->setSelectionBehavior(QAbstractItemView::SelectRows);
    table->setSelectionMode(QAbstractItemView::ExtendedSelection);
    table->setShowGrid(false);
    table->setTabKeyNavigation(false);
    table->setSortingEnabled(true);
    table->sortByColumn(RunListModel::RunColumn, Qt::DescendingOrder); // the latest first
    table->verticalHeader()->hide();
    table->verticalHeader()->setDefaultSectionSize(table->fontMetrics().height() + 6);
    table->horizontalHeader()->setStretchLastSection(true);
    table->horizontalHeader()->setHighlightSections(false);
    const int letter = table->fontMetrics().horizontalAdvance(u'n');
    const int widths[] = { 8, 20, 20, 8 };
    for (int column = 0; column < static_cast<int>(std::size(widths)); ++column)
        table->setColumnWidth(column, widths[column] * letter);
    return table;
}

RunChooser::RunChooser(const QString &parentPath, const std::vector<std::string> &directories, QWidget *parent)
    : QDialog(parent), m_model(new RunListModel(directories, this))
{
    setObjectName(u"runChooser"_s);
    setWindowTitle(tr("Choose runs"));
    auto *sorted = new QSortFilterProxyModel(this);
    sorted->setSourceModel(m_model);
    sorted->setSortRole(RunListModel::SortRole);
    m_table = makeTable(sorted);
    m_table->selectRow(0);
    auto *said = new QLabel(tr("%1 holds %2 runs. Which are to be opened? Several open together (Ctrl+click; Ctrl+A takes all).").arg(parentPath).arg(directories.size()));
    said->setWordWrap(true);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Open | QDialogButtonBox::Cancel);
    QPushButton *open = buttons->button(QDialogButtonBox::Open);
    open->setDefault(true);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(said);
    layout->addWidget(m_table, 1);
    layout->addWidget(buttons);
    resize(680, 460);
    m_table->setFocus();
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    connect(m_table, &QAbstractItemView::doubleClicked, this, &QDialog::accept);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, [this, open] {
        const qsizetype count = m_table->selectionModel()->selectedRows().size();
        open->setEnabled(count > 0);
        open->setText(count > 1 ? tr("&Open %1 Runs").arg(count) : tr("&Open"));
    });
    connect(this, &QDialog::accepted, this, [this] { emit runsChosen(chosen()); });
}

QStringList RunChooser::chosen() const
{
    QModelIndexList rows = m_table->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end(), [](const QModelIndex &a, const QModelIndex &b) {
        return a.data(RunListModel::SortRole).toULongLong() < b.data(RunListModel::SortRole).toULongLong();
    });
    QStringList paths;
    for (const QModelIndex &row : rows)
        paths.append(row.data(RunListModel::PathRole).toString());
    return paths;
}

} // namespace widelens
