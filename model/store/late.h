// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <mutex>

namespace widelens {

// Something immutable that is added once it is ready, while others already use what it belongs to.
template<typename T>
class Late
{
public:
    std::shared_ptr<const T> get() const
    {
        const std::lock_guard lock(m_mutex);
        return m_value;
    }
    void set(std::shared_ptr<const T> value)
    {
        const std::lock_guard lock(m_mutex);
        m_value = std::move(value);
    }

private:
    mutable std::mutex m_mutex;
    std::shared_ptr<const T> m_value;
};

} // namespace widelens
