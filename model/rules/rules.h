// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/pattern.h"

#include <map>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace widelens {

// What Widelens knows about the systems whose logs it reads: the contents of resources/rules/*.json, checked.
// Nothing else in the program knows a name of theirs. The meaning of every member is documented in rules.schema.json.

// A table of a database: each row is an event.
struct TableRule {
    std::string table;
    std::string message; // with {column}
    std::vector<std::pair<std::string, std::string>> set; // fields with fixed values
};

// Of JSON documents that hold records in lists within lists: where they are, and which events one stands for.
struct RecordsRule {
    std::vector<std::string> path; // keys of the lists, from the outside
    // An event: at the first of these times that is there.
    struct Moment {
        std::vector<std::string> times;
        std::string message; // with {member}
        std::vector<std::pair<std::string, std::string>> set; // fields with fixed values
        std::string since; // a time: how many seconds later this is, is a field
        std::string sinceField;
    };
    std::vector<Moment> moments;
};

// Words for the numbers of a member, as a field that is there only where the record does not say it.
struct WordsRule {
    std::string member;
    std::string field;
    std::map<std::string, std::string> values;
};

struct FormatRule {
    enum class Kind { JsonLines, Text, Pairs, Columns, Table, Lines, Database, Documents };
    std::string name;
    std::string title;
    Kind kind = Kind::Text;
    bool isText() const { return kind == Kind::Text || kind == Kind::Lines; } // its records are read as text, all others as JSON
    bool isKeyed() const { return kind == Kind::Pairs || kind == Kind::Columns || kind == Kind::Table; } // made JSON line by line
    bool own = false; // from a file of the reader's: wins where another fits as well
    // JSON lines: keys with the JSON type they must have ("number", "string", "any"), and keys that must not be there.
    // Database: tables that must be there. Its rows are read as JSON lines whose keys are the columns.
    std::vector<std::pair<std::string, std::string>> requires_;
    std::vector<std::string> forbids;
    struct TimeKey {
        std::string key;
        std::string unit; // "s", "ms", "us", "ns", "iso", "auto"
    };
    std::vector<TimeKey> timeKeys; // tried in order
    std::vector<std::string> clockKeys; // of records that give the instant as well: the same time without a zone
    bool untyped = false; // every value is a string: whole numbers in canonical form are numbers
    std::vector<std::string> absent; // texts that mean "no value"
    std::string restart; // a broken line is read again from the last occurrence of this text
    std::vector<TableRule> tables; // of a database; others are read too
    std::vector<RecordsRule> records; // of documents
    std::string timeUnit; // of their times
    std::vector<std::pair<std::string, std::string>> boxes; // an object with just this member is its value; "number": also where that is a string
    std::string pairKey; // a list of objects that have these two members are fields: the name …
    std::string pairValue; // … and the value
    std::vector<WordsRule> words;
    bool witness = false; // its records say again what logs say: where both tell of a change of state, it is one
    // Text: the header of a record up to and with the beginning of its message.
    std::optional<Pattern> header;
    // Text, pairs and columns: lines that begin with this are no records; of columns, one of them names the columns.
    std::string comment;
    std::vector<std::string> trailingKeys; // text: "key: value" behind the message are fields, sorted …
    std::string trailingPrefix; // … named with this in front
    std::string separators = ",;\t|"; // table: characters that may stand between its columns
    std::string message; // pairs, columns and tables: text with {name} for values, where no key holds the message
    bool byPath = false; // only for files that a path rule gives this format
    bool whole = false; // lines: all of them are one record
};

struct FieldRule {
    enum class Type { Any, Int, Real, Text, Instant };
    enum class Storage { Column, Context, Reference };
    std::string name;
    Type type = Type::Any;
    Storage storage = Storage::Column;
    bool noise = false;
    bool stripBytes = false; // b'4f65' and '4f65' are 4f65
    std::string title; // for people: "task", "executor"
    std::string shortName; // on the command line: task=58
};

