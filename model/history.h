// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/viewstate.h"

namespace widelens {

// The ways that were gone through the views, and where on them the reader stands. A step from the middle forgets what
// came behind it. Never empty.
class History
{
public:
    explicit History(const ViewState &first = {}) : m_steps({ first }) {}

    const ViewState &current() const { return m_steps[m_at]; }
    const QList<ViewState> &steps() const { return m_steps; }
    qsizetype at() const { return m_at; }
    bool canGoBack() const { return m_at > 0; }
    bool canGoForward() const { return m_at + 1 < m_steps.size(); }

    void push(const ViewState &state)
    {
        m_steps.resize(m_at + 1);
        m_steps.append(state);
        if (m_steps.size() > kMost)
            m_steps.removeFirst();
        m_at = m_steps.size() - 1;
    }
    void replace(const ViewState &state) { m_steps[m_at] = state; } // the step where the reader stands
    void goTo(qsizetype step) { m_at = qBound(qsizetype(0), step, m_steps.size() - 1); }
    void forgetForward() { m_steps.resize(m_at + 1); }

private:
    static constexpr qsizetype kMost = 200;
    QList<ViewState> m_steps;
    qsizetype m_at = 0;
};

} // namespace widelens
