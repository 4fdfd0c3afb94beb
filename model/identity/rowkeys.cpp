// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/identity/rowkeys.h"

#include <algorithm>

namespace widelens {

namespace {

// Empty: the kind has no tries.
std::string tryNameOf(const Rules &rules, const KeyRule &kind)
{
    return kind.kind == rules.stateKind ? rules.tryField : std::string();
}

FieldId tryOf(const EventStore &store, const KeyRule &kind)
{
    const std::string name = tryNameOf(store.rules(), kind);
    return name.empty() ? kNoField : store.fields().find(name);
}

std::vector<FieldId> fieldsOf(const EventStore &store, const std::vector<std::string> &names)
{
    std::vector<FieldId> fields;
    for (const auto &name : names)
        fields.push_back(store.fields().find(name));
    return fields;
}

} // namespace

RowKeys::RowKeys(const EventStore &store, const KeyRule &kind, AtomPool &own)
    : m_store(store)
    , m_names(kind.fields)
    , m_key(fieldsOf(store, kind.fields))
    , m_try(tryOf(store, kind))
    , m_identity(kind.fields.empty() ? nullptr : store.identity())
    , m_isDerivable(m_identity && std::any_of(m_key.begin(), m_key.end(), [this](FieldId field) { return m_identity->mayDerive(field); }))
    , m_closing(store, m_key, m_try, own)
{
    m_names.push_back(tryNameOf(store.rules(), kind));
}

RowKeys::Result RowKeys::read(const std::vector<Atom> &stated, RunId run)
{
    using Closing = RowClosing::Result;
    m_atoms = stated;
    Closing closing = m_closing.isComplete(m_atoms) ? Closing::Complete : Closing::Incomplete;
    if (m_identity && (m_closing.isContested() || closing == Closing::Incomplete))
        closing = m_closing.close(m_atoms, run);
    if (closing == Closing::Complete && !m_key.empty())
        return Result::One;
    return closing == Closing::Incomplete && !m_key.empty() && !m_closing.mayFollowMore(m_atoms) ? Result::None : Result::Several;
}

std::vector<std::vector<Value>> RowKeys::values(EventRef event) const
{
    std::vector<std::vector<Value>> values(m_names.size());
    for (size_t k = 0; k < m_key.size(); ++k) {
        if (m_key[k] != kNoField)
            m_store.values(event, m_key[k], values[k]);
    }
    if (m_try != kNoField)
        m_store.values(event, m_try, values.back());
    for (const auto &item : m_isDerivable ? m_identity->follows(m_store, event) : std::vector<Identity::Follows>()) {
        for (size_t k = 0; k < m_names.size(); ++k) {
            if (item.field == m_names[k])
                values[k].push_back(item.value);
        }
    }
    return values;
}

} // namespace widelens
