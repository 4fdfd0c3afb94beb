// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/entitiespanel.h"

#include "model/items/entitymodel.h"
#include "model/rules/rules.h"
#include "model/session.h"
#include "views/listtable.h"
#include "views/opening.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QLocale>
#include <QMenu>
#include <QSettings>
#include <QSplitter>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace widelens {

using namespace Qt::StringLiterals;

static constexpr int kMostLetters = 30; // of a column at first
static constexpr int kSamples = 60; // rows that are measured

EntitiesPanel::EntitiesPanel(Session *session, QWidget *parent)
    : QWidget(parent), m_session(session), m_model(new EntityModel(session, this)), m_kinds(new QListWidget), m_filter(new QLineEdit), m_count(new QLabel),
      m_page(new QToolButton), m_map(new QToolButton), m_columns(new QToolButton), m_columnMenu(new QMenu(this)), m_cancel(new QToolButton), m_table(new QTableView), m_notice(new QLabel)
{
    setObjectName(u"entitiesPanel"_s);
    m_kinds->setObjectName(u"entityKinds"_s);
    m_kinds->setAccessibleName(tr("Kinds of entity"));
    m_kinds->setFrameShape(QFrame::NoFrame);
    m_notice->setAlignment(Qt::AlignCenter);
    m_notice->setForegroundRole(QPalette::PlaceholderText);
    makeTable();
    makeBar();
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(4, 2, 4, 2);
    bar->addWidget(m_filter, 1);
    bar->addWidget(m_count);
    bar->addWidget(m_cancel);
    bar->addWidget(m_page);
    bar->addWidget(m_columns);
    bar->addWidget(m_map);
    auto *right = new QWidget;
    auto *rightLayout = new QVBoxLayout(right);
    rightLayout->setContentsMargins(0, 0, 0, 0);
    rightLayout->setSpacing(0);
    rightLayout->addLayout(bar);
    rightLayout->addWidget(m_table, 1);
    rightLayout->addWidget(m_notice, 1);
    auto *splitter = new QSplitter;
    splitter->addWidget(m_kinds);
    splitter->addWidget(right);
    splitter->setStretchFactor(1, 1);
    splitter->setSizes({ 170, 900 });
    splitter->setChildrenCollapsible(false);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(splitter);
    connect(m_model, &EntityModel::kindsChanged, this, &EntitiesPanel::showKinds);
    connect(m_model, &EntityModel::tableChanged, this, &EntitiesPanel::showColumns);
    connect(m_model, &EntityModel::busyChanged, this, &EntitiesPanel::showCount);
    connect(m_model, &EntityModel::progressChanged, this, &EntitiesPanel::showCount);
    connect(m_model, &QAbstractItemModel::modelReset, this, &EntitiesPanel::showCount);
    connect(m_kinds, &QListWidget::currentItemChanged, this, [this](const QListWidgetItem *item) {
        if (item)
            m_model->setKind(item->data(Qt::UserRole).toString());
    });
    showCount();
}

void EntitiesPanel::makeTable()
{
    m_table->setObjectName(u"entityTable"_s);
    m_table->setAccessibleName(tr("Entities"));
    m_table->setModel(m_model);
    setUpList(m_table);
    m_table->setSortingEnabled(true);
    m_table->sortByColumn(0, Qt::AscendingOrder);
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed); // a million rows are not measured
    m_table->horizontalHeader()->setSectionsMovable(true);
    connect(m_table, &QAbstractItemView::doubleClicked, this, [this](const QModelIndex &index) {
        if (!isTabWanted()) // the first of its clicks has opened one
            pivot(index.row(), false);
    });
    connect(m_table, &QWidget::customContextMenuRequested, this, &EntitiesPanel::openMenu);
}

