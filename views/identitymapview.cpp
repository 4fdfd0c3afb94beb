// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/identitymapview.h"

#include "model/session.h"
#include "views/mapcanvas.h"

#include <QFocusEvent>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

namespace widelens {

using namespace Qt::StringLiterals;

IdentityMapView::IdentityMapView(Session *session, QWidget *parent)
    : QWidget(parent), m_session(session), m_canvas(new MapCanvas), m_area(new QScrollArea), m_notice(new QLabel)
{
    setObjectName(u"identityMap"_s);
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setFocusPolicy(Qt::NoFocus); // its canvas has it
    m_area->setWidgetResizable(true);
    m_area->setWidget(m_canvas);
    m_notice->setAlignment(Qt::AlignCenter);
    m_notice->setForegroundRole(QPalette::PlaceholderText);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_area, 1);
    layout->addWidget(m_notice, 1);
    connect(m_canvas, &MapCanvas::nodeWanted, this, [this](size_t node) {
        emit listWanted(QString::fromStdString(m_canvas->map()->nodes[node].kind), {}, {});
    });
    connect(m_canvas, &MapCanvas::linkWanted, this, &IdentityMapView::wantLink);
    const auto renew = [this] {
        m_stale = true;
        if (isVisible())
            compute();
    };
    connect(session, &Session::storeChanged, this, renew);
    connect(session, &Session::busyChanged, this, renew);
    showMap(nullptr);
}

// The map takes the keyboard, as soon as there is one.
void IdentityMapView::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    if (m_canvas->isVisible())
        m_canvas->setFocus(event->reason());
}

void IdentityMapView::showEvent(QShowEvent *event)
{
    if (m_stale)
        compute();
    QWidget::showEvent(event);
}

void IdentityMapView::compute()
{
    m_task.cancel();
    const bool whole = m_session->isOpen() && !m_session->isLoading() && m_session->store()->isComplete();
    if (!whole) {
        showMap(nullptr);
        return;
    }
    m_stale = false;
    m_task.start(this, [store = m_session->store()](const Continue &goOn) { return mapIdentity(*store, goOn); },
                 [this](const std::shared_ptr<const IdentityMap> &map) { showMap(map); });
}

void IdentityMapView::showMap(std::shared_ptr<const IdentityMap> map)
{
    const bool any = map && !map->nodes.empty();
    m_area->setVisible(any);
    m_notice->setVisible(!any);
    m_notice->setText(map ? tr("Nothing here has an identity that the rules know.")
                          : m_session->isOpen() ? tr("Reading…") : tr("Tasks, tries, workers … and how they belong together are drawn here. Open a run first."));
    m_canvas->setMap(std::move(map));
    if (any && hasFocus())
        m_canvas->setFocus();
}

// A link: its beginnings with their ends beside them.
void IdentityMapView::wantLink(size_t link, bool without)
{
    const IdentityMap::Link &wanted = m_canvas->map()->links[link];
    const QString field = QString::fromStdString(wanted.field);
    emit listWanted(QString::fromStdString(m_canvas->map()->nodes[wanted.from].kind), without ? u"no:"_s + field : QString(), field);
}

} // namespace widelens
