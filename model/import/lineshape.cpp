// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/lineshape.h"

#include "model/import/damage.h"
#include "model/store/hash.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace widelens {

namespace {

enum : uint8_t { kDigit = 1, kHexLetter = 2, kWord = 4 };

constexpr std::array<uint8_t, 256> kClass = [] {
    std::array<uint8_t, 256> table {};
    for (unsigned c = '0'; c <= '9'; ++c)
        table[c] = kDigit | kWord;
    for (unsigned c = 'a'; c <= 'z'; ++c)
        table[c] = c <= 'f' ? kHexLetter | kWord : kWord;
    for (unsigned c = 'A'; c <= 'Z'; ++c)
        table[c] = c <= 'F' ? kHexLetter | kWord : kWord;
    table['_'] = kWord;
    return table;
}();

uint8_t classOf(char c)
{
    return kClass[static_cast<unsigned char>(c)];
}

// Position of the first digit at or after `at`; n if none.
size_t nextDigit(const char *p, size_t at, size_t n)
{
#ifdef __SSE2__
    const __m128i below = _mm_set1_epi8('0' - 1);
    const __m128i above = _mm_set1_epi8('9' + 1);
    for (; at + 16 <= n; at += 16) {
        const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(p + at));
        const __m128i digits = _mm_and_si128(_mm_cmpgt_epi8(bytes, below), _mm_cmplt_epi8(bytes, above));
        if (const int mask = _mm_movemask_epi8(digits))
            return at + static_cast<size_t>(std::countr_zero(static_cast<unsigned>(mask)));
    }
#endif
    while (at < n && !(classOf(p[at]) & kDigit))
        ++at;
    return at;
}

bool isUuid(const char *p)
{
    for (int i = 0; i < 36; ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? p[i] != '-' : !(classOf(p[i]) & (kDigit | kHexLetter)))
            return false;
    }
    return true;
}

// The slot that the digit at `digit` is part of; words do not reach back before `from`.
Slot slotAt(const char *p, size_t n, size_t digit, size_t from)
{
    size_t runEnd = digit + 1;
    while (runEnd < n && (classOf(p[runEnd]) & kDigit))
        ++runEnd;
    const auto slot = [](size_t begin, size_t end, Slot::Class type) {
        return Slot { static_cast<uint32_t>(begin), static_cast<uint32_t>(end), type };
    };
    const bool startsWord = digit == from || !(classOf(p[digit - 1]) & kWord);
    const bool endsWord = runEnd == n || !(classOf(p[runEnd]) & kWord);
    size_t begin = digit;
    while (begin > from && (classOf(p[begin - 1]) & kWord))
        --begin;
    if (begin + 36 <= n && p[begin + 8] == '-' && isUuid(p + begin))
        return slot(begin, begin + 36, Slot::Class::Uuid);
    if (startsWord && endsWord)
        return slot(digit, runEnd, Slot::Class::Int);
    size_t end = runEnd;
    while (end < n && (classOf(p[end]) & kWord))
        ++end;
    const bool prefixed = end - begin > 2 && p[begin] == '0' && p[begin + 1] == 'x';
    bool hex = prefixed || end - begin >= 8;
    for (size_t i = begin + (prefixed ? 2 : 0); hex && i < end; ++i)
        hex = classOf(p[i]) & (kDigit | kHexLetter);
    return hex ? slot(begin, end, Slot::Class::Hex) : slot(digit, runEnd, Slot::Class::Int);
}

} // namespace

