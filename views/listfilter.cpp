// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/listfilter.h"

#include "views/listtable.h"

#include <QLineEdit>
#include <QVBoxLayout>

#include <algorithm>

namespace widelens {

using namespace Qt::StringLiterals;

void ListFilter::setWords(const QString &words)
{
    m_words.clear();
    for (const QString &word : words.split(u' ', Qt::SkipEmptyParts))
        m_words.append(read(word));
    invalidateFilter();
}

ListFilter::Word ListFilter::read(const QString &text) const
{
    Word word;
    word.text = text;
    const auto sign = std::find_if(text.begin(), text.end(), [](QChar c) { return c == u'=' || c == u'>'; });
    if (sign == text.end())
        return word;
    const QString name = text.left(sign - text.begin());
    for (int column = 0; column < columnCount(); ++column) {
        if (headerData(column, Qt::Horizontal).toString().compare(name, Qt::CaseInsensitive) == 0)
            word.column = column;
    }
    const QString value = text.mid(sign - text.begin() + 1);
    if (*sign == u'=')
        word.wholes = value.split(u'|');
    else
        word.least = value.toDouble();
    return word;
}

bool ListFilter::meets(const Word &word, int row, const QModelIndex &parent) const
{
    const auto cell = [&](int column, int role = Qt::DisplayRole) { return sourceModel()->index(row, column, parent).data(role); };
    if (word.column < 0) {
        for (int column = 0; column < columnCount(); ++column) {
            if (cell(column).toString().contains(word.text, Qt::CaseInsensitive))
                return true;
        }
        return false;
    }
    if (!word.wholes.isEmpty())
        return word.wholes.contains(cell(word.column).toString(), Qt::CaseInsensitive);
    return cell(word.column, sortRole()).toDouble() > word.least;
}

bool ListFilter::filterAcceptsRow(int row, const QModelIndex &parent) const
{
    return std::all_of(m_words.begin(), m_words.end(), [&](const Word &word) { return meets(word, row, parent); });
}

QWidget *withFilter(QWidget *list, ListFilter *filter, const QString &name, const QString &placeholder)
{
    auto *panel = new QWidget;
    auto *line = new QLineEdit;
    line->setObjectName(name);
    line->setAccessibleName(QObject::tr("Filter of the list"));
    line->setPlaceholderText(placeholder);
    line->setToolTip(QObject::tr("Words that must all fit: part of any text. “column=word” asks for the whole text of one column, “column>0” for a number."));
    addClearButton(line);
    auto *layout = new QVBoxLayout(panel);
    layout->setContentsMargins(0, 2, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(line);
    layout->addWidget(list, 1);
    QObject::connect(line, &QLineEdit::textChanged, filter, &ListFilter::setWords);
    return panel;
}

} // namespace widelens
