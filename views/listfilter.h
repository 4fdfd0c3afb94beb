// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>
#include <QStringList>

class QWidget;

namespace widelens {

// Rows of a list that meet every word of a filter: one that any column contains, or "column=word" and "column=one|other" for the whole
// text of one column, "column>0" for its number. Columns are called by their heads, in any case.
class ListFilter : public QSortFilterProxyModel
{
    Q_OBJECT
public:
    using QSortFilterProxyModel::QSortFilterProxyModel;

    void setWords(const QString &words);

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;

private:
    struct Word {
        int column = -1; // -1: any contains it
        QStringList wholes; // '=': any of these
        double least = 0; // '>': more than this
        QString text;
    };
    bool meets(const Word &word, int row, const QModelIndex &parent) const;
    Word read(const QString &text) const;

    QList<Word> m_words;
};

// A panel with a line of words (called `name`) over a list.
QWidget *withFilter(QWidget *list, ListFilter *filter, const QString &name, const QString &placeholder);

} // namespace widelens
