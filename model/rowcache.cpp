// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/rowcache.h"

#include "model/import/recordreader.h"
#include "model/query/filter.h"

#include <QElapsedTimer>

#include <algorithm>

namespace widelens {

static constexpr qsizetype kMaxRows = 4096;
static constexpr size_t kMostCounted = 64 * 1024; // bytes of a message whose lines are counted
static constexpr qint64 kTextsMs = 12; // texts appear at least that often while the disk keeps up

RowCache::RowCache(QObject *parent, ReaderFactory factory) : QObject(parent), m_factory(std::move(factory)) {}

// First line, without what a table cell cannot show, and how many follow it, where the text is not too long to tell.
static void setMessage(RowText &row, std::string_view text)
{
    const size_t end = text.find('\n');
    row.hasMore = end != std::string_view::npos || text.size() >= RowCache::kMaxText;
    const size_t last = text.find_last_not_of("\r\n");
    if (last != std::string_view::npos && text.size() < kMostCounted)
        row.folded = static_cast<int>(std::count(text.begin(), text.begin() + static_cast<ptrdiff_t>(last), '\n'));
    const std::string_view line = text.substr(0, std::min(end, RowCache::kMaxText));
    row.message = QString::fromUtf8(line.data(), static_cast<qsizetype>(line.size()));
    for (QChar &c : row.message) {
        if (c.category() == QChar::Other_Control)
            c = u' ';
    }
}

static QString fieldText(const Record &record, const std::string &field)
{
    const std::string_view text = record.text(field).substr(0, RowCache::kMaxText);
    return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size()));
}

RowCache::Reader RowCache::fileReader(std::shared_ptr<const EventStore> store)
{
    auto reader = std::make_shared<RecordReader>(std::move(store));
    return [reader](EventRef event, const std::vector<std::string> &fields) {
        RowText row;
        if (fields.empty()) {
            std::string problem;
            setMessage(row, reader->message(event, kMostCounted, &problem));
            row.problem = QString::fromStdString(problem);
            return row;
        }
        const Record record = reader->read(event);
        setMessage(row, record.text("formatted").substr(0, kMostCounted));
        row.problem = QString::fromStdString(record.problem);
        for (const std::string &field : fields)
            row.fields.append(fieldText(record, field));
        return row;
    };
}

void RowCache::setStore(std::shared_ptr<const EventStore> store)
{
    if (store == m_store)
        return;
    m_store = std::move(store);
    makeReader();
}

void RowCache::makeReader()
{
    m_reader = std::make_shared<Reader>(m_factory(m_store));
}

void RowCache::setFields(std::vector<std::string> fields)
{
    if (fields == m_fields)
        return;
    m_fields = std::move(fields);
    clear();
}

void RowCache::clear()
{
    m_task.cancel(); // what it reads is of the old fields or store
    m_texts.clear();
    m_wanted.clear();
    if (m_store)
        makeReader(); // the cancelled batch may still be inside the last one
}

const RowText *RowCache::find(EventRef event) const
{
    const auto it = m_texts.constFind(event);
    return it == m_texts.cend() ? nullptr : &*it;
}

void RowCache::request(std::vector<EventRef> events)
{
    m_wanted = std::move(events);
    if (!m_task.isRunning())
        readNext();
}

void RowCache::readNext()
{
    std::vector<EventRef> missing;
    std::copy_if(m_wanted.begin(), m_wanted.end(), std::back_inserter(missing), [this](EventRef e) { return !find(e); });
    if (missing.empty() || !m_reader)
        return;
    auto work = [reader = m_reader, missing, fields = m_fields](const Continue &goOn) {
        auto batch = std::make_shared<Batch>();
        QElapsedTimer timer;
        timer.start();
        for (const EventRef event : missing) {
            batch->emplace_back(event, (*reader)(event, fields));
            if (timer.hasExpired(kTextsMs) || !goOn(0))
                break;
        }
        return std::shared_ptr<const Batch>(batch);
    };
    m_task.start(this, work, [this](const std::shared_ptr<const Batch> &batch) {
        keep(*batch);
        emit rowsReady();
        if (!m_task.isRunning())
            readNext();
    });
}

void RowCache::keep(const Batch &batch)
{
    for (const auto &[event, text] : batch)
        m_texts.insert(event, text);
    if (m_texts.size() > kMaxRows)
        evict();
}

// Keeps what is wished for now; everything else can be read again.
void RowCache::evict()
{
    QHash<EventRef, RowText> kept;
    for (const EventRef event : m_wanted) {
        if (const auto it = m_texts.constFind(event); it != m_texts.cend())
            kept.insert(event, *it);
    }
    m_texts.swap(kept);
}

} // namespace widelens
