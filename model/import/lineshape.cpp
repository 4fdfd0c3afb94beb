// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/lineshape.h"

#include "model/store/hash.h"

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

ShapeSample::ShapeSample(std::string_view message, const LineShape &shape)
{
    if (!shape.complete || message.empty())
        return;
    for (uint32_t i = 0; i < shape.count; ++i) {
        const Slot &slot = shape.slots[i];
        if (slot.type != Slot::Class::Int && slot.type != Slot::Class::Hex)
            return;
        const size_t from = i ? shape.slots[i - 1].end : 0;
        // Part of a word, or of what may be a UUID in the next message.
        if (i && slot.begin == from)
            return;
        if (slot.begin > from && (classOf(message[slot.begin - 1]) & kWord))
            return;
        if (slot.end < message.size() && ((classOf(message[slot.end]) & kWord) || message[slot.end] == '-'))
            return;
    }
    m_text = message;
    m_slots.assign(shape.slots, shape.slots + shape.count);
}

bool LineShape::readLike(const ShapeSample &sample, std::string_view message)
{
    const char *p = message.data();
    const size_t n = message.size();
    if (sample.isEmpty() || n > kMaxLength)
        return false;
    const char *literal = sample.m_text.data();
    const char *literalEnd = literal + sample.m_text.size();
    size_t at = 0;
    count = 0;
    for (const Slot &slot : sample.m_slots) {
        const auto length = static_cast<size_t>(sample.m_text.data() + slot.begin - literal);
        if (n - at <= length || std::memcmp(p + at, literal, length) != 0)
            return false;
        at += length;
        literal = sample.m_text.data() + slot.end;
        const size_t begin = at;
        unsigned all = 0xff, any = 0;
        for (; at < n && (classOf(p[at]) & kWord); ++at) {
            const unsigned c = classOf(p[at]) & (kDigit | kHexLetter);
            any |= c;
            if (c == 0 && !(at == begin + 1 && p[at] == 'x' && p[begin] == '0'))
                all = 0;
            if (slot.type == Slot::Class::Int && c != kDigit)
                return false;
        }
        if (!(any & kDigit) || !all)
            return false;
        const bool prefixed = at - begin > 2 && p[begin] == '0' && p[begin + 1] == 'x';
        const bool letters = prefixed || (any & kHexLetter);
        if (slot.type == Slot::Class::Hex && (!letters || !(prefixed || at - begin >= 8)))
            return false;
        slots[count++] = { static_cast<uint32_t>(begin), static_cast<uint32_t>(at), slot.type };
    }
    const auto rest = static_cast<size_t>(literalEnd - literal);
    complete = true;
    return n - at == rest && std::memcmp(p + at, literal, rest) == 0;
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

} // namespace

std::string maskedText(std::string_view message)
{
    constexpr std::array<std::string_view, 4> names { "<int>", "<list>", "<hex>", "<uuid>" };
    message = message.substr(0, LineShape::kMaxLength);
    LineShape shape;
    shape.read(message);
    std::string marked; // slots as bytes that no text has, so that quoted runs and paths may span them
    size_t at = 0;
    for (uint32_t i = 0; i < shape.count; ++i) {
        marked += message.substr(at, shape.slots[i].begin - at);
        marked += static_cast<char>(1 + static_cast<int>(shape.slots[i].type));
        at = shape.slots[i].end;
    }
    marked += message.substr(at);
    std::string masked;
    appendMasked(masked, marked);
    std::string text;
    for (const char c : masked) {
        if (c >= 1 && c <= 4)
            text += names[static_cast<size_t>(c - 1)];
        else
            text += c;
    }
    return text;
}

} // namespace widelens