void EntitiesPanel::makeBar()
{
    m_filter->setObjectName(u"entityFilter"_s);
    m_filter->setAccessibleName(tr("Filter of the list"));
    m_filter->setPlaceholderText(tr("Filter: words, app:stack, duration>2.5"));
    m_filter->setToolTip(tr("Words that must all fit: part of a text, or a whole number. “column:word” asks of one column, “column=text” for the whole text, “no:column” and “has:column” want rows without and with it, “column>2” and “column<2” compare."));
    addClearButton(m_filter);
    m_count->setForegroundRole(QPalette::PlaceholderText);
    m_page->setObjectName(u"entityOpenPage"_s);
    m_page->setText(tr("Open page"));
    m_page->setToolTip(tr("Everything about the chosen entity (Enter)"));
    m_columns->setObjectName(u"entityColumns"_s);
    m_columns->setText(tr("Columns"));
    m_columns->setToolTip(tr("Which columns are shown"));
    m_columns->setPopupMode(QToolButton::InstantPopup);
    m_columns->setMenu(m_columnMenu);
    m_map->setObjectName(u"entityMap"_s);
    m_map->setText(tr("Map"));
    m_map->setToolTip(tr("Draws how the kinds belong together"));
    m_cancel->setText(tr("Stop"));
    m_cancel->setToolTip(tr("Stops listing; what is shown stays"));
    for (QToolButton *button : { m_page, m_columns, m_map, m_cancel }) {
        button->setAutoRaise(true);
        button->setAccessibleName(button->text());
    }
    connect(m_filter, &QLineEdit::textChanged, m_model, &EntityModel::setFilter);
    connect(m_page, &QToolButton::clicked, this, [this] { openPage(m_table->currentIndex().row()); });
    connect(m_map, &QToolButton::clicked, this, &EntitiesPanel::mapWanted);
    connect(m_cancel, &QToolButton::clicked, m_model, &EntityModel::cancel);
    connect(m_columnMenu, &QMenu::aboutToShow, this, &EntitiesPanel::fillColumnMenu);
}

void EntitiesPanel::showEvent(QShowEvent *event)
{
    m_model->setActive(true);
    QWidget::showEvent(event);
}

void EntitiesPanel::hideEvent(QHideEvent *event)
{
    m_model->setActive(false);
    QWidget::hideEvent(event);
}

// --- what is shown

static QString grouped(uint64_t number)
{
    return QLocale(QLocale::English, QLocale::UnitedStates).toString(qulonglong(number));
}

void EntitiesPanel::showKinds()
{
    const QString chosen = m_model->kind();
    const QSignalBlocker blocker(m_kinds);
    m_kinds->clear();
    QListWidgetItem *current = nullptr;
    for (const EntityModel::Kind &kind : m_model->kinds()) {
        auto *item = new QListWidgetItem(tr("%1 (%2)").arg(kind.title, grouped(kind.count)), m_kinds);
        item->setData(Qt::UserRole, kind.name);
        if (kind.name == chosen || (chosen.isEmpty() && kind.name == QString::fromStdString(m_session->rules()->stateKind)))
            current = item;
    }
    if (!current)
        current = m_kinds->item(0);
    m_kinds->setCurrentItem(current);
    if (current)
        m_model->setKind(current->data(Qt::UserRole).toString());
    showCount();
}

void EntitiesPanel::showKind(const QString &kind, const QString &filter, const QString &field)
{
    m_filter->setText(filter);
    m_model->setKind(kind);
    if (!field.isEmpty())
        m_model->sortByField(field);
    showKinds();
}

QString EntitiesPanel::hiddenKey() const
{
    return u"entityColumns/"_s + m_model->kind();
}

void EntitiesPanel::showColumns()
{
    const QStringList hidden = QSettings().value(hiddenKey()).toStringList();
    const QSignalBlocker blocker(m_table->horizontalHeader());
    const EntityTable &table = m_model->table();
    for (int column = 0; column < m_model->columnCount(); ++column) {
        const EntityColumn &c = table.columns[static_cast<size_t>(column)];
        m_table->setColumnHidden(column, hidden.contains(QString::fromStdString(c.name)));
        const QFontMetrics metrics = m_table->fontMetrics();
        int width = metrics.horizontalAdvance(m_model->headerData(column, Qt::Horizontal).toString()) + 24; // the sort mark
        const int step = std::max(1, m_model->rowCount() / kSamples);
        for (int row = 0; row < m_model->rowCount(); row += step)
            width = std::max(width, metrics.horizontalAdvance(m_model->index(row, column).data().toString()) + 14);
        m_table->setColumnWidth(column, std::min(width, metrics.averageCharWidth() * kMostLetters));
    }
    m_table->horizontalHeader()->setSortIndicator(m_model->sortColumn(), m_model->sortOrder());
}

