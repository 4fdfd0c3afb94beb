// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/task.h"
#include "views/plotexport.h"

#include <QObject>

namespace widelens {

class Session;

// Exports plots of a session: computed in the background, drawn when that is done.
class PlotExporter : public QObject
{
    Q_OBJECT
public:
    explicit PlotExporter(Session *session, QObject *parent = nullptr) : QObject(parent), m_session(session) {}

    void start(const PlotRequest &request); // into its file
    void copy(PlotRequest request, PlotCopy what); // onto the clipboard

signals:
    void finished(const QString &file);
    void copied(const QString &what);
    void failed(const QString &message);

private:
    Session *m_session;
    Task<std::shared_ptr<const PlotPicture>> m_task;
};

} // namespace widelens