void LineShape::read(std::string_view message)
{
    const char *p = message.data();
    const size_t n = message.size() < kMaxLength ? message.size() : kMaxLength;
    complete = n == message.size();
    count = 0;
    uint64_t h = 0x2545f4914f6cdd1dull;
    size_t literal = 0; // where the text since the last slot begins
    size_t at = 0;
    while ((at = nextDigit(p, at, n)) < n) {
        const Slot slot = slotAt(p, n, at, literal);
        at = slot.end;
        if (count > 0 && slot.type == Slot::Class::Int && slot.begin == literal + 2 && p[literal] == ',' && p[literal + 1] == ' '
            && (slots[count - 1].type == Slot::Class::Int || slots[count - 1].type == Slot::Class::List)) {
            slots[count - 1].end = slot.end;
            slots[count - 1].type = Slot::Class::List;
            literal = slot.end;
            continue;
        }
        if (count == kMaxSlots) {
            complete = false;
            break;
        }
        // The class of the slot before this text is settled only now.
        h = hashBytes(p + literal, slot.begin - literal, h + (count ? static_cast<uint64_t>(slots[count - 1].type) + 1 : 0));
        slots[count++] = slot;
        literal = slot.end;
    }
    hash = hashBytes(p + literal, n - literal, h + (count ? static_cast<uint64_t>(slots[count - 1].type) + 1 : 0));
}

namespace {

// Whether the word characters of `text` next to its end (or beginning) rule out that digits there are part of a
// hexadecimal word: there are none, or one of them is no hexadecimal digit.
bool endsApart(std::string_view text)
{
    for (size_t i = text.size(); i > 0 && (classOf(text[i - 1]) & kWord); --i) {
        if (!(classOf(text[i - 1]) & (kDigit | kHexLetter)))
            return true;
    }
    return text.empty() || !(classOf(text.back()) & kWord);
}

bool beginsApart(std::string_view text)
{
    if (text.starts_with('-') || text.starts_with('x')) // of a UUID, of 0x…
        return false;
    for (size_t i = 0; i < text.size() && (classOf(text[i]) & kWord); ++i) {
        if (!(classOf(text[i]) & (kDigit | kHexLetter)))
            return true;
    }
    return text.empty() || !(classOf(text.front()) & kWord);
}

bool standsAlone(char before, char after)
{
    return !(classOf(before) & kWord) && !(classOf(after) & kWord) && after != '-';
}

// Where the value of that class that begins at `at` ends; `at` itself: there is none.
size_t valueEnd(const char *p, size_t n, size_t at, Slot::Class type)
{
    size_t end = at;
    if (type == Slot::Class::Int) {
        while (end < n && (classOf(p[end]) & kDigit))
            ++end;
        return end;
    }
    const bool prefixed = n - at > 2 && p[at] == '0' && p[at + 1] == 'x';
    unsigned seen = prefixed ? kDigit | kHexLetter : 0;
    for (end += prefixed ? 2 : 0; end < n && (classOf(p[end]) & kWord); ++end) {
        const unsigned kind = classOf(p[end]) & (kDigit | kHexLetter);
        if (!kind)
            return at;
        seen |= kind;
    }
    return seen == (kDigit | kHexLetter) && end - at >= (prefixed ? 3u : 8u) ? end : at;
}

// std::memcmp() without the call: the text between two values is short. The last step overlaps the one before.
bool same(const char *a, const char *b, size_t n)
{
    if (n < 8)
        return n == 0 || loadTail(a, n) == loadTail(b, n);
    for (size_t i = 0; i + 8 < n; i += 8) {
        if (load64(a + i) != load64(b + i))
            return false;
    }
    return load64(a + n - 8) == load64(b + n - 8);
}

} // namespace

ShapeSample::ShapeSample(std::string_view message, const LineShape &shape)
{
    if (!shape.complete || message.empty())
        return;
    for (uint32_t i = 0; i < shape.count; ++i) {
        const Slot &slot = shape.slots[i];
        const size_t from = i ? shape.slots[i - 1].end : 0;
        const size_t to = i + 1 < shape.count ? shape.slots[i + 1].begin : message.size();
        const std::string_view before = message.substr(from, slot.begin - from);
        const std::string_view after = message.substr(slot.end, to - slot.end);
        const bool settled = slot.type == Slot::Class::Int ? endsApart(before) && beginsApart(after)
            : slot.type == Slot::Class::Hex && standsAlone(before.empty() ? ' ' : before.back(), after.empty() ? ' ' : after.front());
        if (!settled || (i && before.empty()))
            return;
    }
    m_text = message;
    m_slots.assign(shape.slots, shape.slots + shape.count);
    m_isSound = !findByteDamage(message, true).what;
}

