// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/eventexporter.h"

#include "model/items/columnmodel.h"
#include "model/session.h"
#include "tests/model-qt/recordedrun.h"

#include <QAbstractItemModelTester>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace widelens;
using namespace Qt::StringLiterals;

class TestEventExporter : public QObject
{
    Q_OBJECT
private slots:
    void writesTextForPeople();
    void writesAFile();
    void aCancelledFileIsNotThere();
    void saysWhyItCannotWrite();
    void columnsTellHowOftenFieldsArePresent();

private:
    std::shared_ptr<const EventStore> m_store = recordedRun(u"wide"_s);
    EventExporter::Choice all() const { return { m_store, m_store->rows(), {} }; }
};

static EventFormat format(EventFormat::Kind kind)
{
    EventFormat format;
    format.kind = kind;
    format.columns = { "created", "levelname", "formatted" };
    return format;
}

void TestEventExporter::writesTextForPeople()
{
    EventExporter exporter;
    QSignalSpy ready(&exporter, &EventExporter::textReady);
    const std::vector<std::pair<size_t, size_t>> spans { { 3, 5 }, { 100, 101 } };
    exporter.makeText({ m_store, m_store->rows(), spans }, format(EventFormat::Kind::Markdown));
    QTRY_COMPARE(ready.size(), 1);
    const QStringList lines = ready[0][0].toString().split(u'\n');
    QCOMPARE(lines[0], u"| created | levelname | formatted |"_s);
    QCOMPARE(lines[1], u"| --- | --- | --- |"_s);
    QCOMPARE(lines.size(), 6); // the last is empty
    QVERIFY(lines[2].startsWith(u"| 2026-11-22 14:26:21."_s));
    QVERIFY(ready[0][2].toBool());
    exporter.makeText({ m_store, m_store->rows(), spans }, format(EventFormat::Kind::JsonLines));
    QTRY_COMPARE(ready.size(), 2);
    const QJsonObject first = QJsonDocument::fromJson(ready[1][0].toString().section(u'\n', 0, 0).toUtf8()).object();
    QVERIFY(first.contains(u"formatted"_s) && first.contains(u"parsl_dfk"_s));
}

void TestEventExporter::writesAFile()
{
    QTemporaryDir folder;
    EventExporter exporter;
    QSignalSpy written(&exporter, &EventExporter::fileWritten);
    exporter.writeFile(all(), format(EventFormat::Kind::Tsv), folder.filePath(u"events.tsv"_s));
    QTRY_COMPARE(written.size(), 1);
    QFile file(folder.filePath(u"events.tsv"_s));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll().count('\n'), static_cast<qsizetype>(m_store->rows()->size()) + 1);
    QVERIFY(!exporter.isRunning());
}

void TestEventExporter::aCancelledFileIsNotThere()
{
    QTemporaryDir folder;
    EventExporter exporter;
    QSignalSpy written(&exporter, &EventExporter::fileWritten);
    exporter.writeFile(all(), format(EventFormat::Kind::JsonLines), folder.filePath(u"events.jsonl"_s));
    exporter.cancel();
    QTest::qWait(300);
    QCOMPARE(written.size(), 0);
    QVERIFY(!QFile::exists(folder.filePath(u"events.jsonl"_s)));
}

void TestEventExporter::saysWhyItCannotWrite()
{
    EventExporter exporter;
    QSignalSpy failed(&exporter, &EventExporter::failed);
    exporter.writeFile(all(), format(EventFormat::Kind::Csv), u"/no/such/folder/events.csv"_s);
    QTRY_COMPARE(failed.size(), 1);
    QVERIFY(failed[0][0].toString().contains(u"/no/such/folder"_s));
}

void TestEventExporter::columnsTellHowOftenFieldsArePresent()
{
    Session session(testRules());
    ColumnModel model(&session);
    const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::Fatal);
    session.setStore(m_store);
    QTRY_VERIFY(!model.isCounting() && model.rowCount() > 10);
    for (int row = 0; row < model.rowCount(); ++row) // copies are not shown, so they do not count
        QVERIFY(model.index(row, 0).data(ColumnModel::PresentRole).toULongLong() <= m_store->rows()->size());
    session.addPivot(pivotOn("parsl_task_id", "58"));
    QTRY_VERIFY(!session.isFiltering() && !model.isCounting());
    // Counted again from each event.
    for (int row = 0; row < model.rowCount(); ++row) {
        const QString name = model.index(row, ColumnModel::NameColumn).data().toString();
        if (!model.index(row, 0).data(Qt::ToolTipRole).toString().isEmpty() || name == u"template"_s || name == u"rundir"_s || name == u"logsource"_s)
            continue; // estimated, or no column
        const FieldId field = m_store->fields().find(name.toStdString());
        size_t count = 0;
        for (const EventRef event : *session.rows())
            count += !isAbsent(m_store->value(event, field));
        QVERIFY2(model.index(row, 0).data(ColumnModel::PresentRole).toULongLong() == count, qPrintable(name));
    }
    QSignalSpy chosen(&model, &ColumnModel::chosenChanged);
    model.setData(model.index(2, 0), Qt::Checked, Qt::CheckStateRole);
    model.setData(model.index(0, 0), Qt::Checked, Qt::CheckStateRole);
    QCOMPARE(model.chosen(), (QStringList { model.index(2, 0).data().toString(), model.index(0, 0).data().toString() }));
    QCOMPARE(chosen.size(), 2);
    model.setChosen({ u"parsl_task_id"_s, u"no_such_field"_s });
    model.dropEmpty();
    QCOMPARE(model.chosen(), QStringList { u"parsl_task_id"_s });
}

QTEST_GUILESS_MAIN(TestEventExporter)
#include "tst_eventexporter.moc"
