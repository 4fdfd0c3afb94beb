// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/density.h"
#include "model/task.h"

#include <QPointer>
#include <QWidget>

#include <memory>

namespace widelens {

class Finder;
class Session;

// Beside the table's scroll bar: where among all rows shown the errors, the warnings and the matches of the search are, each
// in a lane of its own, and where the reader is. What it paints was reduced in the background to one value a pixel, so that
// painting costs the same for any number of rows. A click goes to the nearest mark, or else to that place.
class DensityStrip : public QWidget
{
    Q_OBJECT
public:
    explicit DensityStrip(Session *session, QWidget *parent = nullptr);

    void setFinder(const Finder *finder); // whose matches are marked; none at first
    // Parts that marks are counted in: one a pixel, or one a row where there are fewer.
    size_t partCount() const { return m_levels.size(); }
    const std::vector<LevelDensity> &levels() const { return m_levels; }
    const std::vector<size_t> &matches() const { return m_matches; }
    bool isCounting() const { return m_task.isRunning(); }
    size_t rowAt(int y) const; // where a click there goes
    QSize sizeHint() const override;

signals:
    void rowWanted(size_t row);
    void counted();

protected:
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool event(QEvent *event) override;

private:
    enum Lane { ErrorLane, WarningLane, MatchLane, LaneCount };

    void count();
    void countMatches();
    size_t rows() const;
    size_t partAt(int y) const;
    QRect markRect(Lane lane, size_t part) const;
    QString describe(size_t part) const;

    Session *m_session;
    QPointer<const Finder> m_finder;
    std::vector<LevelDensity> m_levels;
    std::vector<size_t> m_matches; // parallel to m_levels, or empty
    size_t m_rows = 0; // that were counted
    Task<std::shared_ptr<const std::vector<LevelDensity>>, nextPool> m_task;
    bool m_countAgain = false;
};

} // namespace widelens
