// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFutureWatcher>
#include <QObject>
#include <QPromise>
#include <QThreadPool>
#include <QtConcurrentRun>

#include <functional>
#include <latch>
#include <memory>
#include <mutex>
#include <utility>

#ifdef __linux__
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>
#endif

namespace widelens {

// The only place of the Qt layers that knows threads.

constexpr int kPlotNiceness = 5;

// Lowers the priority of this thread and of those that it starts, once: loading, painting and what a finger waits for come
// first. Where threads have no nice values of their own, nothing changes.
inline void giveWay([[maybe_unused]] int niceness)
{
#ifdef __linux__
    thread_local bool given = false;
    if (niceness == 0 || std::exchange(given, true))
        return;
    const auto thread = static_cast<id_t>(::syscall(SYS_gettid));
    ::setpriority(PRIO_PROCESS, thread, ::getpriority(PRIO_PROCESS, thread) + niceness); // at most 19: the system sees to it
#endif
}

// All threads of the Qt layers. At the end of the program `counting` goes first and `freeing` last: each waits for its work, and
// what that work lets go of is freed by `freeing` (freedInBackground()), whose threads give way as whoever lets go does.
struct ThreadPools
{
    ThreadPools()
    {
        constexpr int promptThreads = 16;
        prompt.setMaxThreadCount(promptThreads);
        startShared();
    }

    QThreadPool freeing;
    QThreadPool prompt;
    QThreadPool shared;
    QThreadPool plot;
    QThreadPool next;
    QThreadPool series;
    QThreadPool counting;

private:
    // Threads begin as nice as whoever starts them, and never rise: these are not started by one that asks them for something.
    void startShared()
    {
        constexpr int threads = 4; // those whose work nobody wants any more are free soon
        shared.setMaxThreadCount(threads);
        shared.setExpiryTimeout(-1);
        auto all = std::make_shared<std::latch>(threads);
        for (int i = 0; i < threads; ++i) {
            shared.start([all] {
                giveWay(kPlotNiceness);
                all->arrive_and_wait(); // none takes the work of two
            });
        }
    }
};

inline ThreadPools &threadPools()
{
    static ThreadPools pools;
    return pools;
}

// Threads for what somebody waits for with the finger on a key: texts of rows, filters, pictures of plots. They never queue
// behind a count of everything, as they would among countingPool()'s. Some may hang in a file system that does not answer.
inline QThreadPool *promptPool()
{
    return &threadPools().prompt;
}

// Threads for what stands beside the table at once: states over time. They give way to loading, and the rest to them.
inline QThreadPool *plotPool()
{
    return &threadPools().plot;
}

// Threads for what several of the others wait for, however much those give way. Their work gives way as plotPool()'s does.
inline QThreadPool *sharedPool()
{
    return &threadPools().shared;
}

// Threads for what is wanted soon after that: marks beside the table, the index of pivots.
inline QThreadPool *nextPool()
{
    return &threadPools().next;
}

// Threads for series of metrics, which are looked at next.
inline QThreadPool *seriesPool()
{
    return &threadPools().series;
}

// Threads for everything else, one a core. They give way to all others. Not QThreadPool::globalInstance(): Qt paints large areas in pieces there, and waits
// for them, so that a picture would wait for a count.
inline QThreadPool *countingPool()
{
    return &threadPools().counting;
}

// The same object, let go of in the background once nobody uses it any more: gigabytes take their time to be given back.
template<typename T>
std::shared_ptr<T> freedInBackground(std::shared_ptr<T> object)
{
    T *pointer = object.get();
    if (!pointer)
        return nullptr;
    return std::shared_ptr<T>(pointer, [object = std::move(object)](T *) mutable {
        threadPools().freeing.start([object = std::move(object)]() mutable { object.reset(); });
    });
}

// One piece of background work whose latest request wins. Starting again cancels the previous run and drops its result, so
// a slow answer can never overwrite a newer one. T is cheap to copy (shared_ptr<const R>). `work` owns all it uses: it may
// outlive the task by as long as it takes to notice that it was cancelled. Lives on the GUI thread.
template<typename T, QThreadPool *(*Pool)() = countingPool>
class Task
{
public:
    Task() = default;
    Task(const Task &) = delete;
    Task &operator=(const Task &) = delete;
    ~Task() { cancel(); }

    // `work(goOn) -> T` runs on the pool and calls `bool goOn(double fraction)` now and then; false: stop, the result is
    // dropped. `done(T)` and `onProgress(double)` are called on the thread of `context`, which outlives the task.
    template<typename Work, typename Done>
    void start(QObject *context, Work work, Done done, std::function<void(double)> onProgress = {})
    {
        cancel();
        m_future = QtConcurrent::run(Pool(), [work](QPromise<T> &promise) {
            giveWay(Pool == countingPool ? 19 : Pool == seriesPool ? 17 : Pool == nextPool ? 15 : Pool == plotPool ? kPlotNiceness : 0);
            promise.setProgressRange(0, kSteps);
            T result = work([&promise](double fraction) {
                promise.setProgressValue(static_cast<int>(fraction * kSteps));
                return !promise.isCanceled();
            });
            if (!promise.isCanceled())
                promise.addResult(std::move(result));
        });
        m_running = true;
        auto *watcher = new QFutureWatcher<T>(context);
        QObject::connect(watcher, &QFutureWatcherBase::finished, context, [this, watcher, done] {
            watcher->deleteLater();
            if (watcher->isCanceled()) // the task may be gone
                return;
            m_running = false;
            m_future = QFuture<T>(); // it would keep the result
            done(watcher->result());
        });
        if (onProgress) {
            QObject::connect(watcher, &QFutureWatcherBase::progressValueChanged, context, [watcher, onProgress](int value) {
                if (!watcher->isCanceled())
                    onProgress(static_cast<double>(value) / kSteps);
            });
        }
        watcher->setFuture(m_future);
    }
    void cancel()
    {
        m_future.cancel();
        m_running = false;
    }
    bool isRunning() const { return m_running; }

private:
    static constexpr int kSteps = 1000;
    QFuture<T> m_future;
    bool m_running = false;
};

// Where threads that know nothing of event loops leave calls for the thread of an object. What is posted after close() is
// dropped. Shared between the poster and the owner.
class Inbox
{
public:
    explicit Inbox(QObject *owner) : m_owner(owner) {}

    void post(std::function<void()> call)
    {
        const std::lock_guard lock(m_mutex);
        if (m_owner)
            QMetaObject::invokeMethod(m_owner, std::move(call), Qt::QueuedConnection);
    }
    // By the owner, on its thread, before it goes. Calls already queued may still arrive while the owner lives.
    void close()
    {
        const std::lock_guard lock(m_mutex);
        m_owner = nullptr;
    }

private:
    std::mutex m_mutex;
    QObject *m_owner;
};

// Destroys an object whose destructor may take its time (it joins threads) without anybody waiting for it.
template<typename T>
void retire(std::unique_ptr<T> object)
{
    if (!object)
        return;
    QThreadPool *pool = countingPool();
    pool->start([pool, shared = std::shared_ptr<T>(std::move(object))]() mutable {
        pool->releaseThread(); // it only sleeps: others may work
        shared.reset();
        pool->reserveThread();
    });
}

} // namespace widelens
