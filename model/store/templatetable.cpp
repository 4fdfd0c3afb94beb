// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/templatetable.h"

namespace widelens {

TemplateId TemplateTable::intern(std::string_view text, int rule)
{
    const std::lock_guard lock(m_mutex);
    std::string key(text);
    key += '\0';
    key += std::to_string(rule);
    const auto [found, isNew] = m_ids.try_emplace(std::move(key), static_cast<TemplateId>(m_templates.size()));
    if (isNew)
        m_templates.push_back({ std::string(text), rule });
    return found->second;
}

Template TemplateTable::get(TemplateId id) const
{
    const std::lock_guard lock(m_mutex);
    return index(id) < m_templates.size() ? m_templates[index(id)] : Template();
}

int TemplateTable::rule(TemplateId id) const
{
    const std::lock_guard lock(m_mutex);
    return index(id) < m_templates.size() ? m_templates[index(id)].rule : -1;
}

size_t TemplateTable::size() const
{
    const std::lock_guard lock(m_mutex);
    return m_templates.size();
}

} // namespace widelens
