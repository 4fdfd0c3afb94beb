// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/chunkedvector.h"

#include <QTest>

#include <memory>
#include <string>
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
    vector[64] = 1; // first of the second chunk
    QCOMPARE(vector[63], uint64_t(189));
    QCOMPARE(vector[64], uint64_t(1));
    QCOMPARE(vector[65], uint64_t(195));
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
    for (const size_t limit : { size_t(1), size_t(63), size_t(64), size_t(65), size_t(191), size_t(192), size_t(193), size_t(10'000) }) {
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
    QCOMPARE(vector.run(0, 10'000).second, size_t(64)); // the first chunk
    QCOMPARE(vector.run(64, 10'000).second, size_t(128));
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

} // namespace widelens

QTEST_APPLESS_MAIN(widelens::ChunkedVectorTest)
#include "tst_chunkedvector.moc"
