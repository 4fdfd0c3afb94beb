// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/bookmarkspanel.h"

#include "model/bookmarks.h"
#include "model/items/bookmarkmodel.h"
#include "model/session.h"
#include "views/listtable.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QTableView>
#include <QToolButton>

#include <algorithm>

namespace widelens {

using namespace Qt::StringLiterals;

BookmarksPanel::BookmarksPanel(Session *session, QWidget *parent)
    : QWidget(parent), m_session(session), m_model(new BookmarkModel(session, this)), m_table(new QTableView), m_notice(new QLabel)
{
    setObjectName(u"bookmarksPanel"_s);
    m_table->setObjectName(u"bookmarkTable"_s);
    m_table->setAccessibleName(tr("Bookmarks"));
    m_table->setModel(m_model);
    setUpList(m_table);
    m_table->setEditTriggers(QAbstractItemView::EditKeyPressed);
    m_table->horizontalHeader()->setStretchLastSection(true);
    setWidths(m_table, { 22, 36, 60 });
    m_table->installEventFilter(this);
    m_notice->setText(tr("Events to come back to. Ctrl+B, or M in the table, marks the current event; Ctrl+Shift+B adds a note."));
    m_notice->setAlignment(Qt::AlignCenter);
    m_notice->setWordWrap(true);
    m_notice->setForegroundRole(QPalette::PlaceholderText);
    auto *bar = new QHBoxLayout;
    bar->setContentsMargins(4, 2, 4, 2);
    bar->addWidget(addButton(u"bookmarkGo"_s, tr("Go there"), tr("Goes to the event (Enter)"), &BookmarksPanel::goTo));
    bar->addWidget(addButton(u"bookmarkEdit"_s, tr("Edit note"), tr("Writes the note (F2)"), &BookmarksPanel::editNote));
    bar->addWidget(addButton(u"bookmarkRemove"_s, tr("Delete"), tr("Takes the chosen bookmarks away (Del)"), &BookmarksPanel::removeChosen));
    bar->addStretch(1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(m_table, 1);
    layout->addWidget(m_notice, 1);
    setFocusProxy(m_table);
    connect(m_table, &QAbstractItemView::doubleClicked, this, &BookmarksPanel::goTo);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &BookmarksPanel::update);
    connect(m_model, &QAbstractItemModel::modelReset, this, &BookmarksPanel::update);
    update();
}

QToolButton *BookmarksPanel::addButton(const QString &name, const QString &text, const QString &toolTip, void (BookmarksPanel::*run)())
{
    auto *button = new QToolButton;
    button->setObjectName(name);
    button->setText(text);
    button->setAccessibleName(text);
    button->setToolTip(toolTip);
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    connect(button, &QAbstractButton::clicked, this, run);
    m_buttons.append(button);
    return button;
}

void BookmarksPanel::update()
{
    const bool empty = m_model->rowCount() == 0;
    m_table->setVisible(!empty);
    m_notice->setVisible(empty);
    for (QToolButton *button : std::as_const(m_buttons)) {
        button->setVisible(!empty);
        button->setEnabled(m_table->selectionModel()->hasSelection());
    }
}

void BookmarksPanel::goTo()
{
    const QList<Bookmark> &list = m_session->bookmarks()->list();
    const int row = m_table->currentIndex().row();
    if (row < 0 || row >= list.size())
        return;
    if (list[row].event.isValid())
        m_session->goToEvent(list[row].event);
    else
        emit missing();
}

void BookmarksPanel::editNote()
{
    if (const int row = m_table->currentIndex().row(); row >= 0)
        m_table->edit(m_model->index(row, BookmarkModel::NoteColumn));
}

void BookmarksPanel::removeChosen()
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows(); // at most one
    if (!rows.isEmpty())
        m_session->bookmarks()->remove(rows.front().row());
}

bool BookmarksPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_table || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Return:
    case Qt::Key_Enter:
        goTo();
        return true;
    case Qt::Key_F2:
        editNote();
        return true;
    case Qt::Key_Delete:
        removeChosen();
        return true;
    default:
        return false;
    }
}

} // namespace widelens
