// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/identity/identity.h"

#include <memory>

namespace widelens {

// Identities of a store that grows: each version extends what the ones before it said. The result is the same whatever the
// order of arrival. One thread's; it works on all cores.
class IdentityBuild
{
public:
    IdentityBuild();
    ~IdentityBuild();

    // Takes in the rows that came since the last call. Rows whose identity was open are looked at again; the others only if
    // something turns out to contradict. See holdsFor(). False when cancelled: then it must be dropped.
    bool extend(const EventStore &store, const Continue &goOn = {});
    // Whether what was taken in stands in the whole store as it was read: in the same runs, no copies, still in columns.
    bool holdsFor(const EventStore &whole) const;
    // What follows so far. O(what is known).
    std::shared_ptr<const Identity> snapshot() const;
    // The same, and nothing remains here. O(1).
    std::shared_ptr<const Identity> take();

private:
    class Work;
    std::unique_ptr<Work> m_work;
};

} // namespace widelens
