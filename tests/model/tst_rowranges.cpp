// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/entitytable.h"
#include "model/analysis/states.h"
#include "model/analysis/transitions.h"
#include "model/query/rowranges.h"
#include "tests/model/analysistext.h"
#include "tests/model/testlogs.h"

#include <QTest>

namespace widelens {

// Rows are read many at a time, on all cores: how many must not matter.
class RowRangesTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void rangesHoldEachRowOnce();
    void listsAndStatesDoNotDependOnWhatIsReadAtOnce_data() { addRecordedRuns(); }
    void listsAndStatesDoNotDependOnWhatIsReadAtOnce();
    void aClockThatStepsBackCountsAcrossRanges();
    void countsOfRandomLogsDoNotDependOnWhatIsReadAtOnce();
    void aCancelledListIsNone();
};

namespace {

std::string textOf(const EntityTable &table)
{
    std::string text = table.kind + "/" + table.title + "/" + std::to_string(table.keyColumns) + "\n";
    for (const auto &column : table.columns)
        text += column.name + "/" + column.title + "/" + std::to_string(static_cast<int>(column.type)) + "\t";
    for (size_t row = 0; row < table.rowCount; ++row) {
        text += "\n" + std::to_string(index(table.runs[row]));
        for (size_t column = 0; column < table.columns.size(); ++column)
            text += "\t" + table.text(row, column);
    }
    return text;
}

} // namespace

void RowRangesTest::rangesHoldEachRowOnce()
{
    const auto store = loadAll({ recordedRun("text") });
    for (const uint32_t rowsAtOnce : { 1u, 7u, 1000u, 0xffffffffu }) {
        std::vector<uint32_t> next(store->segments().size(), 0);
        uint32_t segment = 0;
        for (const RowRange &range : rowRanges(*store, rowsAtOnce)) {
            QVERIFY(range.segment >= segment);
            segment = range.segment;
            QCOMPARE(range.begin, next[segment]);
            QVERIFY(range.end > range.begin && range.end - range.begin <= rowsAtOnce);
            next[segment] = range.end;
        }
        for (size_t i = 0; i < next.size(); ++i)
            QCOMPARE(next[i], store->segments()[i]->rowCount());
    }
}

void RowRangesTest::listsAndStatesDoNotDependOnWhatIsReadAtOnce()
{
    QFETCH(QString, run);
    const auto store = loadAll({ recordedRun(run.toStdString()) });
    constexpr uint32_t all = 0xffffffff;
    for (const uint32_t few : { 7u, 100u }) {
        for (const KeyRule &kind : store->rules().keys)
            QCOMPARE(q(textOf(*listEntities(*store, kind.kind, {}, few))), q(textOf(*listEntities(*store, kind.kind, {}, all))));
        QCOMPARE(q(textOf(*readTransitions(*store, {}, few))), q(textOf(*readTransitions(*store, {}, all))));
        for (const std::vector<std::string> &by : { std::vector<std::string>(), { "parsl_app_name" } })
            QCOMPARE(q(textOf(countStates(*store, by, {}, few))), q(textOf(countStates(*store, by, {}, all))));
    }
}

void RowRangesTest::aClockThatStepsBackCountsAcrossRanges()
{
    LogFolder folder;
    folder.write("000/parsl.log", textLine(10, "Task 0 initializing state to pending") + textLine(11, "Task 1 initializing state to pending") + textLine(4, "Task 0 changing state from pending to launched")
                     + textLine(5, "Task 1 changing state from pending to launched") + textLine(12, "Task 0 changing state from launched to exec_done"));
    const auto store = folder.load("000");
    for (const uint32_t rowsAtOnce : { 1u, 2u, 100u }) {
        const auto read = readTransitions(*store, {}, rowsAtOnce);
        std::vector<std::string> changes;
        for (uint32_t entity = 0; entity < read->entities.size(); ++entity) {
            for (const Transition &change : read->of(entity))
                changes.push_back(read->entities.keyTexts(entity)[0] + " " + read->states[change.state] + " " + std::to_string((change.time - kEpoch) / kSecond));
        }
        QCOMPARE(changes, (std::vector<std::string> { "0 pending 10", "0 launched 10", "0 exec_done 12", "1 pending 11", "1 launched 11" }));
    }
}

void RowRangesTest::countsOfRandomLogsDoNotDependOnWhatIsReadAtOnce()
{
    Random random(7);
    std::string submit;
    std::string other;
    double seconds = 0;
    for (int i = 0; i < 3000; ++i) {
        seconds += below(random, 3) == 0 ? 0 : 0.000001 * static_cast<double>(below(random, 2000)); // some at the same time
        const std::string task = std::to_string(below(random, 300));
        const char *states[] = { "pending to launched", "launched to running", "running to exec_done", "launched to failed" };
        const std::string line = textLine(seconds, below(random, 4) == 0 ? "Task " + task + " initializing state to pending" : "Task " + task + " changing state from " + states[below(random, 4)]);
        (below(random, 2) ? submit : other) += line;
    }
    LogFolder folder;
    folder.write("000/parsl.log", submit);
    folder.write("000/parsl2.log", other);
    const auto store = folder.load("000");
    const std::string whole = textOf(countStates(*store, {}, {}, 0xffffffff));
    QVERIFY(whole.size() > 20'000);
    for (const uint32_t rowsAtOnce : { 1u, 64u, 200u, 1000u }) // a sum has slices of a fourth as many changes
        QCOMPARE(q(textOf(countStates(*store, {}, {}, rowsAtOnce))), q(whole));
}

void RowRangesTest::aCancelledListIsNone()
{
    const auto store = loadAll({ recordedRun("text") });
    int asked = 0;
    listEntities(*store, "task", [&](double) { return ++asked > 0; }, 50);
    QVERIFY(asked > 10);
    for (int at = 0; at < asked; at += std::max(1, asked / 10)) { // wherever it is
        int left = at;
        bool cancelled = false; // the other threads may leave too little to ask so often
        const auto list = listEntities(*store, "task", [&](double) { return !(cancelled = cancelled || left-- <= 0); }, 50);
        QCOMPARE(list == nullptr, cancelled);
        QVERIFY(cancelled || at > 0);
    }
}

} // namespace widelens

QTEST_APPLESS_MAIN(widelens::RowRangesTest)
#include "tst_rowranges.moc"
