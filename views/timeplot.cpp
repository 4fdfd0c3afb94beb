// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/timeplot.h"

#include "model/bookmarks.h"
#include "model/session.h"
#include "model/timeaxis.h"
#include "views/clockticker.h"
#include "views/countticker.h"
#include "views/focusring.h"
#include "views/theme.h"

#include <QLabel>
#include <QVBoxLayout>

namespace widelens {

using namespace Qt::StringLiterals;

static constexpr int kLeftMargin = 62; // the same for all plots, so that their times stand above each other

TimePlot::TimePlot(Session *session, TimeAxis *axis, QWidget *parent)
    : QWidget(parent), m_session(session), m_axis(axis), m_plot(new QCustomPlot(this)), m_notice(new QLabel(m_plot))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_plot);
    m_plot->setObjectName(u"canvas"_s);
    m_plot->setFocusPolicy(Qt::StrongFocus);
    m_plot->setMouseTracking(true);
    m_plot->setNoAntialiasingOnDrag(true);
    m_plot->installEventFilter(this);
    setFocusProxy(m_plot);
    new FocusRing(m_plot);
    m_notice->setAlignment(Qt::AlignCenter);
    m_notice->setWordWrap(true);
    m_notice->setAttribute(Qt::WA_TransparentForMouseEvents);
    QCPAxisRect *rect = m_plot->axisRect();
    rect->setAutoMargins(QCP::msBottom);
    rect->setMargins(QMargins(kLeftMargin, 6, 10, 0));
    m_plot->xAxis->setTicker(QSharedPointer<ClockTicker>::create());
    m_plot->yAxis->setTicker(CountTicker::create());
    m_plot->yAxis->ticker()->setTickCount(4);
    setUpItems();
    applyColours();
    connect(axis, &TimeAxis::visibleChanged, this, [this] {
        updateAxis();
        emit frameChanged();
    });
    connect(session, &Session::timeDisplayChanged, this, &TimePlot::updateAxis);
    connect(session, &Session::opened, this, [this] { m_mark = kNoTime; });
    connect(session, &Session::rangeChanged, this, &TimePlot::updateSelection);
    connect(session, &Session::currentChanged, this, &TimePlot::updateCursor);
    connect(session->bookmarks(), &Bookmarks::changed, this, &TimePlot::updateBookmarks);
    updateAxis();
}

void TimePlot::setUpItems()
{
    // A buffer of its own: moving the cursor does not draw the series again.
    m_plot->addLayer(u"cursors"_s);
    QCPLayer *layer = m_plot->layer(u"cursors"_s);
    layer->setMode(QCPLayer::lmBuffered);
    m_selection = new QCPItemRect(m_plot);
    m_selectionText = new QCPItemText(m_plot);
    m_cursor = new QCPItemStraightLine(m_plot);
    m_hoverLine = new QCPItemStraightLine(m_plot);
    m_markLine = new QCPItemStraightLine(m_plot);
    m_hoverText = new QCPItemText(m_plot);
    for (QCPAbstractItem *item : { static_cast<QCPAbstractItem *>(m_selection), static_cast<QCPAbstractItem *>(m_selectionText),
                                   static_cast<QCPAbstractItem *>(m_cursor), static_cast<QCPAbstractItem *>(m_hoverLine),
                                   static_cast<QCPAbstractItem *>(m_hoverText), static_cast<QCPAbstractItem *>(m_markLine) }) {
        item->setLayer(layer);
        item->setVisible(false);
        for (QCPItemPosition *position : item->positions())
            position->setTypeY(QCPItemPosition::ptAxisRectRatio);
    }
    m_selectionText->setPositionAlignment(Qt::AlignHCenter | Qt::AlignTop);
    m_selectionText->setPadding(QMargins(5, 2, 5, 2));
    m_hoverText->setPadding(QMargins(6, 4, 6, 4));
    m_hoverText->setTextAlignment(Qt::AlignLeft);
    m_hoverText->position->setType(QCPItemPosition::ptAbsolute);
}

