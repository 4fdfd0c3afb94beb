// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/messagereader.h"

#include "model/import/values.h"
#include "model/store/hash.h"

#include <algorithm>

namespace widelens {

namespace {

// A rule looks at this much of a message's first line.
constexpr size_t kRuleReach = 64 * 1024;

} // namespace

MessageReader::MessageReader(const Rules &rules, std::string role, FieldTable &fields, TemplateTable &templates, SegmentWriter &writer, SourceState &state)
    : m_rules(rules)
    , m_role(std::move(role))
    , m_fields(fields)
    , m_templates(templates)
    , m_writer(writer)
    , m_table(1024)
    , m_state(state)
{
}

uint32_t MessageReader::read(std::string_view message, std::string_view ownTemplate, uint32_t context)
{
    m_context = context;
    find(message, ownTemplate, context);
    if (const uint32_t fresh = m_current->marks & ~m_state.marks) {
        m_state.marks |= fresh;
        m_writer.mark(fresh);
    }
    return m_current->localTemplate;
}

bool MessageReader::findGuess(Guesses &guesses, std::string_view message, std::string_view ownTemplate)
{
    for (size_t i = 0; i < guesses.size() && guesses[i] != kNoShape; ++i) {
        const Shape &shape = m_shapes[guesses[i]];
        if (ownTemplate != shape.ownTemplate || !m_line.readLike(shape.sample, message))
            continue;
        m_current = &shape;
        m_isSound = shape.sample.isSound();
        remember(guesses, guesses[i]);
        return true;
    }
    return false;
}

// To be tried first the next time.
void MessageReader::remember(Guesses &guesses, uint32_t shape)
{
    size_t i = 0;
    while (i + 1 < guesses.size() && guesses[i] != shape)
        ++i;
    for (; i > 0; --i)
        guesses[i] = guesses[i - 1];
    guesses[0] = shape;
}

// The shape of a message: one of those last said in this context, known, or learnt now.
void MessageReader::find(std::string_view message, std::string_view ownTemplate, uint32_t context)
{
    const bool hasOwn = !ownTemplate.empty() && ownTemplate != message;
    if (context >= m_guesses.size())
        m_guesses.resize(context + 16, kNoGuesses);
    Guesses &guesses = m_guesses[context];
    if (findGuess(guesses, message, hasOwn ? ownTemplate : std::string_view()))
        return;
    m_isSound = false;
    uint64_t hash = 0;
    if (hasOwn) {
        m_line.read(ownTemplate);
        hash = m_line.hash * 0x9fb21c651e98df25ull;
    }
    m_line.read(message);
    hash ^= m_line.hash;
    for (size_t at = hash & (m_table.size() - 1); m_table[at].shape; at = (at + 1) & (m_table.size() - 1)) {
        if (m_table[at].hash == hash && m_line.complete) {
            Shape &found = m_shapes[m_table[at].shape - 1];
            remember(guesses, m_table[at].shape - 1);
            if (found.sample.isEmpty()) {
                found.sample = ShapeSample(message, m_line);
                found.ownTemplate = hasOwn ? ownTemplate : std::string_view();
            }
            m_current = &found;
            return;
        }
    }
    bool cacheable = m_line.complete && m_shapes.size() < kMaxShapes;
    m_overflow += m_line.complete && !cacheable;
    Shape shape;
    learn(shape, message, hasOwn ? ownTemplate : std::string_view(), cacheable);
    if (cacheable) {
        m_shapes.push_back(std::move(shape));
        insert(hash, static_cast<uint32_t>(m_shapes.size()));
        m_current = &m_shapes.back();
    } else {
        m_uncached = std::move(shape);
        m_current = &m_uncached;
    }
}

void MessageReader::insert(uint64_t hash, uint32_t shape)
{
    if (m_shapes.size() * 2 > m_table.size()) {
        std::vector<Entry> old(m_table.size() * 2);
        old.swap(m_table);
        for (const auto &entry : old) {
            if (!entry.shape)
                continue;
            size_t at = entry.hash & (m_table.size() - 1);
            while (m_table[at].shape)
                at = (at + 1) & (m_table.size() - 1);
            m_table[at] = entry;
        }
    }
    size_t at = hash & (m_table.size() - 1);
    while (m_table[at].shape)
        at = (at + 1) & (m_table.size() - 1);
    m_table[at] = { hash, shape };
}

bool MessageReader::place(uint32_t position, Place &place) const
{
    uint32_t slot = 0;
    while (slot < m_line.count && m_line.slots[slot].end <= position)
        ++slot;
    if (slot < m_line.count && position > m_line.slots[slot].begin)
        return false; // inside a value: not the same in every message of this shape
    place = { slot, position - (slot ? m_line.slots[slot - 1].end : 0) };
    return true;
}

void MessageReader::learn(Shape &shape, std::string_view message, std::string_view ownTemplate, bool &cacheable)
{
    const int matched = m_rules.matchMessage(message.substr(0, kRuleReach), m_role, m_spans);
    std::string own(ownTemplate);
    if (!own.empty() && maskedText(own) == own) {
        shape.localTemplate = m_writer.addTemplate(m_templates.intern(own, matched));
    } else {
        const std::string text = matched >= 0 ? m_rules.messages[static_cast<size_t>(matched)].pattern.templateText() : maskedText(message, m_line);
        shape.localTemplate = m_writer.addTemplate(m_templates.intern(text, matched));
    }
    if (matched < 0)
        return;
    const auto &rule = m_rules.messages[static_cast<size_t>(matched)];
    shape.marks = rule.marks;
    for (size_t i = 0; i < m_spans.size(); ++i) {
        const std::string &name = rule.pattern.captureNames()[i];
        if (name.empty())
            continue;
        const FieldRule *field = m_rules.field(name);
        Capture capture { m_fields.intern(name), field ? field->type : FieldRule::Type::Any, rule.pattern.captureType(i),
                          field && field->stripBytes, false, 0, 0, {}, {}, false, 0, -1 };
        if (!cacheable) { // places mean nothing beyond this message: take the offsets from its beginning
            capture.begin = { 0, m_spans[i].begin };
            capture.end = { 0, m_spans[i].end };
        } else if (!place(m_spans[i].begin, capture.begin) || !place(m_spans[i].end, capture.end)) {
            cacheable = false;
            shape.captures.clear();
            learn(shape, message, ownTemplate, cacheable);
            return;
        }
        shape.captures.push_back(capture);
        if (const GuessRule *guess = m_rules.guess(name, m_role)) {
            capture.field = m_fields.intern(guess->field);
            capture.add = guess->add;
            shape.captures.push_back(capture);
        }
    }
    for (const auto &[name, text] : rule.set) {
        const FieldRule *field = m_rules.field(name);
        const auto type = field ? field->type : FieldRule::Type::Any;
        addFixed(shape, name, type, cellOf(m_writer.pool(), text, type), rule.unless);
    }
    for (const auto &[name, header] : rule.fromHeader) {
        addFixed(shape, name, FieldRule::Type::Any, 0, 0);
        shape.captures.back().header = m_fields.intern(header);
    }
    if (!rule.metric.empty() && !m_rules.metricField.empty())
        addFixed(shape, m_rules.metricField, FieldRule::Type::Text, m_writer.pool().internText(rule.metric), rule.unless);
    if (rule.ordinal) {
        const FieldId per = m_fields.intern(rule.ordinal->per);
        addFixed(shape, rule.ordinal->field, FieldRule::Type::Int, 0, rule.unless);
        shape.captures.back().ordinalOf = static_cast<int>(std::find_if(shape.captures.begin(), shape.captures.end(), [&](const Capture &capture) { return capture.field == per; }) - shape.captures.begin());
    }
    if (!cacheable)
        return;
    // What lies between slots is the same in every message of this shape: its value is found once.
    for (auto &capture : shape.captures) {
        if (capture.constant || capture.begin.slot != capture.end.slot || capture.pattern == Pattern::Type::List)
            continue;
        const uint32_t base = capture.begin.slot ? m_line.slots[capture.begin.slot - 1].end : 0;
        capture.cell = cellOfCapture(message.substr(base + capture.begin.delta, capture.end.delta - capture.begin.delta), capture);
        capture.constant = true;
    }
}

// A field with a value of the rule's own; a second value of the same field makes it a list.
void MessageReader::addFixed(Shape &shape, const std::string &name, FieldRule::Type type, Cell cell, uint32_t unless)
{
    const FieldId field = m_fields.intern(name);
    const bool more = !shape.captures.empty() && shape.captures.back().field == field && shape.captures.back().constant;
    shape.captures.push_back({ field, type, Pattern::Type::Text, false, true, cell, 0, {}, {}, more, unless, -1 });
}

std::string_view MessageReader::textOf(const Capture &capture, std::string_view message) const
{
    const bool cached = m_current != &m_uncached;
    const uint32_t from = cached && capture.begin.slot ? m_line.slots[capture.begin.slot - 1].end : 0;
    const uint32_t to = cached && capture.end.slot ? m_line.slots[capture.end.slot - 1].end : 0;
    const uint32_t begin = from + capture.begin.delta;
    return message.substr(begin, to + capture.end.delta - begin);
}

void MessageReader::addFields(std::string_view message)
{
    bool added = false; // the capture before
    for (const auto &capture : m_current->captures) {
        const bool isUnmarked = (capture.unless & m_state.marks) == 0;
        if (isUnmarked)
            m_state.missed |= capture.unless;
        added = isUnmarked && (capture.more ? added : !m_writer.has(capture.field));
        if (!added)
            continue;
        if (capture.ordinalOf >= 0) {
            const Capture &per = m_current->captures[static_cast<size_t>(capture.ordinalOf)];
            m_writer.add(capture.field, m_writer.pool().internInt(m_state.ordinals[std::to_string(index(capture.field)) + ' ' + std::string(textOf(per, message))]++));
        } else if (capture.header != kNoField) {
            addFromHeader(capture);
        } else if (capture.constant) {
            m_writer.add(capture.field, capture.cell);
        } else {
            addCapture(capture, textOf(capture, message));
        }
    }
}

Cell MessageReader::cellOfCapture(std::string_view text, const Capture &capture)
{
    int64_t number = 0;
    if (capture.add != 0 && parseCanonicalInt(text, number))
        return cellOf(m_writer.pool(), std::to_string(number + capture.add), capture.type);
    return cellOf(m_writer.pool(), cleanValue(text, capture.stripBytes), capture.type);
}

void MessageReader::addFromHeader(const Capture &capture)
{
    for (const auto &[field, cell] : m_writer.context(m_context).fields) {
        if (field == capture.header)
            m_writer.add(capture.field, cell);
    }
}

void MessageReader::addCapture(const Capture &capture, std::string_view text)
{
    if (capture.pattern == Pattern::Type::List) {
        forEachListElement(text, [&](std::string_view element) { m_writer.add(capture.field, cellOf(m_writer.pool(), element, capture.type)); });
        return;
    }
    if (capture.add != 0) {
        m_writer.add(capture.field, cellOfCapture(text, capture));
        return;
    }
    uint32_t number = 0;
    if (capture.type != FieldRule::Type::Text && parseSmallInt(text, number)) {
        m_writer.add(capture.field, number);
        return;
    }
    text = cleanValue(text, capture.stripBytes);
    if (isTextCell(text, capture.type))
        m_writer.addText(capture.field, text);
    else
        m_writer.add(capture.field, cellOf(m_writer.pool(), text, capture.type));
}

} // namespace widelens
