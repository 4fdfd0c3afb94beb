// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/plotexporter.h"

#include "model/session.h"

#include <QClipboard>
#include <QGuiApplication>

namespace widelens {

void PlotExporter::start(const PlotRequest &request)
{
    auto work = [store = m_session->store(), request](const Continue &goOn) { return makePicture(*store, request, goOn); };
    m_task.start(this, work, [this, request](const std::shared_ptr<const PlotPicture> &picture) {
        QString error;
        if (picture && drawPicture(*picture, request, &error))
            emit finished(request.file);
        else if (picture)
            emit failed(error);
    });
}

void PlotExporter::copy(PlotRequest request, PlotCopy what)
{
    request.wantsData = what == PlotCopy::Data;
    auto work = [store = m_session->store(), request](const Continue &goOn) { return makePicture(*store, request, goOn); };
    m_task.start(this, work, [this, request, what](const std::shared_ptr<const PlotPicture> &picture) {
        if (!picture)
            return;
        if (!picture->problem.isEmpty()) {
            emit failed(picture->problem);
        } else if (what == PlotCopy::Data) {
            QGuiApplication::clipboard()->setText(QString::fromUtf8(picture->data));
            emit copied(tr("Copied the data of the plot as CSV"));
        } else {
            QGuiApplication::clipboard()->setImage(drawImage(*picture, request.size));
            emit copied(tr("Copied the plot as a picture"));
        }
    });
}

} // namespace widelens