void TimePlot::applyColours()
{
    const QColor text = palette().color(QPalette::Text);
    const QColor dim = dimColour(palette());
    const QColor base = palette().color(QPalette::Base);
    const QColor accent = palette().color(QPalette::Link);
    QColor grid = palette().color(QPalette::Mid);
    grid.setAlphaF(0.45F);
    m_plot->setBackground(base);
    for (QCPAxis *axis : { m_plot->xAxis, m_plot->yAxis }) {
        axis->setBasePen(QPen(dim));
        axis->setTickPen(QPen(dim));
        axis->setSubTickPen(Qt::NoPen);
        axis->setTickLabelColor(text);
        axis->setLabelColor(text);
        axis->setTickLabelFont(font());
        axis->setLabelFont(font());
        axis->grid()->setPen(QPen(grid, 1, Qt::SolidLine));
        axis->grid()->setZeroLinePen(QPen(grid));
    }
    QColor fill = accent;
    fill.setAlphaF(0.25F);
    m_selection->setBrush(fill);
    m_selection->setPen(QPen(accent));
    QColor box = base;
    box.setAlphaF(0.92F);
    for (QCPItemText *item : { m_selectionText, m_hoverText }) {
        item->setColor(text);
        item->setBrush(box);
        item->setPen(QPen(palette().color(QPalette::Mid)));
        item->setFont(font());
    }
    m_cursor->setPen(QPen(isDark(palette()) ? QColor(0xff, 0x8f, 0x8a) : QColor(0xb3, 0x19, 0x1f), 1.5));
    m_markLine->setPen(QPen(accent, 1.5, Qt::DashDotLine));
    m_hoverLine->setPen(QPen(dim, 1, Qt::DashLine));
    m_notice->setForegroundRole(QPalette::PlaceholderText);
}

void TimePlot::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange) {
        applyColours();
        m_plot->replot(QCustomPlot::rpQueuedReplot);
        emit frameChanged();
    }
    QWidget::changeEvent(event);
}

// --- what is drawn

PlotFrame TimePlot::frame() const
{
    PlotFrame frame;
    frame.range = m_axis->visible();
    frame.origin = m_axis->span().begin;
    frame.pixels = static_cast<size_t>(std::max(100, m_plot->axisRect()->width()));
    frame.dark = isDark(palette());
    return frame;
}

void TimePlot::setSeries(const std::vector<PlotSeries> &series, Time origin)
{
    m_origin = origin;
    m_plot->clearGraphs();
    for (const PlotSeries &line : series) {
        QCPGraph *graph = m_plot->addGraph();
        graph->setLineStyle(QCPGraph::lsStepLeft);
        // Smooth lines of some width take 40 ms where they go up and down in every pixel, and cannot be told from thin ones there.
        const bool isDense = line.points.seconds.size() > static_cast<size_t>(std::max(1, m_plot->axisRect()->width()));
        graph->setPen(line.filled || isDense ? QPen(line.colour, 1.0) : seriesPen(line.colour, line.mark, 1.6));
        graph->setAntialiased(!line.filled && !isDense);
        graph->setAntialiasedFill(false);
        if (line.filled)
            graph->setBrush(areaBrush(line.colour, line.mark));
        graph->setData(QVector<double>(line.points.seconds.begin(), line.points.seconds.end()),
                       QVector<double>(line.points.values.begin(), line.points.values.end()), true);
    }
    const double high = highest(series);
    m_plot->yAxis->setRange(lowest(series) * 1.08, high > 0 ? high * 1.08 : 1);
    m_notice->setVisible(series.empty() && !m_notice->text().isEmpty());
    updateAxis();
}

void TimePlot::setNotice(const QString &text)
{
    m_notice->setText(text);
    m_notice->setVisible(!text.isEmpty());
    m_notice->setGeometry(m_plot->rect().adjusted(kLeftMargin, 4, -10, -24));
}

