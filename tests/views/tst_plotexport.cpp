// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plotexport.h"

#include "tests/model-qt/recordedrun.h"

#include <QFile>
#include <QImage>
#include <QTemporaryDir>
#include <QTest>

using namespace widelens;
using namespace Qt::StringLiterals;

class TestPlotExport : public QObject
{
    Q_OBJECT
private slots:
    void writesEveryFormat_data();
    void writesEveryFormat();
    void writesTheDataToo();
    void theTimeAxisSaysWhichClock();
    void onlyWhatIsShownIsCounted();
    void saysWhatIsWrong_data();
    void saysWhatIsWrong();

private:
    std::shared_ptr<const EventStore> m_store = recordedRun(u"wide"_s);
    QTemporaryDir m_dir;
};

static QByteArray contents(const QString &name)
{
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void TestPlotExport::writesEveryFormat_data()
{
    QTest::addColumn<QString>("view");
    QTest::addColumn<QString>("suffix");
    QTest::addColumn<QByteArray>("magic");
    const QString metric = u"metric:pending_task_queue_length"_s;
    for (const QString &view : { u"states"_s, metric }) {
        QTest::addRow("%s png", qPrintable(view)) << view << u"png"_s << QByteArray("\x89PNG");
        QTest::addRow("%s svg", qPrintable(view)) << view << u"svg"_s << QByteArray("<?xml");
        QTest::addRow("%s pdf", qPrintable(view)) << view << u"pdf"_s << QByteArray("%PDF");
    }
}

void TestPlotExport::writesEveryFormat()
{
    QFETCH(QString, view);
    QFETCH(QString, suffix);
    QFETCH(QByteArray, magic);
    PlotRequest request;
    request.view = view;
    request.file = m_dir.filePath(u"plot."_s + suffix);
    request.size = { 900, 500 };
    QString error;
    QVERIFY2(exportPlot(*m_store, request, &error), qPrintable(error));
    QVERIFY(contents(request.file).startsWith(magic));
    if (suffix != u"png"_s)
        return;
    const QImage image(request.file);
    QCOMPARE(image.size(), request.size);
    QCOMPARE(image.pixelColor(0, 0), QColor(Qt::white));
    QSet<QRgb> colours;
    for (int x = 0; x < image.width(); ++x)
        colours.insert(image.pixel(x, image.height() / 2));
    QVERIFY(colours.size() > 2); // not empty paper
}

void TestPlotExport::writesTheDataToo()
{
    PlotRequest request;
    request.view = u"states"_s;
    request.file = m_dir.filePath(u"s.png"_s);
    request.dataFile = m_dir.filePath(u"s.csv"_s);
    QString error;
    QVERIFY2(exportPlot(*m_store, request, &error), qPrintable(error));
    const QList<QByteArray> lines = contents(request.dataFile).split('\n');
    QVERIFY(lines.first().startsWith("created,"));
    QCOMPARE(size_t(lines.size()) - 2, countStates(*m_store).series.front().times.size());
}

void TestPlotExport::theTimeAxisSaysWhichClock()
{
    PlotRequest request;
    request.view = u"states"_s;
    request.size = { 800, 400 };
    request.wantsData = true;
    QList<QImage> images;
    for (const TimeDisplay display : { TimeDisplay::Relative, TimeDisplay::Utc }) {
        request.times = display;
        const auto picture = makePicture(*m_store, request);
        QVERIFY(picture->problem.isEmpty());
        QCOMPARE(picture->xLabel.contains(u"UTC"_s), display == TimeDisplay::Utc);
        QVERIFY(picture->data.startsWith("created,"));
        images.append(drawImage(*picture, request.size));
        QCOMPARE(images.last().size(), request.size);
    }
    QVERIFY(images[0] != images[1]); // other ticks and another title
}

void TestPlotExport::onlyWhatIsShownIsCounted()
{
    PlotRequest request;
    request.view = u"states"_s;
    request.onlyShown = true;
    request.rows = std::make_shared<EventRows>(m_store->rows()->begin(), m_store->rows()->begin() + 1); // about no task
    QVERIFY(!makePicture(*m_store, request)->problem.isEmpty());
    request.rows = applyFilter(m_store, { { { "parsl_task_id", "58" } }, {} });
    const auto picture = makePicture(*m_store, request);
    QVERIFY(picture->problem.isEmpty());
    QCOMPARE(highest(picture->series), 1.0);
}

void TestPlotExport::saysWhatIsWrong_data()
{
    QTest::addColumn<QString>("view");
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("word");
    QTest::newRow("view") << u"nonsense"_s << u"a.png"_s << u"no such view"_s;
    QTest::newRow("metric") << u"metric:nonsense"_s << u"a.png"_s << u"metric"_s;
    QTest::newRow("suffix") << u"states"_s << u"a.gif"_s << u".svg"_s;
    QTest::newRow("folder") << u"states"_s << u"no/such/folder/a.png"_s << u"cannot write"_s;
}

void TestPlotExport::saysWhatIsWrong()
{
    QFETCH(QString, view);
    QFETCH(QString, file);
    QFETCH(QString, word);
    PlotRequest request;
    request.view = view;
    request.file = m_dir.filePath(file);
    QString error;
    QVERIFY(!exportPlot(*m_store, request, &error));
    QVERIFY2(error.contains(word), qPrintable(error));
    QVERIFY(!QFile::exists(request.file));
}

QTEST_MAIN(TestPlotExport)
#include "tst_plotexport.moc"
