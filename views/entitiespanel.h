// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPersistentModelIndex>
#include <QWidget>

class QLabel;
class QLineEdit;
class QListWidget;
class QMenu;
class QTableView;
class QToolButton;

namespace widelens {

class EntityModel;
class Session;

// The kinds of entity that occur, and the entities of the chosen one: sorted, filtered, with the columns that the reader
// wants. A double click shows an entity's events alone, Ctrl+click in a
// tab of their own; Enter or the menu opens its page.
class EntitiesPanel : public QWidget
{
    Q_OBJECT
public:
    explicit EntitiesPanel(Session *session, QWidget *parent = nullptr);

    EntityModel *model() const { return m_model; }
    // With this filter, sorted by a field; by the key where it is empty.
    void showKind(const QString &kind, const QString &filter = {}, const QString &field = {});

signals:
    void mapWanted(); // how the kinds belong together

protected:
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void makeTable();
    void makeBar();
    void showKinds();
    void showColumns();
    void showCount();
    void fillColumnMenu();
    void openMenu(const QPoint &position);
    void pivot(int row, bool inTab);
    void openPage(int row);
    QString hiddenKey() const;

    Session *m_session;
    EntityModel *m_model;
    QListWidget *m_kinds;
    QLineEdit *m_filter;
    QLabel *m_count;
    QToolButton *m_page;
    QToolButton *m_map;
    QToolButton *m_columns;
    QMenu *m_columnMenu;
    QToolButton *m_cancel;
    QTableView *m_table;
    QPersistentModelIndex m_pressed; // where the button that is held went down
    QLabel *m_notice;
};

} // namespace widelens
