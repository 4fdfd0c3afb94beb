// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/model-qt/stalledfilter.h"

#include "model/session.h"
#include "tests/model-qt/recordedrun.h"
#include "tests/model/disk.h"

#include <QFile>
#include <QTest>

#include <condition_variable>
#include <mutex>

namespace widelens {

using namespace Qt::StringLiterals;

namespace {

constexpr off_t kAnswersBelow = 1'000'000; // bytes; the first page is in them

struct Gate {
    std::mutex mutex;
    std::condition_variable opened;
    bool isOpen = true;

    void open(bool opens)
    {
        const std::lock_guard lock(mutex);
        isOpen = opens;
        opened.notify_all();
    }
    void pass()
    {
        std::unique_lock lock(mutex);
        opened.wait(lock, [this] { return isOpen; });
    }
};

Gate &gate()
{
    static Gate gate;
    return gate;
}

QByteArray lineOf(size_t i)
{
    const bool isError = i == StalledFilter::kFirstError || i == StalledFilter::kFirstError + 1;
    const auto seconds = static_cast<unsigned>(i / 1000);
    const auto milliseconds = static_cast<unsigned>(i % 1000);
    return QByteArray::fromStdString("17859000" + std::to_string(10 + seconds) + '.' + std::to_string(1000 + milliseconds).substr(1) + "000 2026-08-05 05:20:01 MainProcess-4711 MainThread-1404 parsl.dataflow.dflow:10 f "
                                     + (isError ? "ERROR: " : "INFO: ") + (i % 2 ? "tock" : "tick") + '\n');
}

} // namespace

StalledFilter::StalledFilter(Session &session) : m_session(session)
{
    QFile log(m_folder.filePath(u"parsl.log"_s));
    if (!log.open(QIODevice::WriteOnly))
        qFatal("the log of a test cannot be written");
    for (size_t i = 0; i < kEvents; ++i)
        log.write(lineOf(i));
    log.close();
    LoadOptions options;
    options.paths = { m_folder.path().toStdString() };
    m_store = Loader::load(testRules(), options);
    session.setFirstPageFrom(0);
    session.setStore(m_store);
    readHook = [](int descriptor, void *to, size_t count, off_t offset) {
        if (offset + static_cast<off_t>(count) > kAnswersBelow)
            gate().pass();
        return readReally(descriptor, to, count, offset);
    };
}

StalledFilter::~StalledFilter()
{
    release();
    m_session.close();
    for (QThreadPool *pool : { promptPool(), plotPool(), seriesPool(), countingPool() })
        pool->waitForDone();
    readHook = nullptr;
}

void StalledFilter::begin()
{
    gate().open(false);
    m_session.addPivot(pivotOn("formatted", "tick"));
    QTRY_VERIFY2_WITH_TIMEOUT(!m_session.hasAllRows(), "no first page came", 20'000);
}

void StalledFilter::release()
{
    gate().open(true);
}

} // namespace widelens
