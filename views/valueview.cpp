// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/valueview.h"

#include "model/items/structuremodel.h"
#include "views/clipboard.h"
#include "views/linkdelegate.h"
#include "views/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QToolButton>
#include <QTreeView>
#include <QVBoxLayout>

namespace widelens {

using namespace Qt::StringLiterals;

static constexpr int kExpandAll = 200; // parts; more are opened by the reader

QPlainTextEdit *makeReadOnlyText(const QString &name)
{
    auto *text = new QPlainTextEdit;
    text->setReadOnly(true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    text->setFont(monospaceFont());
    text->setFrameShape(QFrame::NoFrame);
    text->setAccessibleName(name);
    text->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    return text;
}

ValueView::ValueView(QWidget *parent)
    : QWidget(parent), m_asTree(new QToolButton), m_pages(new QStackedWidget), m_text(makeReadOnlyText(tr("Value in full"))),
      m_tree(new QTreeView), m_model(new StructureModel(this))
{
    m_text->setObjectName(u"fullText"_s);
    m_asTree->setObjectName(u"asTree"_s);
    m_asTree->setText(tr("Parts"));
    m_asTree->setToolTip(tr("Shows the parts of the value as a tree, or the text as it is"));
    m_asTree->setAccessibleName(tr("Show the parts of the value as a tree"));
    m_asTree->setCheckable(true);
    m_asTree->setChecked(true);
    m_asTree->hide();
    m_tree->setObjectName(u"valueTree"_s);
    m_tree->setAccessibleName(tr("Parts of the value"));
    m_tree->setModel(m_model);
    m_tree->setItemDelegate(new LinkDelegate(m_tree));
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->setAlternatingRowColors(true);
    m_tree->setIndentation(fontMetrics().height());
    m_tree->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_tree->setContextMenuPolicy(Qt::CustomContextMenu);
    auto *copy = new QAction(tr("Copy"), m_tree);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    m_tree->addAction(copy);
    connect(copy, &QAction::triggered, this, [this] { copyToClipboard(m_model->plain(m_tree->currentIndex())); });
    m_pages->addWidget(m_text);
    m_pages->addWidget(m_tree);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    auto *row = new QHBoxLayout;
    row->setContentsMargins(8, 0, 8, 0);
    row->addWidget(m_asTree);
    row->addStretch(1);
    layout->addLayout(row);
    layout->addWidget(m_pages, 1);
    connect(m_asTree, &QAbstractButton::toggled, this, &ValueView::choosePage);
    connect(m_tree, &QWidget::customContextMenuRequested, this, &ValueView::openMenu);
}

QString ValueView::text() const
{
    return m_text->toPlainText();
}

bool ValueView::isTreeShown() const
{
    return m_pages->currentWidget() == m_tree;
}

void ValueView::setText(const QString &text)
{
    m_text->setPlainText(text);
    m_task.cancel();
    if (!text.contains(u'{') && !text.contains(u'[') && !text.contains(u'(')) {
        showParts(nullptr);
        return;
    }
    auto work = [bytes = text.toStdString()](const Continue &) -> std::shared_ptr<const Structure> {
        return std::make_shared<Structure>(readStructure(bytes));
    };
    m_task.start(this, work, [this](const std::shared_ptr<const Structure> &structure) { showParts(structure); });
}

void ValueView::showParts(std::shared_ptr<const Structure> structure)
{
    m_model->setStructure(std::move(structure));
    if (const Structure *parts = m_model->structure()) {
        if (parts->nodes.size() <= kExpandAll)
            m_tree->expandAll();
        else
            m_tree->expandToDepth(0);
        m_tree->resizeColumnToContents(0);
        m_tree->setColumnWidth(0, std::min(m_tree->columnWidth(0), m_tree->viewport()->width() / 2));
    }
    choosePage();
}

void ValueView::choosePage()
{
    const bool hasParts = m_model->structure() != nullptr;
    m_asTree->setVisible(hasParts);
    m_pages->setCurrentWidget(hasParts && m_asTree->isChecked() ? static_cast<QWidget *>(m_tree) : m_text);
}

void ValueView::openMenu(const QPoint &position)
{
    const QModelIndex index = m_tree->indexAt(position);
    auto *menu = new QMenu(m_tree);
    menu->setObjectName(u"valueMenu"_s);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    if (index.isValid()) {
        menu->addAction(tr("Copy value"), this, [text = m_model->plain(index)] { copyToClipboard(text); });
        if (const QString path = m_model->path(index); !path.isEmpty())
            menu->addAction(tr("Copy path %1").arg(path), this, [path] { copyToClipboard(path); });
    }
    menu->addAction(tr("Copy all, indented"), this, [this] {
        copyToClipboard(QString::fromStdString(m_model->structure()->indented()));
    });
    menu->addSeparator();
    menu->addAction(tr("Open all"), m_tree, &QTreeView::expandAll);
    menu->addAction(tr("Close all"), m_tree, &QTreeView::collapseAll);
    menu->popup(m_tree->viewport()->mapToGlobal(position));
}

} // namespace widelens
