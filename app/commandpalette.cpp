// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandpalette.h"

#include "app/wordfilter.h"

#include <QAction>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStandardItemModel>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace widelens {

using namespace Qt::StringLiterals;

namespace {

enum PaletteRole { KeysRole = Qt::UserRole + 1, SearchRole, ActionRole };

// The name on the left, its keys on the right.
class CommandDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QStyledItemDelegate::paint(painter, option, index);
        const bool selected = option.state & QStyle::State_Selected;
        painter->save();
        painter->setPen(selected ? option.palette.color(QPalette::HighlightedText) : option.palette.color(QPalette::Disabled, QPalette::Text));
        painter->drawText(option.rect.adjusted(0, 0, -8, 0), Qt::AlignRight | Qt::AlignVCenter, index.data(KeysRole).toString());
        painter->restore();
    }
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override { return { 100, option.fontMetrics.height() + 10 }; }
};

} // namespace

CommandPalette::CommandPalette(const QList<QAction *> &actions, QWidget *parent)
    : QDialog(parent, Qt::Popup), m_actions(actions), m_search(new QLineEdit), m_list(new QListView)
{
    setObjectName(u"commandPalette"_s);
    setWindowTitle(tr("Commands"));
    auto *model = new QStandardItemModel(this);
    for (int i = 0; i < actions.size(); ++i) {
        const QAction &action = *actions[i];
        const QString name = action.property("name").toString();
        auto *item = new QStandardItem(action.isCheckable() && action.isChecked() ? u"%1 ✓"_s.arg(name) : name);
        item->setData(action.property("keys"), KeysRole);
        item->setData(QString(name + u' ' + action.statusTip()).toLower(), SearchRole);
        item->setData(i, ActionRole);
        item->setToolTip(action.statusTip());
        item->setEnabled(action.isEnabled());
        item->setEditable(false);
        model->appendRow(item);
    }
    auto *found = new WordFilter(SearchRole, this);
    found->setSourceModel(model);
    m_found = found;
    m_search->setObjectName(u"paletteSearch"_s);
    m_search->setPlaceholderText(tr("Type a command"));
    m_search->setAccessibleName(tr("Search commands"));
    m_search->installEventFilter(this);
    m_list->setObjectName(u"paletteList"_s);
    m_list->setAccessibleName(tr("Commands"));
    m_list->setModel(found);
    m_list->setItemDelegate(new CommandDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(8, 8, 8, 8);
    layout->addWidget(m_search);
    layout->addWidget(m_list, 1);
    m_list->setCurrentIndex(found->index(0, 0));
    connect(m_search, &QLineEdit::textChanged, this, [this, found](const QString &text) {
        found->setWords(text);
        m_list->setCurrentIndex(found->index(0, 0));
    });
    connect(m_list, &QAbstractItemView::clicked, this, &CommandPalette::run);
    if (parent) {
        const int width = std::min(640, parent->width() - 40);
        resize(width, std::min(420, parent->height() - 120));
        move(parent->mapToGlobal(QPoint((parent->width() - width) / 2, 60)));
    }
    m_search->setFocus();
}

void CommandPalette::run()
{
    const QModelIndex index = m_list->currentIndex();
    if (!index.isValid() || !(index.flags() & Qt::ItemIsEnabled))
        return;
    QAction *action = m_actions[index.data(ActionRole).toInt()];
    accept();
    action->trigger();
}

// A popup has no frame of the desktop's.
void CommandPalette::paintEvent(QPaintEvent *event)
{
    QDialog::paintEvent(event);
    QPainter painter(this);
    painter.setPen(palette().color(QPalette::Disabled, QPalette::Text));
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

QList<QPair<QString, QString>> CommandPalette::keyHelp()
{
    return { { tr("Letters"), tr("Words of the command, in any order.") }, { tr("↑, ↓"), tr("Chooses another one.") }, { tr("Enter"), tr("Runs it.") }, { tr("Esc"), tr("Leaves.") } };
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_search || event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    const int key = static_cast<QKeyEvent *>(event)->key();
    const int rows = m_found->rowCount();
    const int row = m_list->currentIndex().row();
    switch (key) {
    case Qt::Key_Up:
    case Qt::Key_Down:
        if (rows > 0)
            m_list->setCurrentIndex(m_found->index((row + (key == Qt::Key_Up ? rows - 1 : 1)) % rows, 0));
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        run();
        return true;
    default:
        return false;
    }
}

} // namespace widelens
