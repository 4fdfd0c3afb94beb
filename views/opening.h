// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/session.h"

#include <QGuiApplication>

namespace widelens {

// As in a browser: with Ctrl held what is clicked opens in a tab of its own.
inline bool isTabWanted()
{
    return QGuiApplication::keyboardModifiers() & Qt::ControlModifier;
}

// Shows only events of the pivot, in this tab or in a new one.
inline void openPivot(Session *session, const Pivot &pivot, bool inTab = isTabWanted())
{
    if (inTab)
        session->openInTab(pivot);
    else
        session->addPivot(pivot);
}

} // namespace widelens