struct PathRule {
    Pattern pattern;
    std::string role;
    bool marksRun = false; // the directory of such a file is a run's
    std::string format; // of a file whose first line fits none; may be empty
    std::vector<std::pair<std::string, std::string>> set; // fields with fixed values
};

struct MessageRule {
    Pattern pattern;
    std::vector<std::string> roles; // only in files of these roles; empty: any
    std::vector<std::pair<std::string, std::string>> set; // fields with fixed values; a field with several stands several times
    std::vector<std::pair<std::string, std::string>> fromHeader; // fields that repeat one of the header, which takes no part in implications
    std::string metric; // the message is a sample of this metric; its captures are the values
    bool implied = false; // `set` follows from the message, which does not say it
    uint32_t marks = 0; // from here on its source has these marks: bits, numbers in Rules::marks
    uint32_t unless = 0; // no `set` and no metric in a source that has one of these
    // A field that is not said: how many such messages the source had before with the same value of another field.
    struct Ordinal {
        std::string field;
        std::string per;
    };
    std::optional<Ordinal> ordinal;
    struct Counter {
        std::string series;
        int delta = 0; // per event, or per element of `each`
        std::string each; // a list capture
    };
    std::vector<Counter> counters;
    enum class Scope { None, Begins, Identifies, Closing, Closed };
    Scope scope = Scope::None; // of a run, see RunScopes
};

struct KeyRule {
    std::string kind; // "task"
    std::string title; // plural, for people: "tasks"
    std::vector<std::string> fields; // without the run's
    bool inRun = true; // the run comes first in the key
};

// Whatever is known about a field at any event with these key values holds for all events with them (`implies`), or
// describes the entity that the key names (`facts`: known of it, but no field of its events).
struct ImplicationRule {
    std::string name; // "executor task → task"
    std::vector<std::string> key; // without the run's
    std::vector<std::string> implies;
    std::vector<std::string> facts;
    std::string fit; // this key field may be missing: the one value that fits the rest of the key stands in, if there is just one
    // A function of the key instead of what events say, computed once for each distinct key. Either the captures of the only
    // key field's text …
    std::optional<Pattern> match;
    std::vector<int> captures; // by implied field: the first capture of this name
    // … or a text made of the key: literals and places in the key, as they follow each other.
    struct Piece {
        std::string literal;
        int key = -1; // with the letters of …
        enum class Letters { AsTheyAre, Lower, Upper } letters = Letters::AsTheyAre;
    };
    std::vector<Piece> text; // of the only implied field
    bool isFunction() const { return match || !text.empty(); }
    // The value of the i-th implied field; "" where there is none.
    std::string compute(size_t implied, const std::vector<std::string> &keyTexts) const;
};

struct StateRule {
    std::string name;
    int rank = 0; // lifecycle order; within a try a change to a lower rank comes late and is not applied
    bool opens = false; // begins a try: applies after any state
    bool belated = false; // may be reported a little after its effects: its process writes it when it comes to that
    bool final = false;
    bool failure = false;
    std::string colour; // "#rrggbb"
    std::string colourDark;
    std::string needs; // which logs tell of it, for where none does; empty: nothing is said then
};

struct MetricRule {
    std::string name;
    std::string title;
    std::string unit;
    std::vector<std::string> values; // value fields; empty: every number that is no identity
    std::vector<std::string> identity; // beside the run
    std::string needs; // what log level or source shows it
    std::vector<std::string> formats; // every event of these is a sample, beside those that name the metric
};

// A field whose text names other entities of a kind: every whole number in it is one's last key value.
struct NeighbourRule {
    std::string kind;
    std::string field;
    std::string title; // "waits for"
    std::string reverse; // "is awaited by"
};

