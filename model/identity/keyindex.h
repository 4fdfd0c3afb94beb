// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/identity/atoms.h"
#include "model/store/hash.h"
#include "model/store/ids.h"
#include "model/store/sharedchunks.h"

#include <algorithm>
#include <memory>
#include <vector>

namespace widelens {

// Numbers keys (a run and some atoms), 0, 1, 2 … as they are met. Keys that differ in an id alone (the largest atom: an id
// among labels and tries), and there by little, share a page; ids are mostly met in order, so that most look-ups need no
// hash, but the page of the last one. About 7 bytes a key where ids are dense, 100 where none is near another.
// Copies share what neither changes. One thread writes while none reads; copies may be read meanwhile.
class KeyIndex
{
public:
    static constexpr uint32_t kNone = 0xffffffff;

    // The page of the last look-up, by whoever looks up. Never wrong, at most of no use.
    struct Cursor {
        uint32_t page = kNone;
    };

    explicit KeyIndex(size_t keyFields)
        : m_keyFields(keyFields)
        , m_headers(keyFields + 1)
        , m_pages(kKeysOfAPage)
        , m_slots(std::make_shared<std::vector<Slot>>(64))
    {
    }

    // Forgets all keys, and keeps the memory.
    void clear()
    {
        m_size = 0;
        m_pageCount = 0;
        if (SharedChunks<Slot>::isShared(m_slots))
            m_slots = std::make_shared<std::vector<Slot>>(64);
        else
            std::fill(m_slots->begin(), m_slots->end(), Slot {});
    }

    size_t size() const { return m_size; }
    RunId run(uint32_t number) const { return static_cast<RunId>(m_headers.written(*m_places.written(number) / kKeysOfAPage)[0]); }
    Atom key(uint32_t number, size_t field) const
    {
        const uint32_t place = *m_places.written(number);
        const uint64_t *header = m_headers.written(place / kKeysOfAPage);
        return field == header[0] >> 32 ? atomIn(header[1 + field], place % kKeysOfAPage) : header[1 + field];
    }

    uint32_t find(RunId run, const Atom *key, Cursor &cursor) const
    {
        const size_t id = largestOf(key);
        if (cursor.page >= m_pageCount || !isOfPage(cursor.page, run, key, id)) {
            const uint32_t page = findPage(run, key, id);
            if (page == kNone)
                return kNone;
            cursor.page = page;
        }
        return m_pages.written(cursor.page)[slotOf(key[id])] - 1; // kNone where it is free
    }
    uint32_t findOrAdd(RunId run, const Atom *key, Cursor &cursor)
    {
        const uint32_t found = find(run, key, cursor);
        if (found != kNone)
            return found;
        const size_t id = largestOf(key);
        if (cursor.page >= m_pageCount || !isOfPage(cursor.page, run, key, id))
            cursor.page = addPage(run, key, id);
        return addKey(cursor.page, slotOf(key[id]));
    }

    // Takes in all keys of another index of as many fields; the answer has the number here of each there. `own(atom)` is the
    // atom here for one there: a whole number's is the same. Where ids are whole numbers, a look-up costs a page, not a key.
    template<typename Own>
    std::vector<uint32_t> adopt(const KeyIndex &other, Own own)
    {
        const std::vector<uint32_t> pages = adoptPages(other, own);
        std::vector<uint32_t> numbers(other.m_size);
        std::vector<Atom> key(m_keyFields);
        Cursor cursor;
        for (uint32_t i = 0; i < numbers.size(); ++i) {
            const uint32_t place = *other.m_places.written(i);
            const uint32_t page = pages[place / kKeysOfAPage];
            if (page == kNone) {
                for (size_t k = 0; k < key.size(); ++k)
                    key[k] = own(other.key(i, k));
                numbers[i] = findOrAdd(other.run(i), key.data(), cursor);
            } else {
                const uint32_t slot = place % kKeysOfAPage;
                const uint32_t known = m_pages.written(page)[slot];
                numbers[i] = known ? known - 1 : addKey(page, slot);
            }
        }
        return numbers;
    }

private:
    static constexpr uint32_t kKeysOfAPage = 16;
    struct Slot {
        uint32_t tag = 0; // of the hash: its low bits say where the search begins
        uint32_t page = 0; // + 1; 0: free
    };

    // Ids of whole numbers and of texts both come in order: an atom is its number and which of the two it is.
    static uint32_t slotOf(Atom id) { return static_cast<uint32_t>(id >> 1) % kKeysOfAPage; }
    static uint64_t groupOf(Atom id) { return (id >> 1) / kKeysOfAPage << 1 | (id & 1); }
    static Atom atomIn(uint64_t group, uint32_t slot) { return ((group >> 1) * kKeysOfAPage + slot) << 1 | (group & 1); }

