// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/eventstore.h"
#include "model/task.h"

#include <QHash>
#include <QObject>
#include <QStringList>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace widelens {

inline size_t qHash(const EventRef &event, size_t seed = 0)
{
    return ::qHash((quint64(event.segment) << 32) | event.row, seed);
}

// What a row shows that is not held in the store.
struct RowText {
    QString message; // the first line, at most RowCache::kMaxText characters
    bool hasMore = false; // the message goes on
    int folded = 0; // lines of it below the first, blank ones at the end left out
    QStringList fields; // parallel to the fields asked for
    QString problem; // why it could not be read; empty when all is well
};

// Texts of rows, read from their files in the background. The GUI asks for the rows it shows and gets what is there; when
// more has been read, rowsReady() says so. Only one batch is read at a time and the latest wish wins, so a slow file
// system delays texts but never the window. Lives on the GUI thread.
class RowCache : public QObject
{
    Q_OBJECT
public:
    static constexpr size_t kMaxText = 2048;

    // Called in the background, by one thread at a time; may block as long as it likes.
    using Reader = std::function<RowText(EventRef event, const std::vector<std::string> &fields)>;
    using ReaderFactory = std::function<Reader(std::shared_ptr<const EventStore>)>;

    explicit RowCache(QObject *parent = nullptr, ReaderFactory factory = fileReader);

    // A newer version of the same store keeps the texts; clear() drops them.
    void setStore(std::shared_ptr<const EventStore> store);
    void setFields(std::vector<std::string> fields); // beside the message
    void clear();

    const RowText *find(EventRef event) const; // null while it is not there
    void request(std::vector<EventRef> events); // in order of urgency; replaces the last wish
    bool isReading() const { return m_task.isRunning(); }

    static Reader fileReader(std::shared_ptr<const EventStore> store);

signals:
    void rowsReady();

private:
    using Batch = std::vector<std::pair<EventRef, RowText>>;

    void makeReader();
    void readNext();
    void keep(const Batch &batch);
    void evict();

    ReaderFactory m_factory;
    std::shared_ptr<const EventStore> m_store;
    std::shared_ptr<Reader> m_reader;
    std::vector<std::string> m_fields;
    std::vector<EventRef> m_wanted;
    QHash<EventRef, RowText> m_texts;
    Task<std::shared_ptr<const Batch>, promptPool> m_task;
};

} // namespace widelens
