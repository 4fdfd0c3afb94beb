// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/findings.h"
#include "model/items/roles.h"
#include "model/task.h"

#include <QAbstractTableModel>

namespace widelens {

class Session;

// What was wrong with the sources, one issue a row, in source order; at most kMaxRows, then one row says how many more. Before
// them what does not fit together in what they say (Findings), looked for in the background once everything was read.
class IssueModel : public QAbstractTableModel
{
    Q_OBJECT
public:
    enum Column { SeverityColumn, KindColumn, SourceColumn, LineColumn, WhatColumn, FixColumn, ColumnCount };
    static constexpr int kMaxRows = 20'000;

    explicit IssueModel(Session *session, QObject *parent = nullptr);
    uint64_t total() const { return m_total; } // also those not listed
    uint64_t serious() const { return m_serious; } // damage and loss among those listed
    const Findings &findings() const { return *m_findings; }
    bool isSearching() const { return m_task.isRunning(); }
    // The finding of a row; null for issues of sources.
    const Finding *finding(int row) const;
    // The finding's first evidence, else the event that begins at or after the issue's line, else the last one before; invalid when its source has none.
    EventRef eventAt(int row) const;
    // Where in the files a row's reason stands, whether there is an event or not.
    struct Spot {
        int source = -1; // index in the store's sources; -1: nowhere
        uint64_t offset = 0;
        uint64_t length = 0; // 0: to the end of the line
        uint64_t line = 0; // 1-based; 0: not known
    };
    Spot spotOf(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

signals:
    void searchingChanged();

private:
    struct Place {
        uint32_t source;
        uint32_t issue;
    };
    void collect();
    void search();
    void setFindings(std::shared_ptr<const Findings> findings);
    QVariant findingCell(const Finding &finding, int column) const;
    QVariant cell(const Place &place, int column) const;

    Session *m_session;
    std::shared_ptr<const EventStore> m_store;
    std::shared_ptr<const Findings> m_findings = std::make_shared<Findings>();
    std::vector<Place> m_places;
    uint64_t m_total = 0;
    uint64_t m_serious = 0;
    Task<std::shared_ptr<const Findings>> m_task;
};

} // namespace widelens
