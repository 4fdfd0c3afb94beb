// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/identity/keyindex.h"
#include "tests/model/testlogs.h"

#include <QTest>

#include <map>

namespace widelens {

class KeyIndexTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keysAreNumberedAsTheyCome_data();
    void keysAreNumberedAsTheyCome();
    void aCursorFromAnywhereDoesNoHarm();
    void copiesDoNotSeeWhatComesLater();
    void whatIsAdoptedIsAsIfItHadBeenAdded_data();
    void whatIsAdoptedIsAsIfItHadBeenAdded();
    void whatIsClearedIsForgotten();
    void itemsOfChunksAreZeroAtFirstAndApart();
};

namespace {

using Key = std::vector<Atom>;

// Ids in order and anyhow, of numbers and of texts, beside labels; the largest atom is now this field, now that.
Key randomKey(Random &random, size_t fields, size_t range)
{
    Key key;
    for (size_t i = 0; i < fields; ++i)
        key.push_back(below(random, 3) == 0 ? below(random, 4) : below(random, range));
    if (below(random, 50) == 0)
        key[0] = ~Atom(0) - below(random, 40);
    return key;
}

} // namespace

void KeyIndexTest::keysAreNumberedAsTheyCome_data()
{
    QTest::addColumn<int>("fields");
    QTest::addColumn<int>("range");
    QTest::newRow("one field, dense") << 1 << 5000;
    QTest::newRow("two fields, dense") << 2 << 300;
    QTest::newRow("three fields, sparse") << 3 << 1'000'000'000;
}

void KeyIndexTest::keysAreNumberedAsTheyCome()
{
    QFETCH(int, fields);
    QFETCH(int, range);
    Random random(3);
    KeyIndex keys(static_cast<size_t>(fields));
    std::map<std::pair<uint32_t, Key>, uint32_t> expected;
    std::vector<std::pair<uint32_t, Key>> inOrder;
    KeyIndex::Cursor cursor;
    for (int i = 0; i < 50'000; ++i) {
        const std::pair<uint32_t, Key> key(static_cast<uint32_t>(below(random, 3)), randomKey(random, static_cast<size_t>(fields), static_cast<size_t>(range)));
        const auto [found, isNew] = expected.try_emplace(key, static_cast<uint32_t>(inOrder.size()));
        KeyIndex::Cursor none;
        QCOMPARE(keys.find(RunId(key.first), key.second.data(), none), isNew ? KeyIndex::kNone : found->second);
        if (isNew)
            inOrder.push_back(key);
        QCOMPARE(keys.findOrAdd(RunId(key.first), key.second.data(), cursor), found->second);
        QCOMPARE(keys.size(), inOrder.size());
    }
    for (uint32_t number = 0; number < inOrder.size(); ++number) {
        QCOMPARE(index(keys.run(number)), inOrder[number].first);
        for (size_t i = 0; i < static_cast<size_t>(fields); ++i)
            QCOMPARE(keys.key(number, i), inOrder[number].second[i]);
    }
}

void KeyIndexTest::aCursorFromAnywhereDoesNoHarm()
{
    KeyIndex keys(1);
    KeyIndex::Cursor cursor;
    for (Atom atom = 2; atom < 2000; atom += 2)
        keys.findOrAdd(RunId(0), &atom, cursor);
    for (uint32_t page = 0; page < 100; ++page) {
        KeyIndex::Cursor stray { page };
        const Atom atom = 1002;
        QCOMPARE(keys.find(RunId(0), &atom, stray), 500u);
        stray = { page };
        QCOMPARE(keys.find(RunId(1), &atom, stray), KeyIndex::kNone);
    }
}

