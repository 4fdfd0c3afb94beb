// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/plotexporter.h"

#include "model/session.h"

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

} // namespace widelens
