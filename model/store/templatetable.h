// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/ids.h"

#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace widelens {

// A message with its values taken out. `rule` is the index of the rule that knew it (Rules::messages), -1 when it was mined
// or is the source's own template.
struct Template {
    std::string text;
    int rule = -1;
};

// All templates that occur, over all sources. Grows while files are read, from any thread; an id never changes.
class TemplateTable
{
public:
    TemplateId intern(std::string_view text, int rule);
    Template get(TemplateId id) const;
    int rule(TemplateId id) const;
    size_t size() const;

private:
    mutable std::mutex m_mutex;
    std::vector<Template> m_templates;
    std::unordered_map<std::string, TemplateId> m_ids;
};

} // namespace widelens