void KeyIndexTest::copiesDoNotSeeWhatComesLater()
{
    KeyIndex keys(1);
    KeyIndex::Cursor cursor;
    const auto add = [&](Atom from, Atom to) {
        for (Atom atom = from; atom < to; atom += 4)
            keys.findOrAdd(RunId(0), &atom, cursor);
    };
    add(2, 40'000);
    const KeyIndex copy = keys;
    const size_t size = copy.size();
    add(4, 80'000); // between and behind
    QCOMPARE(copy.size(), size);
    KeyIndex::Cursor none;
    for (Atom atom = 2; atom < 80'000; atom += 2) {
        QCOMPARE(copy.find(RunId(0), &atom, none) != KeyIndex::kNone, atom < 40'000 && atom % 4 == 2);
        QVERIFY(atom % 4 == 2 && atom >= 40'000 ? true : keys.find(RunId(0), &atom, cursor) != KeyIndex::kNone);
    }
}

void KeyIndexTest::whatIsAdoptedIsAsIfItHadBeenAdded_data()
{
    keysAreNumberedAsTheyCome_data();
}

// Texts have other atoms here, so that another field may be the largest.
void KeyIndexTest::whatIsAdoptedIsAsIfItHadBeenAdded()
{
    QFETCH(int, fields);
    QFETCH(int, range);
    Random random(5);
    const auto own = [](Atom atom) { return atom & 1 ? ((atom >> 1) * 7919 % 1'000'003) << 1 | 1 : atom; };
    KeyIndex adopted(static_cast<size_t>(fields));
    KeyIndex added(static_cast<size_t>(fields));
    KeyIndex::Cursor cursor;
    for (int part = 0; part < 6; ++part) {
        KeyIndex other(static_cast<size_t>(fields));
        KeyIndex::Cursor otherCursor;
        for (int i = 0; i < 4000; ++i)
            other.findOrAdd(RunId(below(random, 3)), randomKey(random, static_cast<size_t>(fields), static_cast<size_t>(range)).data(), otherCursor);
        const std::vector<uint32_t> numbers = adopted.adopt(other, own);
        QCOMPARE(numbers.size(), other.size());
        for (uint32_t i = 0; i < numbers.size(); ++i) {
            Key key;
            for (size_t k = 0; k < static_cast<size_t>(fields); ++k)
                key.push_back(own(other.key(i, k)));
            QCOMPARE(numbers[i], added.findOrAdd(other.run(i), key.data(), cursor));
            KeyIndex::Cursor none;
            QCOMPARE(adopted.find(other.run(i), key.data(), none), numbers[i]);
            for (size_t k = 0; k < key.size(); ++k)
                QCOMPARE(adopted.key(numbers[i], k), key[k]);
        }
        QCOMPARE(adopted.size(), added.size());
    }
}

void KeyIndexTest::whatIsClearedIsForgotten()
{
    KeyIndex keys(1);
    KeyIndex::Cursor cursor;
    for (Atom atom = 2; atom < 3000; ++atom)
        keys.findOrAdd(RunId(0), &atom, cursor);
    keys.clear();
    QCOMPARE(keys.size(), size_t(0));
    const Atom atom = 100;
    QCOMPARE(keys.find(RunId(0), &atom, cursor), KeyIndex::kNone);
    QCOMPARE(keys.findOrAdd(RunId(2), &atom, cursor), 0u);
    for (Atom other = 96; other < 104; ++other) {
        if (other != atom)
            QCOMPARE(keys.find(RunId(2), &other, cursor), KeyIndex::kNone);
    }
}

void KeyIndexTest::itemsOfChunksAreZeroAtFirstAndApart()
{
    for (const size_t stride : { size_t(1), size_t(3), size_t(16) }) {
        SharedChunks<uint64_t> chunks(stride);
        QVERIFY(!chunks.find(1'000'000));
        std::vector<uint32_t> items { 0, 63, 64, 65, 191, 192, 16'319, 16'320, 65'471, 65'472, 131'007, 131'008, 262'080, 524'224, 1'048'512, 2'000'003 };
        for (const uint32_t item : items) {
            for (size_t i = 0; i < stride; ++i) {
                QCOMPARE(chunks.writable(item)[i], uint64_t(0));
                chunks.writable(item)[i] = item * 100 + i;
            }
        }
        const SharedChunks<uint64_t> copy = chunks;
        for (const uint32_t item : items)
            chunks.writable(item)[0] = 7;
        for (const uint32_t item : items) {
            for (size_t i = 0; i < stride; ++i)
                QCOMPARE(copy.written(item)[i], item * 100 + i);
            QCOMPARE(chunks.find(item)[0], uint64_t(7));
        }
    }
}

} // namespace widelens

QTEST_APPLESS_MAIN(widelens::KeyIndexTest)
#include "tst_keyindex.moc"
