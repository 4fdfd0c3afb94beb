// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QMetaType>
#include <QRegularExpression>
#include <QString>

#include <string>
#include <string_view>

namespace widelens {

// What the reader looks for.
struct TextQuery {
    QString text;
    bool caseSensitive = false;
    bool wholeWord = false;
    bool regex = false;
    bool wholeRecord = false; // in the record as it stands in its file, not only in its message
    int minSeverity = -1; // only events of at least this level; -1: any

    bool operator==(const TextQuery &) const = default;
};

struct TextSpan {
    qsizetype begin = 0; // in characters
    qsizetype length = 0;

    bool operator==(const TextSpan &) const = default;
};

// A query made ready. Belongs to one thread; copies are cheap.
class TextMatcher
{
public:
    explicit TextMatcher(const TextQuery &query);

    const TextQuery &query() const { return m_query; }
    const QString &problem() const { return m_problem; } // of a regular expression that is none
    bool isEmpty() const { return m_query.text.isEmpty() || !m_problem.isEmpty(); } // matches nothing
    bool matches(std::string_view utf8) const;
    // Whether a message can match at all, told by the bytes of its record: quick, and never wrong when it says no.
    bool mayMatch(std::string_view record) const;
    QList<TextSpan> spans(const QString &text) const;

private:
    bool contains(std::string_view text) const; // the plain text, byte by byte

    TextQuery m_query;
    QString m_problem;
    std::string m_needle; // UTF-8; lower case when the case does not matter
    bool m_byBytes = false; // comparing bytes says it all
    bool m_needleIsPlain = false; // stands in any record as it is, not escaped
    QRegularExpression m_expression;
};

} // namespace widelens

Q_DECLARE_METATYPE(QList<widelens::TextSpan>)