void EntitiesPanel::showCount()
{
    const bool busy = m_model->isBusy();
    const bool none = m_model->columnCount() == 0;
    m_cancel->setVisible(busy && none);
    m_table->setVisible(!none);
    m_notice->setVisible(none);
    m_notice->setText(!m_session->isOpen() ? tr("Tasks, workers, blocks and whatever else a run has are listed here. Open a run first.")
                                           : busy || m_model->kinds().isEmpty() ? tr("Listing… %1 %").arg(static_cast<int>(m_model->progress() * 100)) : tr("None."));
    const auto all = static_cast<uint64_t>(m_model->table().rowCount);
    const auto shown = static_cast<uint64_t>(m_model->rowCount());
    m_count->setText(none ? QString() : (shown == all ? grouped(all) : tr("%1 of %2").arg(grouped(shown), grouped(all))) + (busy ? u" …"_s : QString()));
    m_page->setEnabled(shown > 0);
    m_columns->setEnabled(!none);
}

void EntitiesPanel::fillColumnMenu()
{
    m_columnMenu->clear();
    const EntityTable &table = m_model->table();
    for (int column = static_cast<int>(table.keyColumns); column < m_model->columnCount(); ++column) {
        QAction *action = m_columnMenu->addAction(m_model->headerData(column, Qt::Horizontal).toString());
        action->setCheckable(true);
        action->setChecked(!m_table->isColumnHidden(column));
        connect(action, &QAction::toggled, this, [this, column](bool shown) {
            m_table->setColumnHidden(column, !shown);
            QStringList hidden;
            for (int c = 0; c < m_model->columnCount(); ++c) {
                if (m_table->isColumnHidden(c))
                    hidden.append(QString::fromStdString(m_model->table().columns[static_cast<size_t>(c)].name));
            }
            QSettings().setValue(hiddenKey(), hidden);
        });
    }
}

// --- what the reader does

void EntitiesPanel::pivot(int row, bool inTab)
{
    if (const Entity entity = m_model->entity(row); !entity.key.empty())
        openPivot(m_session, pivotOn(entity), inTab);
}

void EntitiesPanel::openPage(int row)
{
    if (const Entity entity = m_model->entity(std::max(row, 0)); !entity.key.empty())
        m_session->showEntity(entity);
}

bool EntitiesPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
            if (key->modifiers() & Qt::ControlModifier)
                pivot(m_table->currentIndex().row(), true);
            else
                openPage(m_table->currentIndex().row());
            return true;
        }
    }
    const bool isPress = event->type() == QEvent::MouseButtonPress;
    if (watched == m_table->viewport() && (isPress || event->type() == QEvent::MouseButtonRelease)) {
        const auto *mouse = static_cast<QMouseEvent *>(event);
        const QModelIndex index = m_table->indexAt(mouse->position().toPoint());
        const QPersistentModelIndex pressed = std::exchange(m_pressed, isPress ? QPersistentModelIndex(index) : QPersistentModelIndex());
        // As on a link: Ctrl+click and the middle button open a tab, once.
        if (!isPress && index.isValid() && index == pressed && (mouse->button() == Qt::MiddleButton || (mouse->button() == Qt::LeftButton && mouse->modifiers() & Qt::ControlModifier)))
            pivot(index.row(), true);
    }
    return QWidget::eventFilter(watched, event);
}

void EntitiesPanel::openMenu(const QPoint &position)
{
    const int row = m_table->indexAt(position).row();
    if (row < 0)
        return;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    const QString label = QString::fromStdString(m_model->entity(row).label());
    menu->addAction(tr("Show only events of %1").arg(label), this, [this, row] { pivot(row, isTabWanted()); });
    menu->addAction(tr("Show only events of %1, in a new tab").arg(label), this, [this, row] { pivot(row, true); });
    menu->addAction(tr("Open the page of %1").arg(label), this, [this, row] { openPage(row); });
    const QString text = m_table->indexAt(position).data(FullTextRole).toString();
    QAction *include = menu->addAction(tr("List only rows with “%1”").arg(text.left(40)), this, [this, position] {
        const QModelIndex index = m_table->indexAt(position);
        const EntityColumn &column = m_model->table().columns[static_cast<size_t>(index.column())];
        m_filter->setText(u"%1 %2:%3"_s.arg(m_filter->text(), QString::fromStdString(column.name), index.data().toString()).trimmed());
    });
    const QModelIndex index = m_table->indexAt(position);
    const EntityColumn &column = m_model->table().columns[static_cast<size_t>(index.column())];
    const bool plain = column.type == EntityColumn::Type::Text || column.type == EntityColumn::Type::Number;
    include->setVisible(plain && !index.data().toString().isEmpty() && !index.data().toString().contains(u' '));
    menu->popup(m_table->viewport()->mapToGlobal(position));
}

} // namespace widelens
