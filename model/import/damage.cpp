// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/damage.h"

#include <simdjson.h>

#include <cstring>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace widelens {

namespace {

// Length of the valid UTF-8 character at `at`; 0: invalid.
size_t characterAt(std::string_view text, size_t at)
{
    const auto byte = [&](size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0u; };
    const auto follows = [&](size_t i) { return (byte(i) & 0xc0) == 0x80; };
    const unsigned first = byte(0);
    if (first < 0x80)
        return 1;
    if (first >= 0xc2 && first <= 0xdf)
        return follows(1) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        const bool second = follows(1) && !(first == 0xe0 && byte(1) < 0xa0) && !(first == 0xed && byte(1) > 0x9f);
        return second && follows(2) ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        const bool second = follows(1) && !(first == 0xf0 && byte(1) < 0x90) && !(first == 0xf4 && byte(1) > 0x8f);
        return second && follows(2) && follows(3) ? 4 : 0;
    }
    return 0;
}

// No NUL and nothing beyond ASCII: most lines by far.
bool isPlain(std::string_view text)
{
    size_t i = 0;
#ifdef __SSE2__
    if (text.size() >= 16) {
        __m128i odd = _mm_setzero_si128();
        const auto look = [&odd, &text](size_t at) {
            const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i *>(text.data() + at));
            odd = _mm_or_si128(odd, _mm_or_si128(bytes, _mm_cmpeq_epi8(bytes, _mm_setzero_si128())));
        };
        for (; i + 16 < text.size(); i += 16)
            look(i);
        look(text.size() - 16); // overlaps what was looked at
        return !_mm_movemask_epi8(odd);
    }
#endif
    unsigned all = 0;
    for (; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        all |= byte | (byte == 0 ? 0x80u : 0u);
    }
    return !(all & 0x80u);
}

} // namespace

bool endsInsideCharacter(std::string_view text)
{
    for (size_t back = 1; back <= 3 && back <= text.size(); ++back) {
        const auto byte = static_cast<unsigned char>(text[text.size() - back]);
        if ((byte & 0xc0) == 0x80)
            continue;
        const size_t needs = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
        return needs > back;
    }
    return false;
}

ByteDamage findByteDamage(std::string_view text, bool terminated)
{
    if (isPlain(text))
        return {};
    if (const void *nul = text.empty() ? nullptr : std::memchr(text.data(), 0, text.size()))
        return { "NUL bytes", "the file system lost a block, mostly after a node crashed; what stands around them was read",
                 static_cast<size_t>(static_cast<const char *>(nul) - text.data()) };
    if (simdjson::validate_utf8(text.data(), text.size()))
        return {};
    size_t at = 0;
    while (at < text.size()) {
        const size_t length = characterAt(text, at);
        if (!length)
            break;
        at += length;
    }
    if (!terminated && text.size() - at <= 3 && endsInsideCharacter(text))
        return {};
    return { "bytes that are not UTF-8", "the program wrote in another encoding; the bytes are kept and shown as replacement characters", at };
}

std::string withoutByteDamage(std::string_view text, bool keepControls)
{
    std::string clean(text);
    for (size_t at = 0; at < clean.size();) {
        const size_t length = characterAt(text, at);
        if (!length || clean[at] == '\0' || (!keepControls && static_cast<unsigned char>(clean[at]) < 0x20))
            clean[at] = '?';
        at += length ? length : 1;
    }
    return clean;
}

std::string toUtf8(std::string_view text)
{
    if (isPlain(text) || simdjson::validate_utf8(text.data(), text.size()))
        return std::string(text);
    std::string valid;
    for (size_t at = 0; at < text.size();) {
        const size_t length = characterAt(text, at);
        if (length)
            valid.append(text.substr(at, length));
        else
            valid += "\xef\xbf\xbd";
        at += length ? length : 1;
    }
    return valid;
}

} // namespace widelens
