// SPDX-License-Identifier: GPL-3.0-or-later
// The marks of bookmarks in a plot over time.
#include "views/timeplot.h"

#include "model/bookmarks.h"
#include "model/session.h"
#include "model/timeaxis.h"

#include <cmath>

#include <qcustomplot.h>

namespace widelens {

using namespace Qt::StringLiterals;

static constexpr qsizetype kMostMarks = 500;
static constexpr double kBookmarkReach = 7; // pixels

// A star at the foot of the plot, where the axis is; those that are not seen cost nothing.
void TimePlot::placeBookmarks()
{
    const TimeRange visible = m_axis->visible();
    qsizetype used = 0;
    for (const Bookmark &bookmark : m_session->bookmarks()->list()) {
        if (!bookmark.event.isValid() || !visible.contains(bookmark.time) || m_axis->isEmpty() || used == kMostMarks)
            continue;
        if (used == m_marks.size()) {
            auto *mark = new QCPItemText(m_plot);
            mark->setLayer(u"cursors"_s);
            mark->setText(u"★"_s);
            mark->position->setTypeY(QCPItemPosition::ptAxisRectRatio);
            mark->setPositionAlignment(Qt::AlignHCenter | Qt::AlignBottom);
            m_marks.append(mark);
        }
        QCPItemText *mark = m_marks[used++];
        mark->setColor(palette().color(QPalette::Link));
        mark->setFont(font());
        mark->position->setCoords(seconds(bookmark.time), 1);
        mark->setVisible(true);
    }
    for (qsizetype i = used; i < m_marks.size(); ++i)
        m_marks[i]->setVisible(false);
}

QString TimePlot::bookmarkText(const QPoint &position) const
{
    const TimeScale at = scale();
    const Bookmark *nearest = nullptr;
    double distance = kBookmarkReach;
    for (const Bookmark &bookmark : m_session->bookmarks()->list()) {
        const double away = bookmark.event.isValid() ? std::abs(at.x(bookmark.time) - position.x()) : kBookmarkReach;
        if (away < distance) {
            distance = away;
            nearest = &bookmark;
        }
    }
    if (!nearest)
        return {};
    const QString text = nearest->note.isEmpty() ? nearest->message : nearest->note;
    return u"★ "_s + (text.size() > 80 ? text.left(79) + u'…' : text);
}

} // namespace widelens
