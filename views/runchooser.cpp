// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/runchooser.h"

#include "model/items/runlistmodel.h"

#include <QDialogButtonBox>
#include <QHBoxLayout>
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
    table->horizontalHeader()->setHighlightSections(false);
    table->horizontalHeader()->setSectionsMovable(true);
    table->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    table->setWordWrap(false);
    const QFontMetrics metrics = table->fontMetrics();
    for (int column = 0; column < model->columnCount(); ++column) {
        const char *const samples[] = { "0000", "0000-00-00 00:00:00", "00 min 00 s", "Finished", "1,000,000", "✖ 10 failed · ✖ 10 dep_fail · 1000 exec_done · 100 memo_done", "000.00 MiB", "1,000" };
        const QString sample = column < static_cast<int>(std::size(samples)) ? QString::fromUtf8(samples[column]) : column == RunListModel::IdColumn ? QString(12, u'0') : QString(11, u'n');
        const QString title = model->headerData(column, Qt::Horizontal).toString();
        table->setColumnWidth(column, std::max(metrics.horizontalAdvance(sample) + 14, metrics.horizontalAdvance(title) + 30)); // room for the sort mark
    }
    return table;
}

RunChooser::RunChooser(std::shared_ptr<const Rules> rules, const QString &parentPath, const std::vector<std::string> &directories, const QString &zone, QWidget *parent)
    : QDialog(parent), m_model(new RunListModel(std::move(rules), directories, this)), m_reading(new QLabel)
{
    m_model->setZone(zone);
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
    m_reading->setObjectName(u"runReading"_s);
    m_reading->setForegroundRole(QPalette::PlaceholderText);
    auto *below = new QHBoxLayout;
    below->addWidget(m_reading, 1);
    below->addWidget(buttons);
    layout->addLayout(below);
    const QSize room = parent ? parent->size() : QSize(1280, 720);
    resize(std::clamp(room.width() - 80, 680, 1240), std::clamp(room.height() - 120, 360, 620));
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
    connect(m_model, &RunListModel::listed, this, &RunChooser::showReading);
    connect(m_model, &RunListModel::readingChanged, this, &RunChooser::showReading);
    showReading();
}

// What was chosen is read now: nothing else is.
void RunChooser::done(int result)
{
    m_model->stop();
    QDialog::done(result);
}

void RunChooser::showReading()
{
    const size_t left = m_model->isListing() ? 0 : m_model->tooLarge();
    QString text = m_model->isReading() ? tr("Reading what these runs are: %1 of %2. You can open some meanwhile.").arg(m_model->known()).arg(static_cast<size_t>(m_model->rowCount()) - left) : QString();
    if (left > 0)
        text += (text.isEmpty() ? QString() : u" "_s) + (left == 1 ? tr("One run is too large to be read for this list.") : tr("%1 runs are too large to be read for this list.").arg(left));
    m_reading->setText(text);
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