// A value that is likely, but nothing says it: used only when asked for, and marked where it shows.
struct GuessRule {
    std::string name; // for people: why it is likely
    std::string field;
    std::string from; // a field captured from a message, a whole number
    int add = 0; // field = from + add
    std::vector<std::string> roles; // in files of these roles
};

struct LevelRule {
    std::string name;
    int rank = 0;
};

struct Rules {
    std::vector<std::string> files; // where they came from, in order
    std::vector<FormatRule> formats;
    std::vector<FieldRule> fields;
    // format name → (alias → canonical name); "" applies to every format
    std::map<std::string, std::unordered_map<std::string, std::string>> aliases;
    std::vector<PathRule> paths;
    std::vector<MessageRule> messages;
    std::vector<std::string> marks; // names of what messages tell about their source; at most 32
    std::vector<KeyRule> keys; // most specific first
    std::vector<ImplicationRule> implications;
    std::string tryField; // numbers the tries of an entity with states; may be empty
    std::string runField; // the field that names a run: its values are runs
    std::string levelField = "levelname"; // of a record, ranked by `levels`
    std::string stateField; // a transition of the entity of `stateKind` to the state it names
    std::string stateKind;
    std::string failureField; // says why a try failed: the class of the exception; may be empty
    std::string metricField; // names the metric that a record is a sample of
    std::vector<StateRule> states; // in lifecycle order
    std::vector<MetricRule> metrics;
    std::vector<LevelRule> levels;
    std::vector<NeighbourRule> neighbours;
    std::vector<std::string> sequences; // kinds that take the entities with states one after the other
    std::vector<std::string> runFacts; // fields that are facts of a run
    std::vector<Pattern> unread; // paths of files that are never opened
    std::vector<std::string> listColumns; // default columns
    std::vector<GuessRule> guesses;
    bool guessing = false; // they were asked for

    const FieldRule *field(std::string_view name) const;
    const StateRule *state(std::string_view name) const;
    const MetricRule *metric(std::string_view name) const;
    const KeyRule *key(std::string_view kind) const;
    const FormatRule *format(std::string_view name) const;
    const GuessRule *guess(std::string_view from, std::string_view role) const; // null: none, or not asked for
    int levelRank(std::string_view level) const; // -1: unknown
    std::string canonicalName(std::string_view format, std::string_view key) const;
    // Short or canonical name → canonical name; "" when it is neither.
    std::string fieldForWord(std::string_view word) const;

    // Rules whose literal beginning fits `message`, in order. Returns the index of the first that matches, -1 if none.
    int matchMessage(std::string_view message, std::string_view role, std::vector<Pattern::Span> &captures) const;

    void index(); // after changing fields or messages

private:
    std::unordered_map<std::string, size_t> m_fieldIndex;
    std::unordered_map<std::string, std::vector<int>> m_byPrefix; // first four bytes of the literal beginning → rules
    std::vector<int> m_withoutPrefix;
};

// A rule file that cannot be used: "FILE: PATH IN IT: WHAT: HOW TO FIX".
class RuleError : public std::runtime_error
{
public:
    using std::runtime_error::runtime_error;
};

// Adds the rules of one file (JSON text) to `rules`; the later file wins where both name the same thing.
// `own`: it is a file of the reader's.
void addRules(Rules &rules, const std::string &fileName, std::string_view json, bool own = true);

// The rules that ship with Widelens, plus the given files.
std::shared_ptr<const Rules> loadRules(const std::vector<std::string> &userFiles = {});

// Likewise, with the *.json of the user's folder before the given files. One of the folder that cannot be used is left out,
// and `problems` says why: a slip in it must not keep anybody from reading logs.
struct RuleSources {
    std::string folder; // may be empty, or not there
    std::vector<std::string> files; // must be right: RuleError
    bool guessing = false; // Rules::guessing
};
std::shared_ptr<const Rules> loadRules(const RuleSources &sources, std::vector<std::string> &problems);

} // namespace widelens
