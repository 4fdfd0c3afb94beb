// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plotheader.h"

#include "views/plotexport.h"
#include "views/timeplot.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QToolButton>

namespace widelens {

using namespace Qt::StringLiterals;

PlotHeader makePlotHeader(const QString &title)
{
    PlotHeader header;
    header.widget = new QWidget;
    header.layout = new QHBoxLayout(header.widget);
    header.layout->setContentsMargins(8, 2, 4, 2);
    if (!title.isEmpty()) {
        auto *label = new QLabel(title);
        QFont bold = label->font();
        bold.setBold(true);
        label->setFont(bold);
        header.layout->addWidget(label);
    }
    header.exportButton = new QToolButton;
    header.exportButton->setObjectName(u"exportButton"_s);
    header.exportButton->setText(QObject::tr("Export"));
    header.exportButton->setToolTip(QObject::tr("This plot as PNG, SVG or PDF, its data as CSV, or either onto the clipboard"));
    header.exportButton->setAutoRaise(true);
    header.exportButton->setPopupMode(QToolButton::InstantPopup);
    return header;
}

void offerCopies(const PlotHeader &header, TimePlot *plot, const std::function<void()> &exportPlot, const std::function<void(PlotCopy)> &copy)
{
    auto *menu = new QMenu(header.exportButton);
    menu->setObjectName(u"plotMenu"_s);
    const auto add = [menu](const QString &name, const QString &text, const QString &help, const std::function<void()> &run) {
        QAction *action = menu->addAction(text, menu, run);
        action->setObjectName(name);
        action->setStatusTip(help);
    };
    add(u"plot.export"_s, QObject::tr("Save as PNG, SVG, PDF or CSV…"), QObject::tr("Write this plot, or the numbers that it shows, to a file"), exportPlot);
    add(u"plot.copyPicture"_s, QObject::tr("Copy picture"), QObject::tr("Put this plot onto the clipboard"), [copy] { copy(PlotCopy::Picture); });
    add(u"plot.copyData"_s, QObject::tr("Copy data as CSV"), QObject::tr("Put the numbers that this plot shows onto the clipboard"), [copy] { copy(PlotCopy::Data); });
    header.exportButton->setMenu(menu);
    plot->setMenu(menu);
}

void layOutPlot(QWidget *parent, const PlotHeader &header, QWidget *plot, QWidget *legend)
{
    auto *layout = new QGridLayout(parent);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(header.widget, 0, 0, 1, 2);
    layout->addWidget(plot, 1, 0);
    layout->addWidget(legend, 1, 1);
    layout->setColumnStretch(0, 1);
    layout->setRowStretch(1, 1);
    parent->setMinimumHeight(120);
}

} // namespace widelens
