// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plotexport.h"
#include "views/clockticker.h"
#include "views/countticker.h"
#include "views/theme.h"

#include <QFileInfo>
#include <QPdfWriter>
#include <QSvgGenerator>
#include <qcustomplot.h>

#include <algorithm>
#include <cmath>

// How a PlotPicture is laid out on paper: title above, legend to the right, nothing on top of the data.

namespace widelens {

using namespace Qt::StringLiterals;

static constexpr size_t kMaxLegend = 24;

static QFont paperFont(const QSize &size, double factor, bool bold = false)
{
    QFont font(u"DejaVu Sans"_s);
    font.setStyleHint(QFont::SansSerif);
    font.setBold(bold);
    // About 9 pt where the picture fills a column of 17 cm.
    font.setPixelSize(std::max(8, static_cast<int>(std::lround(factor * std::min(size.width() / 76.0, size.height() / 36.0)))));
    return font;
}

static void addAxes(QCustomPlot &plot, const PlotPicture &picture, const QSize &size)
{
    const QFont font = paperFont(size, 1);
    const double thin = std::max(1.0, size.width() / 1200.0);
    for (QCPAxis *axis : { plot.xAxis, plot.yAxis }) {
        axis->setLabelFont(font);
        axis->setTickLabelFont(font);
        axis->setBasePen(QPen(Qt::black, thin));
        axis->setTickPen(QPen(Qt::black, thin));
        axis->setSubTickPen(QPen(Qt::black, thin / 2));
        axis->setLabelPadding(font.pixelSize() / 3);
        axis->grid()->setPen(QPen(QColor(0, 0, 0, 36), thin));
        axis->grid()->setZeroLinePen(QPen(QColor(0, 0, 0, 36), thin));
    }
    const auto seconds = [&](Time time) { return static_cast<double>(time - picture.frame.origin) / 1e9; };
    plot.xAxis->setRange(seconds(picture.frame.range.begin), seconds(picture.frame.range.end));
    plot.xAxis->setLabel(picture.xLabel);
    if (picture.times == TimeDisplay::Relative) {
        plot.xAxis->setNumberFormat(u"gb"_s);
        plot.xAxis->setNumberPrecision(9);
    } else {
        const auto ticker = QSharedPointer<ClockTicker>::create();
        const bool local = picture.times == TimeDisplay::Local;
        ticker->setClock(picture.frame.origin, local ? localOffset(picture.frame.origin) * kSecond : 0, false);
        plot.xAxis->setTicker(ticker);
    }
    plot.xAxis->ticker()->setTickCount(8);
    const double high = highest(picture.series);
    plot.yAxis->setRange(lowest(picture.series) * 1.05, high > 0 ? high * 1.05 : 1);
    plot.yAxis->setLabel(picture.yLabel);
    plot.yAxis->setTicker(CountTicker::create());
}

static void addSeries(QCustomPlot &plot, const PlotPicture &picture, const QSize &size)
{
    for (const PlotSeries &line : picture.series) {
        QCPGraph *graph = plot.addGraph();
        graph->setLineStyle(QCPGraph::lsStepLeft);
        graph->setPen(line.filled ? QPen(line.colour, 1.0) : seriesPen(line.colour, line.mark, std::max(1.5, size.width() / 700.0)));
        graph->setAntialiased(!line.filled);
        graph->setAntialiasedFill(false);
        if (line.filled)
            graph->setBrush(areaBrush(line.colour, line.mark));
        graph->setData(QVector<double>(line.points.seconds.begin(), line.points.seconds.end()),
                       QVector<double>(line.points.values.begin(), line.points.values.end()), true);
        graph->removeFromLegend();
    }
}

// Legend entries of their own: in the order of reading, whatever the order of painting.
static void addLegend(QCustomPlot &plot, const PlotPicture &picture, const QSize &size)
{
    const QFont font = paperFont(size, 0.9);
    auto *legend = new QCPLegend;
    plot.plotLayout()->addElement(0, 1, legend);
    plot.plotLayout()->setColumnStretchFactor(1, 0.001);
    legend->setLayer(u"legend"_s);
    legend->setBorderPen(Qt::NoPen);
    legend->setBrush(Qt::NoBrush);
    legend->setFont(font);
    legend->setIconSize(font.pixelSize() * 2, font.pixelSize());
    legend->setRowSpacing(font.pixelSize() / 4);
    const bool filled = !picture.series.empty() && picture.series.front().filled;
    const size_t shown = std::min(picture.legend.size(), kMaxLegend);
    const QFontMetrics metrics(font);
    for (size_t i = 0; i < shown; ++i) {
        auto *sample = new QCPGraph(plot.xAxis, plot.yAxis);
        sample->setName(metrics.elidedText(picture.legend[i], Qt::ElideMiddle, size.width() / 4));
        sample->setPen(filled ? QPen(picture.legendColours[i], 1.0) : seriesPen(picture.legendColours[i], picture.legendMarks[i], std::max(2.0, size.width() / 500.0)));
        if (filled)
            sample->setBrush(areaBrush(picture.legendColours[i], picture.legendMarks[i]));
        sample->removeFromLegend();
        legend->addItem(new QCPPlottableLegendItem(legend, sample));
    }
    if (picture.legend.size() > shown) {
        auto *more = new QCPTextElement(&plot, QObject::tr("and %1 more").arg(picture.legend.size() - shown), font);
        legend->addElement(more);
    }
    auto *filler = new QCPLayoutElement(&plot); // keeps the entries at the top
    legend->addElement(static_cast<int>(legend->rowCount()), 0, filler);
    for (int row = 0; row < legend->rowCount() - 1; ++row)
        legend->setRowStretchFactor(row, 0.0001);
}

static void addTitle(QCustomPlot &plot, const PlotPicture &picture, const QSize &size)
{
    const auto element = [&](const QString &text, const QFont &font, const QColor &colour) {
        const QString fitting = QFontMetrics(font).elidedText(text, Qt::ElideMiddle, size.width() * 3 / 4);
        auto *title = new QCPTextElement(&plot, fitting, font);
        title->setTextFlags(Qt::AlignLeft | Qt::AlignVCenter);
        title->setTextColor(colour);
        title->setMargins(QMargins(paperFont(size, 0.5).pixelSize(), font.pixelSize() / 5, 0, font.pixelSize() / 5));
        return title;
    };
    plot.plotLayout()->insertRow(0);
    plot.plotLayout()->addElement(0, 0, element(picture.subtitle, paperFont(size, 0.85), QColor(0x55, 0x55, 0x55)));
    plot.plotLayout()->insertRow(0);
    plot.plotLayout()->addElement(0, 0, element(picture.title, paperFont(size, 1.25, true), Qt::black));
}

static bool save(QCustomPlot &plot, const PlotRequest &request)
{
    const QString suffix = QFileInfo(request.file).suffix().toLower();
    const int width = request.size.width();
    const int height = request.size.height();
    if (suffix == u"png"_s)
        return plot.toPixmap(width, height).save(request.file, "PNG");
    QCPPainter painter;
    QSvgGenerator svg;
    QPdfWriter pdf(request.file);
    if (suffix == u"svg"_s) {
        svg.setFileName(request.file);
        svg.setSize(request.size);
        svg.setViewBox(QRect(QPoint(), request.size));
        svg.setTitle(request.view);
        if (!painter.begin(&svg))
            return false;
    } else {
        pdf.setResolution(72);
        pdf.setPageSize(QPageSize(QSizeF(request.size), QPageSize::Point));
        pdf.setPageMargins({});
        if (!painter.begin(&pdf))
            return false;
    }
    painter.setMode(QCPPainter::pmVectorized);
    painter.setMode(QCPPainter::pmNoCaching);
    plot.toPainter(&painter, width, height);
    return painter.end();
}

static void layOut(QCustomPlot &plot, const PlotPicture &picture, const QSize &size)
{
    plot.setBackground(QBrush(Qt::white));
    plot.resize(size);
    addAxes(plot, picture, size);
    addSeries(plot, picture, size);
    addLegend(plot, picture, size);
    addTitle(plot, picture, size);
}

QImage drawImage(const PlotPicture &picture, const QSize &size)
{
    QCustomPlot plot;
    layOut(plot, picture, size);
    return plot.toPixmap(size.width(), size.height()).toImage();
}

bool drawPicture(const PlotPicture &picture, const PlotRequest &request, QString *error)
{
    const QString suffix = QFileInfo(request.file).suffix().toLower();
    QString problem = picture.problem;
    if (problem.isEmpty() && suffix != u"png"_s && suffix != u"svg"_s && suffix != u"pdf"_s)
        problem = QObject::tr("cannot tell the format of %1: end its name in .png, .svg or .pdf").arg(request.file);
    if (problem.isEmpty() && (request.size.width() < 200 || request.size.height() < 150 || request.size.width() > 20'000 || request.size.height() > 20'000))
        problem = QObject::tr("the size must lie between 200x150 and 20000x20000");
    if (problem.isEmpty()) {
        QCustomPlot plot;
        layOut(plot, picture, request.size);
        if (!save(plot, request))
            problem = QObject::tr("cannot write %1: choose a folder that can be written").arg(request.file);
    }
    if (error)
        *error = problem;
    return problem.isEmpty();
}

} // namespace widelens