bool LineShape::readLike(const ShapeSample &sample, std::string_view message)
{
    const char *p = message.data();
    const size_t n = message.size();
    if (sample.isEmpty() || n > kMaxLength)
        return false;
    const char *text = sample.m_text.data();
    size_t literal = 0; // in the sample
    size_t at = 0;
    count = 0;
    for (const Slot &slot : sample.m_slots) {
        const size_t length = slot.begin - literal;
        if (n - at <= length || !same(p + at, text + literal, length))
            return false;
        at += length;
        literal = slot.end;
        const size_t end = valueEnd(p, n, at, slot.type);
        if (end == at)
            return false;
        slots[count++] = { static_cast<uint32_t>(at), static_cast<uint32_t>(end), slot.type };
        at = end;
    }
    complete = true;
    const size_t rest = sample.m_text.size() - literal;
    return n - at == rest && same(p + at, text + literal, rest);
}

namespace {

void appendMasked(std::string &out, std::string_view literal)
{
    for (size_t i = 0; i < literal.size(); ++i) {
        const char c = literal[i];
        const bool opens = i == 0 || !(classOf(literal[i - 1]) & kWord);
        if (c == '\'' && opens) {
            const size_t end = literal.find('\'', i + 1);
            if (end != std::string_view::npos && end - i > 1 && literal.substr(i, end - i).find_first_of(" /") != std::string_view::npos) {
                out += "'<quoted>'";
                i = end;
                continue;
            }
        }
        if (c == '/' && (i == 0 || literal[i - 1] == ' ' || literal[i - 1] == '\'' || literal[i - 1] == '=') && i + 1 < literal.size() && (classOf(literal[i + 1]) & kWord)) {
            size_t end = i;
            while (end < literal.size() && literal[end] != ' ' && literal[end] != '\'' && literal[end] != ',')
                ++end;
            if (literal.substr(i + 1, end - i - 1).find('/') != std::string_view::npos) {
                out += "<path>";
                i = end - 1;
                continue;
            }
        }
        out += c;
    }
}

constexpr std::array<std::string_view, 4> kNames { "<int>", "<list>", "<hex>", "<uuid>" };

// Whether nothing but its slots is masked in it.
bool isSimple(std::string_view text)
{
    return std::none_of(text.begin(), text.end(), [](char c) { return c == '\'' || c == '/' || (c >= 1 && c <= 4); });
}

} // namespace

std::string maskedText(std::string_view message)
{
    LineShape shape;
    shape.read(message);
    return maskedText(message, shape);
}

std::string maskedText(std::string_view message, const LineShape &shape)
{
    message = message.substr(0, LineShape::kMaxLength);
    const bool simple = isSimple(message);
    std::string marked; // else with slots as bytes that no text has, so that quoted runs and paths may span them
    marked.reserve(message.size() + 8);
    size_t at = 0;
    for (uint32_t i = 0; i < shape.count; ++i) {
        const auto type = static_cast<size_t>(shape.slots[i].type);
        marked += message.substr(at, shape.slots[i].begin - at);
        if (simple)
            marked += kNames[type];
        else
            marked += static_cast<char>(1 + type);
        at = shape.slots[i].end;
    }
    marked += message.substr(at);
    if (simple)
        return marked;
    std::string masked;
    appendMasked(masked, marked);
    std::string text;
    for (const char c : masked) {
        if (c >= 1 && c <= 4)
            text += kNames[static_cast<size_t>(c - 1)];
        else
            text += c;
    }
    return text;
}

} // namespace widelens
