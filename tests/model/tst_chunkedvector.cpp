// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/chunkedvector.h"
#include "model/store/sanitized.h"

#include <QTest>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace widelens {

class ChunkedVectorTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsWhatWasAppended();
    void elementsNeverMove();
    void runsCoverEverythingOnce();
    void destroysItsElements();
    void readersUseTheFirstWhileMoreIsAppended();
    void piecesAreApart();
    void piecesGoBackToTheSystem();
    void largeMemoryIsWhole();
};

void ChunkedVectorTest::holdsWhatWasAppended()
{
    ChunkedVector<uint64_t> vector;
    QVERIFY(vector.empty());
    for (uint64_t i = 0; i < 200'000; ++i) {
        vector.push_back(i * 3);
        QCOMPARE(vector.size(), size_t(i + 1));
        QCOMPARE(vector.back(), i * 3);
    }
    for (uint64_t i = 0; i < 200'000; ++i)
        QCOMPARE(vector[i], i * 3);
    vector[16] = 1; // first of the second chunk
    QCOMPARE(vector[15], uint64_t(45));
    QCOMPARE(vector[16], uint64_t(1));
    QCOMPARE(vector[17], uint64_t(51));
}

void ChunkedVectorTest::elementsNeverMove()
{
    ChunkedVector<int> vector;
    std::vector<const int *> places;
    for (int i = 0; i < 5000; ++i) {
        vector.push_back(i);
        places.push_back(&vector.back());
    }
    for (size_t i = 0; i < places.size(); ++i) {
        QCOMPARE(&vector[i], places[i]);
        QCOMPARE(*places[i], static_cast<int>(i));
    }
}

void ChunkedVectorTest::runsCoverEverythingOnce()
{
    ChunkedVector<uint32_t> vector;
    for (uint32_t i = 0; i < 10'000; ++i)
        vector.push_back(i);
    for (const size_t limit : { size_t(1), size_t(15), size_t(16), size_t(17), size_t(47), size_t(48), size_t(49), size_t(2031), size_t(2032), size_t(2033), size_t(4080), size_t(10'000) }) {
        uint32_t expected = 0;
        size_t at = 0;
        while (at < limit) {
            const auto [begin, count] = vector.run(at, limit);
            QVERIFY(count > 0);
            for (size_t i = 0; i < count; ++i)
                QCOMPARE(begin[i], expected++);
            at += count;
        }
        QCOMPARE(at, limit);
    }
    QCOMPARE(vector.run(0, 10'000).second, size_t(16)); // the first chunk
    QCOMPARE(vector.run(16, 10'000).second, size_t(32));
    QCOMPARE(vector.run(5000, 10'000).second, size_t(2048 - (5000 + 16) % 2048)); // a piece
}

void ChunkedVectorTest::destroysItsElements()
{
    const auto token = std::make_shared<int>(1);
    {
        ChunkedVector<std::shared_ptr<int>> vector;
        for (int i = 0; i < 1000; ++i)
            vector.push_back(token);
        QCOMPARE(token.use_count(), 1001);
        ChunkedVector<std::string> empty;
    }
    QCOMPARE(token.use_count(), 1);
}

void ChunkedVectorTest::readersUseTheFirstWhileMoreIsAppended()
{
    ChunkedVector<uint32_t> vector;
    std::mutex mutex;
    uint32_t handed = 0;
    bool good = true;
    std::thread reader([&] {
        for (uint32_t n = 0; n < 300'000;) {
            {
                const std::lock_guard lock(mutex);
                n = handed;
            }
            for (uint32_t i = n / 2; i < n; i += 97)
                good = good && vector[i] == i;
        }
    });
    for (uint32_t i = 0; i < 300'000; ++i) {
        vector.push_back(i);
        if (i % 1000 == 999) {
            const std::lock_guard lock(mutex);
            handed = i + 1;
        }
    }
    reader.join();
    QVERIFY(good);
}

void ChunkedVectorTest::piecesAreApart()
{
    std::vector<void *> pieces;
    for (int round = 0; round < 3; ++round) {
        while (pieces.size() < 1000) {
            pieces.push_back(takeColumnPiece());
            std::memset(pieces.back(), static_cast<int>(pieces.size() % 251), kColumnPiece);
        }
        const std::set<void *> distinct(pieces.begin(), pieces.end());
        QCOMPARE(distinct.size(), pieces.size());
        for (size_t i = 0; i < pieces.size(); ++i) {
            const auto *bytes = static_cast<const unsigned char *>(pieces[i]);
            QCOMPARE(std::count(bytes, bytes + kColumnPiece, static_cast<unsigned char>((i + 1) % 251)), std::ptrdiff_t(kColumnPiece));
        }
        // All but a few, from the middle on: blocks become empty, and partly empty.
        std::rotate(pieces.begin(), pieces.begin() + 500, pieces.end());
        while (pieces.size() > 7 * static_cast<size_t>(round)) {
            giveColumnPiece(pieces.back());
            pieces.pop_back();
        }
        for (size_t i = 0; i < pieces.size(); ++i)
            std::memset(pieces[i], static_cast<int>((i + 1) % 251), kColumnPiece);
    }
    for (void *piece : pieces)
        giveColumnPiece(piece);
}

void ChunkedVectorTest::piecesGoBackToTheSystem()
{
    const auto anonymous = [] {
        std::ifstream status("/proc/self/status");
        std::string line;
        while (std::getline(status, line)) {
            if (line.rfind("RssAnon:", 0) == 0)
                return std::strtoull(line.c_str() + 8, nullptr, 10); // kB
        }
        return 0ULL;
    };
    const auto before = anonymous();
    if (before == 0)
        QSKIP("this system does not tell how much memory is resident");
    {
        ChunkedVector<uint64_t> vector;
        for (uint64_t i = 0; i < 12'500'000; ++i)
            vector.push_back(i);
        QVERIFY(anonymous() >= before + 90'000);
    }
#if !WIDELENS_SANITIZED // they keep memory of their own
    QVERIFY(anonymous() < before + 10'000);
#endif
}

void ChunkedVectorTest::largeMemoryIsWhole()
{
    std::vector<std::unique_ptr<unsigned char[]>> kept;
    const size_t huge = 4 * 1024 * 1024;
    for (const size_t size : { size_t(0), size_t(1), huge - 1, huge, huge + 1, 5 * huge + 4097 }) {
        kept.push_back(std::make_unique_for_overwrite<unsigned char[]>(size));
        std::memset(kept.back().get(), static_cast<int>(kept.size()), size);
        if (kept.size() > 1) {
            const size_t last = kept.size() - 2; // was not written over
            QVERIFY(last == 0 || kept[last][0] == last + 1);
        }
    }
#if !WIDELENS_SANITIZED // they end the program instead
    const volatile size_t tooMuch = SIZE_MAX / 2;
    QVERIFY_THROWS_EXCEPTION(std::bad_alloc, kept.push_back(std::make_unique_for_overwrite<unsigned char[]>(tooMuch)));
#endif
}

} // namespace widelens

QTEST_APPLESS_MAIN(widelens::ChunkedVectorTest)
#include "tst_chunkedvector.moc"
