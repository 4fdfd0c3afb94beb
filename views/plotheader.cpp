// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/plotheader.h"

#include "views/theme.h"

#include <QGridLayout>
#include <QHBoxLayout>
#include <QLabel>
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
    header.exportButton->setText(QObject::tr("Export…"));
    header.exportButton->setToolTip(QObject::tr("Save this plot as PNG, SVG or PDF"));
    header.exportButton->setAutoRaise(true);
    return header;
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
