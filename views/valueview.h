// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/task.h"

#include <QWidget>

class QMenu;
class QPlainTextEdit;
class QStackedWidget;
class QToolButton;
class QTreeView;

namespace widelens {

struct Structure;
class StructureModel;

// One value in full: as text, or its parts as a tree where it has any (JSON, reprs of objects, tracebacks). What the reader
// chose stays chosen from value to value. The parts are read in the background.
class ValueView : public QWidget
{
    Q_OBJECT
public:
    explicit ValueView(QWidget *parent = nullptr);

    void setText(const QString &text);
    QString text() const;
    bool isTreeShown() const;
    QTreeView *tree() const { return m_tree; }
    StructureModel *model() const { return m_model; }

private:
    void showParts(std::shared_ptr<const Structure> structure);
    void choosePage();
    void openMenu(const QPoint &position);

    QToolButton *m_asTree;
    QStackedWidget *m_pages;
    QPlainTextEdit *m_text;
    QTreeView *m_tree;
    StructureModel *m_model;
    Task<std::shared_ptr<const Structure>, promptPool> m_task;
};

// A text to read: monospace, wrapped, without a frame.
QPlainTextEdit *makeReadOnlyText(const QString &name);

} // namespace widelens
