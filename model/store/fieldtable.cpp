// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/fieldtable.h"

namespace widelens {

FieldTable::FieldTable() = default;

FieldId FieldTable::intern(std::string_view name)
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_ids.find(std::string(name));
    if (found != m_ids.end())
        return found->second;
    if (m_names.size() >= index(kNoField))
        return kNoField;
    const auto id = static_cast<FieldId>(m_names.size());
    m_names.emplace_back(name);
    m_ids.emplace(name, id);
    return id;
}

FieldId FieldTable::find(std::string_view name) const
{
    const std::lock_guard lock(m_mutex);
    const auto found = m_ids.find(std::string(name));
    return found == m_ids.end() ? kNoField : found->second;
}

std::string FieldTable::name(FieldId field) const
{
    const std::lock_guard lock(m_mutex);
    return index(field) < m_names.size() ? m_names[index(field)] : std::string();
}

size_t FieldTable::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_names.size();
}

} // namespace widelens
