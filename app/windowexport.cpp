// SPDX-License-Identifier: GPL-3.0-or-later
// What the main window saves into files.
#include "app/mainwindow.h"

#include "app/plotexporter.h"
#include "app/savedsetting.h"
#include "model/session.h"
#include "views/eventcopier.h"
#include "views/eventtableview.h"
#include "views/exportdialog.h"
#include "views/statesplot.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>

namespace widelens {

using namespace Qt::StringLiterals;

// Where a file was saved last.
static QString exportFolder()
{
    const QString folder = savedSetting(u"exportFolder"_s).toString();
    return folder.isEmpty() ? QDir::homePath() : folder;
}

// As it is seen now.
PlotRequest MainWindow::plotRequest(const QString &view) const
{
    PlotRequest request;
    request.view = view;
    request.range = m_session->range();
    request.stacked = m_states->isStacked();
    request.onlyShown = m_states->isOnlyShown() && !m_session->filter().isEmpty();
    request.rows = m_session->rows();
    request.transitions = m_session->transitions();
    request.times = m_session->timeDisplay();
    request.origin = m_session->timeOrigin();
    return request;
}

// What is counted of a part of the rows would be taken for the whole.
bool MainWindow::lacksRows()
{
    if (!m_session->hasAllRows())
        say(tr("The filter is not done yet. Do this again once the status bar says how many events it leaves."));
    return !m_session->hasAllRows();
}

void MainWindow::copyPlot(const QString &view, PlotCopy what)
{
    const PlotRequest request = plotRequest(view);
    if (!request.onlyShown || !lacksRows())
        m_exporter->copy(request, what);
}

void MainWindow::exportPlot(const QString &view)
{
    PlotRequest request = plotRequest(view);
    if (request.onlyShown && lacksRows())
        return;
    const QString folder = exportFolder();
    request.file = folder + u'/' + QString(view).replace(u':', u'_') + u".png"_s;
    auto *dialog = new ExportDialog(request, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] {
        const PlotRequest chosen = dialog->request();
        saveSetting(u"exportFolder"_s, QFileInfo(chosen.file).absolutePath());
        m_exporter->start(chosen);
    });
    dialog->open();
}

void MainWindow::exportEvents()
{
    if (lacksRows())
        return;
    const QList<QPair<QString, EventFormat::Kind>> kinds { { tr("CSV (*.csv)"), EventFormat::Kind::Csv }, { tr("TSV (*.tsv)"), EventFormat::Kind::Tsv },
                                                           { tr("JSON lines, every field (*.jsonl)"), EventFormat::Kind::JsonLines },
                                                           { tr("Markdown (*.md)"), EventFormat::Kind::Markdown }, { tr("Text (*.txt)"), EventFormat::Kind::Text } };
    QStringList filters;
    for (const auto &kind : kinds)
        filters.append(kind.first);
    auto *dialog = new QFileDialog(this, tr("Export the %1 events shown").arg(m_session->rows()->size()));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters(filters);
    dialog->setDefaultSuffix(u"csv"_s);
    dialog->setDirectory(exportFolder());
    dialog->selectFile(u"events.csv"_s);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.section(u"*."_s, 1).chopped(1));
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this, kinds](const QString &file) {
        // The ending says what it is; the chosen kind only where it says nothing.
        EventFormat::Kind chosen = EventFormat::Kind::Csv;
        for (const auto &kind : kinds) {
            if (file.endsWith(kind.first.section(u'*', 1).chopped(1)))
                chosen = kind.second;
        }
        saveSetting(u"exportFolder"_s, QFileInfo(file).absolutePath());
        m_events->copier()->saveRows(chosen, m_events->shownColumns(), file);
    });
    dialog->open();
}

} // namespace widelens
