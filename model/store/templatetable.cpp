// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/store/templatetable.h"

#include "model/store/hash.h"

namespace widelens {

namespace {

uint32_t hashOf(std::string_view text, int rule)
{
    return static_cast<uint32_t>(mix(hashBytes(text) + static_cast<uint32_t>(rule), 0x9fb21c651e98df25ull) >> 32);
}

} // namespace

TemplateId TemplateTable::intern(std::string_view text, int rule)
{
    const uint32_t hash = hashOf(text, rule);
    const std::lock_guard lock(m_mutex);
    if (m_templates.size() * 2 >= m_slots.size())
        makeRoom();
    size_t at = hash & (m_slots.size() - 1);
    for (; m_slots[at].id; at = (at + 1) & (m_slots.size() - 1)) {
        const uint32_t id = m_slots[at].id - 1;
        if (m_slots[at].hash == hash && m_templates[id].rule == rule && std::string_view(m_templates[id].text, m_templates[id].length) == text)
            return static_cast<TemplateId>(id);
    }
    const std::string_view kept = m_texts.keep(text);
    m_templates.push_back({ kept.data(), static_cast<uint32_t>(kept.size()), rule });
    m_slots[at] = { hash, static_cast<uint32_t>(m_templates.size()) };
    return static_cast<TemplateId>(m_templates.size() - 1);
}

void TemplateTable::makeRoom()
{
    std::vector<Slot> slots(m_slots.empty() ? 256 : m_slots.size() * 2);
    for (const Slot &slot : m_slots) {
        if (!slot.id)
            continue;
        size_t at = slot.hash & (slots.size() - 1);
        while (slots[at].id)
            at = (at + 1) & (slots.size() - 1);
        slots[at] = slot;
    }
    m_slots = std::move(slots);
}

Template TemplateTable::get(TemplateId id) const
{
    const std::lock_guard lock(m_mutex);
    if (index(id) >= m_templates.size())
        return {};
    const Known &known = m_templates[index(id)];
    return { std::string(known.text, known.length), known.rule };
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