    size_t largestOf(const Atom *key) const { return static_cast<size_t>(std::max_element(key, key + m_keyFields) - key); }

    // A page's header: the run and which field is the id, then the key, with the id's group in its place.
    bool isOfPage(uint32_t page, RunId run, const Atom *key, size_t id) const
    {
        const uint64_t *header = m_headers.written(page);
        bool same = header[0] == (static_cast<uint64_t>(id) << 32 | index(run));
        for (size_t i = 0; i < m_keyFields; ++i)
            same &= header[1 + i] == (i == id ? groupOf(key[i]) : key[i]);
        return same;
    }
    uint32_t tagOf(RunId run, const Atom *key, size_t id) const
    {
        uint64_t h = index(run) + id + 0x9e3779b97f4a7c15ull;
        for (size_t i = 0; i < m_keyFields; ++i)
            h = mix(h ^ (i == id ? groupOf(key[i]) : key[i]), 0xd6e8feb86659fd93ull);
        return static_cast<uint32_t>(mix(h, 0xa0761d6478bd642full));
    }
    uint32_t findPage(RunId run, const Atom *key, size_t id) const
    {
        const uint32_t tag = tagOf(run, key, id);
        const std::vector<Slot> &places = *m_slots;
        for (size_t at = tag & (places.size() - 1); places[at].page; at = (at + 1) & (places.size() - 1)) {
            if (places[at].tag == tag && isOfPage(places[at].page - 1, run, key, id))
                return places[at].page - 1;
        }
        return kNone;
    }
    uint32_t addKey(uint32_t page, uint32_t slot)
    {
        m_pages.writable(page)[slot] = m_size + 1;
        *m_places.writable(m_size) = page * kKeysOfAPage + slot;
        return m_size++;
    }
    // The page here for each there; kNone where the keys of a page would not share one here: ids that are texts have other
    // atoms, and beside other labels the id may no longer be the largest.
    template<typename Own>
    std::vector<uint32_t> adoptPages(const KeyIndex &other, Own &own)
    {
        std::vector<uint32_t> pages(other.m_pageCount, kNone);
        std::vector<Atom> key(m_keyFields);
        for (uint32_t page = 0; page < other.m_pageCount; ++page) {
            const uint64_t *header = other.m_headers.written(page);
            const auto run = static_cast<RunId>(header[0] & 0xffffffff);
            const auto id = static_cast<size_t>(header[0] >> 32);
            if (header[1 + id] & 1)
                continue;
            for (size_t k = 0; k < key.size(); ++k)
                key[k] = k == id ? atomIn(header[1 + k], 0) : own(header[1 + k]);
            if (largestOf(key.data()) != id) // it may be for larger ids of the page
                continue;
            const uint32_t known = findPage(run, key.data(), id);
            pages[page] = known != kNone ? known : addPage(run, key.data(), id);
        }
        return pages;
    }
    uint32_t addPage(RunId run, const Atom *key, size_t id)
    {
        if (m_pageCount * 2 >= m_slots->size())
            grow();
        else if (SharedChunks<Slot>::isShared(m_slots))
            m_slots = std::make_shared<std::vector<Slot>>(*m_slots);
        uint64_t *header = m_headers.writable(m_pageCount);
        header[0] = static_cast<uint64_t>(id) << 32 | index(run);
        for (size_t i = 0; i < m_keyFields; ++i)
            header[1 + i] = i == id ? groupOf(key[i]) : key[i];
        std::fill_n(m_pages.writable(m_pageCount), kKeysOfAPage, 0u);
        place(*m_slots, { tagOf(run, key, id), m_pageCount + 1 });
        return m_pageCount++;
    }
    void grow()
    {
        auto places = std::make_shared<std::vector<Slot>>(m_slots->size() * 2);
        for (const Slot &slot : *m_slots) {
            if (slot.page)
                place(*places, slot);
        }
        m_slots = std::move(places);
    }
    static void place(std::vector<Slot> &places, Slot slot)
    {
        size_t at = slot.tag & (places.size() - 1);
        while (places[at].page)
            at = (at + 1) & (places.size() - 1);
        places[at] = slot;
    }

    size_t m_keyFields;
    uint32_t m_size = 0;
    uint32_t m_pageCount = 0;
    SharedChunks<uint64_t> m_headers; // of pages
    SharedChunks<uint32_t> m_pages; // kKeysOfAPage each: number + 1; 0: free
    SharedChunks<uint32_t> m_places; // of keys: page and slot there
    std::shared_ptr<std::vector<Slot>> m_slots;
};

} // namespace widelens
