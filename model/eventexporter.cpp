// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/eventexporter.h"

#include <QFile>
#include <QSaveFile>

namespace widelens {

size_t EventExporter::Choice::count() const
{
    if (spans.empty())
        return rows->size();
    size_t count = 0;
    for (const auto &[begin, end] : spans)
        count += end - begin;
    return count;
}

// put(text) → whether there is room for more. Returns the events written; `cancelled` when it was told to stop.
template<typename Put>
static size_t writeEvents(const EventExporter::Choice &choice, const EventFormat &format, const Continue &goOn, bool &cancelled, Put put)
{
    constexpr size_t stride = 256;
    EventWriter writer(choice.store, format);
    auto spans = choice.spans;
    if (spans.empty())
        spans.emplace_back(0, choice.rows->size());
    const auto total = static_cast<double>(choice.count());
    size_t written = 0;
    if (!put(writer.header()))
        return 0;
    for (const auto &[begin, end] : spans) {
        for (size_t row = begin; row < std::min(end, choice.rows->size()); ++row) {
            if (written % stride == 0 && !goOn(static_cast<double>(written) / total)) {
                cancelled = true;
                return written;
            }
            if (!put(writer.line((*choice.rows)[row])))
                return written;
            ++written;
        }
    }
    return written;
}

void EventExporter::start(std::function<ResultPtr(const Continue &)> work, std::function<void(const Result &)> done)
{
    m_progress = 0;
    const auto finish = [this, done = std::move(done)](const ResultPtr &result) {
        if (result->problem.empty())
            done(*result);
        else
            emit failed(QString::fromStdString(result->problem));
        emit busyChanged();
    };
    m_task.start(this, std::move(work), finish, [this](double fraction) {
        m_progress = fraction;
        emit progressChanged();
    });
    emit busyChanged();
}

void EventExporter::makeText(const Choice &choice, const EventFormat &format)
{
    const auto work = [choice, format](const Continue &goOn) -> ResultPtr {
        auto result = std::make_shared<Result>();
        bool cancelled = false;
        result->events = writeEvents(choice, format, goOn, cancelled, [&](const std::string &text) {
            result->complete = result->text.size() + text.size() <= kMaxText;
            if (result->complete)
                result->text += text;
            return result->complete;
        });
        return result;
    };
    start(work, [this](const Result &result) {
        emit textReady(QString::fromUtf8(result.text.data(), static_cast<qsizetype>(result.text.size())), result.events, result.complete);
    });
}

void EventExporter::writeFile(const Choice &choice, const EventFormat &format, const QString &file)
{
    const auto work = [choice, format, file](const Continue &goOn) -> ResultPtr {
        auto result = std::make_shared<Result>();
        QSaveFile out(file); // the old file stays until the new one is whole
        const auto problem = [&] { return (file + QObject::tr(" cannot be written: %1. Choose another place.").arg(out.errorString())).toStdString(); };
        if (!out.open(QIODevice::WriteOnly)) {
            result->problem = problem();
            return result;
        }
        bool cancelled = false;
        result->events = writeEvents(choice, format, goOn, cancelled, [&](const std::string &text) {
            return out.write(text.data(), static_cast<qint64>(text.size())) == static_cast<qint64>(text.size());
        });
        if (cancelled)
            out.cancelWriting();
        else if (out.error() != QFileDevice::NoError || !out.commit())
            result->problem = problem();
        return result;
    };
    start(work, [this, file](const Result &result) { emit fileWritten(file, result.events); });
}

void EventExporter::cancel()
{
    if (!m_task.isRunning())
        return;
    m_task.cancel();
    emit busyChanged();
}

} // namespace widelens
