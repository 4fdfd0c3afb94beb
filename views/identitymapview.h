// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/analysis/identitymap.h"
#include "model/task.h"

#include <QWidget>

class QLabel;
class QScrollArea;

namespace widelens {

class MapCanvas;
class Session;

// The map of identity of what is open: kinds, how they lead to one another, and in what numbers. Computed in the background
// once everything was read, while somebody looks.
class IdentityMapView : public QWidget
{
    Q_OBJECT
public:
    explicit IdentityMapView(Session *session, QWidget *parent = nullptr);

    MapCanvas *canvas() const { return m_canvas; }

signals:
    // The entities of a kind, those alone that `filter` leaves, by the column of this field first; both may be empty.
    void listWanted(const QString &kind, const QString &filter, const QString &field);

protected:
    void showEvent(QShowEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    void compute();
    void showMap(std::shared_ptr<const IdentityMap> map);
    void wantLink(size_t link, bool without);

    Session *m_session;
    MapCanvas *m_canvas;
    QScrollArea *m_area;
    QLabel *m_notice;
    bool m_stale = true; // the map is not of the session's store
    Task<std::shared_ptr<const IdentityMap>> m_task;
};

} // namespace widelens
