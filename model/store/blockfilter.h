// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace widelens {

// Which blocks of a long list may hold a value, so that a search passes over the others: of each block a set of bits, of which
// every value sets two (a Bloom filter with both bits in one cache line). Half a byte an entry. A block in which no value comes
// twice is looked at in vain about once in six times, one with ten of each hardly ever. Built by one thread, then read by any.
class BlockFilter
{
public:
    static constexpr size_t kBlock = 4096; // entries

    explicit BlockFilter(size_t block = kBlock) // at least 128
        : m_block(block)
        , m_linesOfBlock(std::bit_floor(block / 128)) // four bits an entry
    {
    }

    // Takes in the whole blocks among the first `count` entries; hashAt(i) is a well mixed hash of entry i.
    template<typename HashAt>
    void extend(size_t count, HashAt hashAt)
    {
        const size_t from = m_lines.size() / m_linesOfBlock;
        const size_t to = count / m_block;
        m_lines.reserve(to * m_linesOfBlock);
        for (size_t block = from; block < to; ++block) {
            m_lines.resize((block + 1) * m_linesOfBlock);
            Line *lines = &m_lines[block * m_linesOfBlock];
            for (size_t i = block * m_block; i < (block + 1) * m_block; ++i) {
                const Place place(hashAt(i), m_linesOfBlock);
                lines[place.line].words[place.first / 64] |= uint64_t(1) << place.first % 64;
                lines[place.line].words[place.second / 64] |= uint64_t(1) << place.second % 64;
            }
        }
    }

    bool isEmpty() const { return m_lines.empty(); }
    // Whether blocks differ: where a few values stand all along, nothing can be passed over. Looks at three of them.
    bool tellsApart() const
    {
        const size_t blocks = m_lines.size() / m_linesOfBlock;
        const auto same = [this](size_t a, size_t b) { return std::equal(&m_lines[a * m_linesOfBlock], &m_lines[a * m_linesOfBlock] + m_linesOfBlock, &m_lines[b * m_linesOfBlock]); };
        return blocks > 1 && !(same(0, blocks / 2) && same(0, blocks - 1));
    }

    // visit(begin, end) for the parts of the first `count` entries that may hold one of these values, ascending, apart from
    // each other; what was not taken in is a part, too.
    template<typename Visit>
    void eachPart(const std::vector<uint64_t> &hashes, size_t count, Visit visit) const
    {
        const size_t blocks = std::min(m_lines.size() / m_linesOfBlock, count / m_block);
        std::vector<Place> places;
        for (const uint64_t hash : hashes)
            places.emplace_back(hash, m_linesOfBlock);
        size_t begin = 0;
        size_t end = 0;
        const auto add = [&](size_t from, size_t to) {
            if (from != end) {
                if (begin < end)
                    visit(begin, end);
                begin = from;
            }
            end = to;
        };
        for (size_t block = 0; block < blocks; ++block) {
            const Line *lines = &m_lines[block * m_linesOfBlock];
            if (std::any_of(places.begin(), places.end(), [lines](const Place &place) { return place.isSet(lines); }))
                add(block * m_block, (block + 1) * m_block);
        }
        if (blocks * m_block < count)
            add(blocks * m_block, count);
        if (begin < end)
            visit(begin, end);
    }

private:
    struct alignas(64) Line {
        uint64_t words[8] = {};
        bool operator==(const Line &) const = default;
    };
    struct Place {
        Place(uint64_t hash, size_t lines)
            : line(hash >> 32 & (lines - 1))
            , first(hash & 511)
            , second(hash >> 9 & 511)
        {
        }
        bool isSet(const Line *lines) const
        {
            const uint64_t *words = lines[line].words;
            return (words[first / 64] >> first % 64 & 1) && (words[second / 64] >> second % 64 & 1);
        }
        size_t line;
        size_t first;
        size_t second;
    };

    size_t m_block;
    size_t m_linesOfBlock;
    std::vector<Line> m_lines;
};

} // namespace widelens
