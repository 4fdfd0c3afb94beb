// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace widelens {

// A pattern of the rule files: literal text with captures in braces, anchored at both ends.
//
//     Task {parsl_task_id:int} changing state from {:word} to {parsl_task_status:word}
//
// Types: int (digits, '-' first), digits (digits or nothing), float, word (no space), label (no '/', no space), segment
// (no '/'), hex, uuid, list ("[1, 2]" or "[]"), quoted ('x' or "x", captured without quotes), bytes (b'x', captured
// without b''), upper, dotted (letters, digits, _ and .), text (anything, as little as will do), rest (anything, to the
// end); times: epoch (seconds with a fraction), epoch_ms, epoch_us, epoch_ns (whole numbers), datetime (2026-08-05 05:20:01 or with
// 'T' or '/', then a fraction behind '.' or ',' and a zone if there are any), yearless ("Aug  5 05:20:01"); level (INFO, "Level 5"); of
// syslog: priority (captured as the name of its severity), tag (no space, ':' or '['), structured (structured data, or '-'); ansi (escape
// sequences of a terminal, as for colours, or nothing).
// A capture without a name is matched and dropped. "{{" is a brace. "{?[{process:int}]?}" may be missing: its captures are
// empty then. A space in a header pattern
// matches one or more spaces. Matching backtracks over `text`, `word`, `label` and `segment` captures, but never twice over the
// same text: the cost is the number of such captures times the length, on hostile text too.
class Pattern
{
public:
    enum class Type : uint8_t { Int, Digits, Float, Word, Label, Segment, Hex, Uuid, List, Quoted, Bytes, Upper, Dotted, Text, Rest, Epoch, EpochMillis, EpochMicros, EpochNanos, Datetime, Yearless, Level, Priority, Tag, Structured, Ansi };
    static bool isTime(Type type) { return type >= Type::Epoch && type <= Type::Yearless; }
    struct Token {
        bool literal = true;
        std::string text; // the literal, or the capture's name
        Type type = Type::Text;
        uint32_t skip = 0; // of an optional part, which begins here: the token behind it
        uint32_t captures = 0; // in it
    };
    struct Span {
        uint32_t begin = 0;
        uint32_t end = 0;
    };

    // Throws std::invalid_argument with a sentence that says what is wrong with the pattern.
    static Pattern parse(std::string_view text, bool looseSpaces = false);

    // Spans of the captures, in order of captureNames(); false when the text does not match.
    bool match(std::string_view text, std::vector<Span> &captures) const;

    const std::vector<std::string> &captureNames() const { return m_names; } // "" for dropped ones
    Type captureType(size_t capture) const { return m_types[capture]; }
    const std::string &source() const { return m_source; }
    // What a person sees as template: literals with {name} for captures.
    const std::string &templateText() const { return m_source; }
    std::string_view prefix() const; // leading literal; may be empty

private:
    struct Failures;
    bool matchFrom(std::string_view text, size_t position, size_t token, std::vector<Span> &captures, size_t capture, Failures &failures) const;

    std::string m_source;
    std::vector<Token> m_tokens;
    std::vector<std::string> m_names;
    std::vector<Type> m_types;
    bool m_looseSpaces = false;
};

} // namespace widelens
