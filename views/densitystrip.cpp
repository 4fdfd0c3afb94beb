// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/densitystrip.h"

#include "model/finder.h"
#include "model/session.h"
#include "views/theme.h"

#include <QHelpEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>

#include <algorithm>

namespace widelens {

static constexpr int kLaneWidth = 5;
static constexpr int kGap = 1;
static constexpr int kMinMark = 2; // pixels: one alone is seen
static constexpr int kMarkReach = 4; // pixels from a click to the mark it means

DensityStrip::DensityStrip(Session *session, QWidget *parent) : QWidget(parent), m_session(session)
{
    setObjectName(QStringLiteral("densityStrip"));
    setAccessibleName(tr("Errors, warnings and matches among all rows"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
    setCursor(Qt::PointingHandCursor);
    connect(session, &Session::rowsChanged, this, &DensityStrip::count);
    connect(session, &Session::currentChanged, this, qOverload<>(&QWidget::update));
    count();
}

QSize DensityStrip::sizeHint() const
{
    return { LaneCount * (kLaneWidth + kGap) + kGap, 100 };
}

void DensityStrip::setFinder(const Finder *finder)
{
    m_finder = finder;
    connect(finder, &Finder::resultsChanged, this, &DensityStrip::countMatches);
    countMatches();
}

// --- counting

size_t DensityStrip::rows() const
{
    return m_session->rows()->size();
}

void DensityStrip::count()
{
    // While loading, rows may come faster than they are counted: let each count end.
    m_countAgain = m_task.isRunning();
    if (m_countAgain || !m_session->hasAllRows()) // all of them come soon
        return;
    const size_t parts = std::min(static_cast<size_t>(std::max(height(), 1)), rows());
    auto work = [store = m_session->store(), shown = m_session->rows(), parts](const Continue &goOn) -> std::shared_ptr<const std::vector<LevelDensity>> {
        return std::make_shared<std::vector<LevelDensity>>(levelDensity(*store, *shown, parts, goOn));
    };
    m_task.start(this, work, [this, counted = rows()](const std::shared_ptr<const std::vector<LevelDensity>> &levels) {
        m_levels = *levels;
        m_rows = counted;
        countMatches();
        if (m_countAgain)
            count();
        else
            emit this->counted();
    });
}

void DensityStrip::countMatches()
{
    m_matches.clear();
    const size_t parts = partCount();
    if (m_finder && m_finder->isActive() && m_rows == rows()) {
        for (size_t part = 0; part < parts; ++part)
            m_matches.push_back(m_finder->matchesIn(beginOfPart(part, parts, m_rows), beginOfPart(part + 1, parts, m_rows)));
    }
    size_t errors = 0;
    size_t warnings = 0;
    for (const LevelDensity &part : m_levels) {
        errors += part.errors;
        warnings += part.warnings;
    }
    setAccessibleDescription(tr("%1 errors, %2 warnings").arg(errors).arg(warnings));
    update();
}

// --- painting

QRect DensityStrip::markRect(Lane lane, size_t part) const
{
    const auto parts = static_cast<qint64>(partCount());
    const int top = static_cast<int>(static_cast<qint64>(part) * height() / parts);
    const int bottom = static_cast<int>((static_cast<qint64>(part) + 1) * height() / parts);
    return { kGap + lane * (kLaneWidth + kGap), top, kLaneWidth, std::max(bottom - top, kMinMark) };
}

void DensityStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), palette().color(QPalette::Window));
    painter.fillRect(0, 0, 1, height(), palette().color(QPalette::Mid));
    const QColor error = levelColour(LevelClass::Error, palette());
    const QColor warning = levelColour(LevelClass::Warning, palette());
    const QColor match = matchMarkColour(palette());
    for (size_t part = 0; part < partCount(); ++part) {
        if (m_levels[part].errors)
            painter.fillRect(markRect(ErrorLane, part), error);
        if (m_levels[part].warnings)
            painter.fillRect(markRect(WarningLane, part), warning);
        if (part < m_matches.size() && m_matches[part])
            painter.fillRect(markRect(MatchLane, part), match);
    }
    const size_t current = m_session->rowOf(m_session->current());
    if (current < rows()) {
        const int y = static_cast<int>(static_cast<double>(current) / static_cast<double>(rows()) * height());
        painter.fillRect(0, y - 1, width(), 2, palette().color(QPalette::Text));
    }
}

void DensityStrip::resizeEvent(QResizeEvent *)
{
    count();
}

// --- the mouse

size_t DensityStrip::partAt(int y) const
{
    const auto part = static_cast<qint64>(std::clamp(y, 0, std::max(height() - 1, 0))) * static_cast<qint64>(partCount()) / std::max(height(), 1);
    return static_cast<size_t>(part);
}

// The mark that is nearest to the pixel, errors before matches before warnings.
size_t DensityStrip::rowAt(int y) const
{
    const size_t parts = partCount();
    if (parts == 0 || m_rows != rows())
        return static_cast<size_t>(static_cast<double>(std::clamp(y, 0, height())) / std::max(height(), 1) * static_cast<double>(rows()));
    for (int distance = 0; distance <= kMarkReach; ++distance) {
        for (const int at : { y - distance, y + distance }) {
            if (at < 0 || at >= height())
                continue;
            const size_t part = partAt(at);
            if (m_levels[part].errors)
                return m_levels[part].firstError;
            if (part < m_matches.size() && m_matches[part])
                return m_finder->firstMatchIn(beginOfPart(part, parts, m_rows), beginOfPart(part + 1, parts, m_rows));
            if (m_levels[part].warnings)
                return m_levels[part].firstWarning;
        }
    }
    return beginOfPart(partAt(y), parts, m_rows);
}

void DensityStrip::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton && rows() > 0)
        emit rowWanted(std::min(rowAt(event->position().toPoint().y()), rows() - 1));
}

QString DensityStrip::describe(size_t part) const
{
    const QLocale locale(QLocale::English, QLocale::UnitedStates);
    const auto number = [&](size_t count) { return locale.toString(qulonglong(count)); };
    const size_t begin = beginOfPart(part, partCount(), m_rows);
    const size_t end = beginOfPart(part + 1, partCount(), m_rows);
    QStringList lines { end - begin > 1 ? tr("Rows %1 to %2").arg(number(begin + 1), number(end)) : tr("Row %1").arg(number(begin + 1)) };
    const auto add = [&](const QString &what, size_t count) {
        if (count > 0)
            lines.append(QStringLiteral("%1: %2").arg(what, number(count)));
    };
    add(tr("Errors (left)"), m_levels[part].errors);
    add(tr("Warnings (middle)"), m_levels[part].warnings);
    add(tr("Matches (right)"), part < m_matches.size() ? m_matches[part] : 0);
    if (lines.size() == 1)
        lines.append(tr("no errors, no warnings"));
    return lines.join(u'\n');
}

bool DensityStrip::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    if (partCount() > 0 && m_rows == rows())
        QToolTip::showText(help->globalPos(), describe(partAt(help->pos().y())), this);
    return true;
}

} // namespace widelens
