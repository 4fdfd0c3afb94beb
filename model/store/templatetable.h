// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/ids.h"
#include "model/store/textarena.h"

#include <mutex>
#include <string>
#include <string_view>
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
    // A log in which no message is like another has as many templates as events: few bytes each.
    struct Known {
        const char *text;
        uint32_t length;
        int32_t rule;
    };
    struct Slot {
        uint32_t hash = 0; // upper half
        uint32_t id = 0; // + 1; 0: free
    };
    void makeRoom();

    mutable std::mutex m_mutex;
    TextArena m_texts;
    std::vector<Known> m_templates;
    std::vector<Slot> m_slots;
};

} // namespace widelens
