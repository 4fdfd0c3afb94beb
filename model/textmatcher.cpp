// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/textmatcher.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstring>

namespace widelens {

using namespace Qt::StringLiterals;

static bool isAscii(const QString &text)
{
    return std::all_of(text.begin(), text.end(), [](QChar c) { return c.unicode() < 0x80; });
}

static char lower(char c)
{
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

static char upper(char c)
{
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
}

TextMatcher::TextMatcher(const TextQuery &query) : m_query(query)
{
    const bool ascii = isAscii(query.text);
    m_byBytes = !query.regex && !query.wholeWord && (query.caseSensitive || ascii);
    if (!query.regex && (query.caseSensitive || ascii)) {
        m_needle = query.text.toStdString();
        if (!query.caseSensitive)
            std::transform(m_needle.begin(), m_needle.end(), m_needle.begin(), lower);
        m_needleIsPlain = ascii && std::none_of(m_needle.begin(), m_needle.end(), [](char c) { return c < ' ' || c == '"' || c == '\\' || c == '/'; });
    }
    QString pattern = query.regex ? query.text : QRegularExpression::escape(query.text);
    if (query.wholeWord)
        pattern = u"\\b(?:%1)\\b"_s.arg(pattern);
    QRegularExpression::PatternOptions options = QRegularExpression::MultilineOption;
    if (!query.caseSensitive)
        options |= QRegularExpression::CaseInsensitiveOption;
    if (!isAscii(query.text))
        options |= QRegularExpression::UseUnicodePropertiesOption;
    m_expression = QRegularExpression(pattern, options);
    if (query.text.isEmpty())
        return;
    if (!m_expression.isValid())
        m_problem = QCoreApplication::translate("TextMatcher", "not a regular expression: %1 at character %2")
                        .arg(m_expression.errorString()).arg(m_expression.patternErrorOffset() + 1);
    else
        m_expression.optimize();
}

bool TextMatcher::contains(std::string_view text) const
{
    if (m_query.caseSensitive)
        return text.find(m_needle) != std::string_view::npos;
    if (text.size() < m_needle.size())
        return false;
    // The rarer of two letters' cases is found by memchr, which is quick; only then letter by letter.
    const char first[] = { lower(m_needle[0]), upper(m_needle[0]) };
    const size_t last = text.size() - m_needle.size();
    const auto from = [&](char c, size_t at) {
        const void *hit = at <= last ? std::memchr(text.data() + at, c, last - at + 1) : nullptr;
        return hit ? static_cast<size_t>(static_cast<const char *>(hit) - text.data()) : std::string_view::npos;
    };
    size_t next[] = { from(first[0], 0), first[0] == first[1] ? std::string_view::npos : from(first[1], 0) };
    for (;;) {
        const int which = next[1] < next[0];
        const size_t at = next[which];
        if (at == std::string_view::npos)
            return false;
        size_t i = 1;
        while (i < m_needle.size() && lower(text[at + i]) == m_needle[i])
            ++i;
        if (i == m_needle.size())
            return true;
        next[which] = from(first[which], at + 1);
    }
}

bool TextMatcher::matches(std::string_view utf8) const
{
    if (isEmpty())
        return false;
    if (!m_needle.empty() && !contains(utf8))
        return false;
    return m_byBytes || m_expression.match(QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()))).hasMatch();
}

bool TextMatcher::mayMatch(std::string_view record) const
{
    return !m_needleIsPlain || contains(record);
}

QList<TextSpan> TextMatcher::spans(const QString &text) const
{
    QList<TextSpan> spans;
    if (isEmpty())
        return spans;
    auto matches = m_expression.globalMatch(text);
    while (matches.hasNext()) {
        const QRegularExpressionMatch match = matches.next();
        if (match.capturedLength() > 0)
            spans.append({ match.capturedStart(), match.capturedLength() });
    }
    return spans;
}

} // namespace widelens