void TimePlot::setYLabel(const QString &text)
{
    m_plot->yAxis->setLabel(text);
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

double TimePlot::seconds(Time time) const
{
    return static_cast<double>(time - m_origin) / 1e9;
}

void TimePlot::updateAxis()
{
    const TimeRange visible = m_axis->visible();
    m_plot->xAxis->setVisible(!m_axis->isEmpty());
    m_plot->yAxis->setVisible(!m_axis->isEmpty());
    if (!m_axis->isEmpty())
        m_plot->xAxis->setRange(seconds(visible.begin), seconds(visible.end));
    const auto ticker = m_plot->xAxis->ticker().staticCast<ClockTicker>();
    ticker->setClock(m_origin, clockShift(), m_session->timeDisplay() == TimeDisplay::Relative);
    ticker->setTickCount(std::max(2, m_plot->axisRect()->width() / 110));
    placeSelection();
    placeBookmarks();
    placeCursor();
    m_plot->replot(QCustomPlot::rpQueuedReplot);
}

// From UTC to what the session shows.
Time TimePlot::clockShift() const
{
    switch (m_session->timeDisplay()) {
    case TimeDisplay::Utc:
        break;
    case TimeDisplay::Local:
        return localOffset(m_origin) * kSecond;
    case TimeDisplay::Relative:
        return m_session->timeOrigin() == kNoTime ? 0 : -m_session->timeOrigin();
    }
    return 0;
}

QString TimePlot::clockText(Time time, double step) const
{
    const bool relative = m_session->timeDisplay() == TimeDisplay::Relative;
    return relative ? formatPassed(time + clockShift(), step) : formatClock(time + clockShift(), step);
}

void TimePlot::drawRange(TimeRange range, const QString &label)
{
    // Far ends are cut: a range may be open.
    const TimeRange visible = m_axis->visible();
    const Time width = visible.end - visible.begin;
    const double begin = seconds(std::max(range.begin, visible.begin - width));
    const double end = seconds(std::min(range.end, visible.end + width));
    m_selection->topLeft->setCoords(begin, -0.02);
    m_selection->bottomRight->setCoords(end, 1.02);
    m_selection->setVisible(true);
    m_selectionText->setText(label);
    m_selectionText->setVisible(!label.isEmpty());
    m_selectionText->position->setCoords((begin + end) / 2, 0.02);
}

void TimePlot::placeSelection()
{
    const TimeRange range = m_session->range();
    if (range.isEverything() || m_axis->isEmpty()) {
        m_selection->setVisible(false);
        m_selectionText->setVisible(false);
    } else {
        drawRange(range, rangeText(range));
    }
}

void TimePlot::updateSelection()
{
    placeSelection();
    showCursors();
}

void TimePlot::updateCursor()
{
    placeCursor();
    showCursors();
}

void TimePlot::updateBookmarks()
{
    placeBookmarks();
    showCursors();
}

void TimePlot::showCursors()
{
    m_plot->layer(u"cursors"_s)->replot();
}

// What stands above a selected range: how long it is, and when, in the clock that is shown.
QString TimePlot::rangeText(TimeRange range) const
{
    return formatRange(range, m_session->timeDisplay(), m_session->timeOrigin());
}

void TimePlot::placeCursor()
{
    m_markLine->setVisible(m_mark != kNoTime && !m_axis->isEmpty());
    if (m_markLine->visible()) {
        m_markLine->point1->setCoords(seconds(m_mark), 0);
        m_markLine->point2->setCoords(seconds(m_mark), 1);
    }
    const EventRef event = m_session->current();
    const Time time = event.isValid() && event.segment < m_session->store()->segments().size() ? m_session->store()->time(event) : kNoTime;
    m_cursor->setVisible(time != kNoTime && !m_axis->isEmpty());
    if (m_cursor->visible()) {
        m_cursor->point1->setCoords(seconds(time), 0);
        m_cursor->point2->setCoords(seconds(time), 1);
    }
}

} // namespace widelens
