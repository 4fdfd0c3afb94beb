// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

namespace widelens {

// A 64-bit hash of bytes in the manner of wyhash: 16 bytes a step, one 64x64→128 multiplication each. Not keyed: use it
// where a collision costs time, or compare the bytes as well.
inline uint64_t mix(uint64_t a, uint64_t b)
{
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

inline uint64_t load64(const char *p)
{
    uint64_t word;
    std::memcpy(&word, p, 8);
    return word;
}

// 1…7 bytes, each of them in the answer: overlapping loads instead of a copy of unknown length.
inline uint64_t loadTail(const char *p, size_t n)
{
    if (n >= 4) {
        uint32_t first, last;
        std::memcpy(&first, p, 4);
        std::memcpy(&last, p + n - 4, 4);
        return static_cast<uint64_t>(first) << 32 | last;
    }
    const auto byte = [p](size_t i) { return static_cast<uint64_t>(static_cast<unsigned char>(p[i])); };
    return byte(0) << 16 | byte(n / 2) << 8 | byte(n - 1);
}

inline uint64_t hashBytes(const char *p, size_t n, uint64_t seed = 0x9e3779b97f4a7c15ull)
{
    uint64_t h = seed ^ (n * 0xa0761d6478bd642full);
    while (n > 16) {
        h = mix(load64(p) ^ 0xe7037ed1a0b428dbull, load64(p + 8) ^ h);
        p += 16;
        n -= 16;
    }
    uint64_t a = 0;
    uint64_t b = 0;
    if (n >= 8) {
        a = load64(p);
        b = load64(p + n - 8);
    } else if (n > 0) {
        a = loadTail(p, n);
    }
    return mix(a ^ 0x8ebc6af09c88c6e3ull, b ^ h ^ 0x589965cc75374cc3ull);
}

inline uint64_t hashBytes(std::string_view text, uint64_t seed = 0x9e3779b97f4a7c15ull)
{
    return hashBytes(text.data(), text.size(), seed);
}

} // namespace widelens
