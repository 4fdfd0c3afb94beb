// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>
#include <QStringList>

#include <algorithm>

namespace widelens {

// The rows whose text in a role has all words of a search, in any order; the text is in lower case.
class WordFilter : public QSortFilterProxyModel
{
public:
    explicit WordFilter(int role, QObject *parent = nullptr) : QSortFilterProxyModel(parent), m_role(role) {}
    void setWords(const QString &text)
    {
        m_words = text.toLower().split(u' ', Qt::SkipEmptyParts);
        invalidateFilter();
    }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override
    {
        const QString text = sourceModel()->index(row, 0, parent).data(m_role).toString();
        return std::all_of(m_words.begin(), m_words.end(), [&](const QString &word) { return text.contains(word); });
    }

private:
    int m_role;
    QStringList m_words;
};

} // namespace widelens
