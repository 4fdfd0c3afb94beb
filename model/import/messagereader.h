// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/import/lineshape.h"
#include "model/import/sourcestate.h"
#include "model/rules/rules.h"
#include "model/store/eventstore.h"
#include "model/store/segmentwriter.h"

#include <array>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace widelens {

// Reads templates and fields out of the messages of one source. A rule runs once per distinct shape of a message; for
// each further message of that shape the captures are looked up at their places. At most kMaxShapes shapes are
// remembered; beyond that each message is matched by itself, slower, with the same result.
class MessageReader
{
public:
    static constexpr size_t kMaxShapes = 16'384; // what looks them up stays in the core's cache

    // `state`: of the source where reading begins; it follows what is read.
    MessageReader(const Rules &rules, std::string role, FieldTable &fields, TemplateTable &templates, SegmentWriter &writer, SourceState &state);

    // The local template code for a message (its first line) and the source's own template, if it has one (else
    // empty or equal to the message), said in the context of that code. Call addFields() after the row was appended.
    uint32_t read(std::string_view message, std::string_view ownTemplate, uint32_t context);
    void addFields(std::string_view message);
    // The message that was read is known to have no bytes that no log should hold.
    bool isSound() const { return m_isSound; }

    uint64_t shapeOverflow() const { return m_overflow; }

private:
    // A place in a message: behind slot `slot - 1` (or the beginning), plus `delta` bytes.
    struct Place {
        uint32_t slot;
        uint32_t delta;
    };
    struct Capture {
        FieldId field;
        FieldRule::Type type;
        Pattern::Type pattern;
        bool stripBytes;
        bool constant;
        Cell cell; // of a constant
        int add; // to the number; of a guess
        Place begin;
        Place end;
        bool more = false; // a further value of the field of the capture before
        uint32_t unless = 0; // not in a source with one of these marks
        int ordinalOf = -1; // counts the values of that capture
        FieldId header = kNoField; // repeats this field of the record's header
    };
    struct Shape {
        uint32_t localTemplate = 0;
        uint32_t marks = 0;
        std::vector<Capture> captures;
        ShapeSample sample; // empty until the shape came a second time
        std::string ownTemplate; // that the sample came with
    };
    struct Entry {
        uint64_t hash = 0;
        uint32_t shape = 0; // + 1; 0: free
    };

    // Numbers of the shapes last seen in a context, the last one first: one place in a program says mostly one thing of few.
    using Guesses = std::array<uint32_t, 4>;
    static constexpr uint32_t kNoShape = 0xffffffff;
    static constexpr Guesses kNoGuesses { kNoShape, kNoShape, kNoShape, kNoShape };

    void find(std::string_view message, std::string_view ownTemplate, uint32_t context);
    bool findGuess(Guesses &guesses, std::string_view message, std::string_view ownTemplate);
    static void remember(Guesses &guesses, uint32_t shape);
    void learn(Shape &shape, std::string_view message, std::string_view ownTemplate, bool &cacheable);
    bool place(uint32_t position, Place &place) const;
    Cell cellOfCapture(std::string_view text, const Capture &capture);
    void addCapture(const Capture &capture, std::string_view text);
    void addFromHeader(const Capture &capture);
    std::string_view textOf(const Capture &capture, std::string_view message) const;
    void addFixed(Shape &shape, const std::string &name, FieldRule::Type type, Cell cell, uint32_t unless);
    void insert(uint64_t hash, uint32_t shape);

    const Rules &m_rules;
    std::string m_role;
    FieldTable &m_fields;
    TemplateTable &m_templates;
    SegmentWriter &m_writer;
    LineShape m_line;
    std::vector<Entry> m_table;
    std::vector<Shape> m_shapes;
    Shape m_uncached;
    const Shape *m_current = nullptr;
    std::vector<Guesses> m_guesses; // by context
    uint32_t m_context = 0; // that the message was said in
    bool m_isSound = false;
    std::vector<Pattern::Span> m_spans;
    uint64_t m_overflow = 0;
    SourceState &m_state;
};

} // namespace widelens
