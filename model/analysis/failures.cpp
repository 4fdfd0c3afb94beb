// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/failures.h"

#include "model/query/keyscan.h"
#include "model/rules/rules.h"

namespace widelens {

bool eachFailure(const EventStore &store, const KeyRule &kind, const OnFailure &visit, const Continue &goOn)
{
    const FieldId field = store.fields().find(store.rules().failureField);
    if (field == kNoField)
        return true;
    std::vector<FieldId> keyFields;
    for (const auto &name : kind.fields)
        keyFields.push_back(store.fields().find(name));
    const auto count = static_cast<uint32_t>(store.segments().size());
    std::vector<Value> key;
    for (uint32_t i = 0; i < count; ++i) {
        if (goOn && !goOn(static_cast<double>(i) / count))
            return false;
        KeyScan(store, i, { field }).each([&](uint32_t row, const std::vector<Cell> &cells) {
            const EventRef event { i, row };
            key.clear();
            for (const FieldId id : keyFields)
                key.push_back(id == kNoField ? Value() : store.value(event, id));
            visit(event, toText(store.segments()[i]->value(cells[0])), key);
        });
    }
    return true;
}

} // namespace widelens
