// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/eventexporter.h"

#include <QObject>

namespace widelens {

class Session;

// Brings the selected rows to the clipboard and the shown ones into files, read in the background.
class EventCopier : public QObject
{
    Q_OBJECT
public:
    explicit EventCopier(Session *session, QObject *parent = nullptr);

    // What EventFormat::kDelta says where it is among the columns; it is part of JSON lines then, too.
    using Delta = std::function<std::string(EventRef)>;
    // The selected rows. Columns are canonical names, "entity", "source" or kDelta; JSON lines have every field.
    void copyRows(EventFormat::Kind kind, const std::vector<std::string> &columns, const Delta &delta = {});
    void copyMessage(EventRef event); // whole
    void copyText(const QString &text);
    // All rows that the filter leaves.
    void saveRows(EventFormat::Kind kind, const std::vector<std::string> &columns, const QString &file);
    EventExporter *exporter() { return &m_exporter; }
    bool isSaving() const { return m_saving && m_exporter.isRunning(); }

signals:
    void said(const QString &message); // what happened, in passing

private:
    EventFormat format(EventFormat::Kind kind, const std::vector<std::string> &columns) const;

    Session *m_session;
    EventExporter m_exporter;
    bool m_saving = false;
};

} // namespace widelens
