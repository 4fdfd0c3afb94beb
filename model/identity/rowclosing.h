// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/identity/identity.h"

#include <vector>

namespace widelens {

// What follows for a row, in atoms of the caller's pool: a look-up or two a row, where Identity::derive() answers everything
// with its proofs. For passes over all events that need the key of an entity and little else. One thread's.
class RowClosing
{
public:
    enum class Result {
        Complete, // the key is known, and each step had one answer
        Incomplete, // something of the key does not follow
        Contested, // something has several values: left to Identity::derive()
    };

    // `key`, then `also` (kNoField: none), are the first of watched(). The store and the pool outlive this.
    RowClosing(const EventStore &store, const std::vector<FieldId> &key, FieldId also, AtomPool &own);

    // The fields whose atoms a row needs: for a RowWalk.
    const std::vector<FieldId> &watched() const { return m_watched; }
    bool isComplete(const std::vector<Atom> &atoms) const; // the key

    // Adds what follows to `atoms` (as watched()), until nothing more does or all that is asked for is known.
    Result close(std::vector<Atom> &atoms, RunId run);
    // Whether Identity::derive() may know more where close() is Incomplete: a part of a key may be the only one that fits, or
    // there are more fields than are watched.
    bool mayFollowMore(const std::vector<Atom> &atoms) const;
    bool hasAllSteps() const { return m_allSteps; } // no implication was left out, for want of places
    bool isContested() const { return m_contested; } // some key has several values: what is stated may not be all

private:
    // An implication whose fields are all watched.
    struct Step {
        size_t rule;
        std::vector<size_t> key; // places in m_watched
        std::vector<std::pair<size_t, size_t>> implied; // place in the table, place in m_watched
        FieldMask needs = 0;
        FieldMask gives = 0;
        ImplicationTable::Cursor cursor {};
    };
    // An implication that finds one missing part of its key where a single one fits.
    struct Fit {
        size_t missing;
        std::vector<size_t> rest;
    };

    size_t place(FieldId field);
    // The steps that can say something for rows that state these fields, in the order in which their keys can be known.
    const std::vector<size_t> &stepsOf(FieldMask stated);
    enum class Followed { Nothing, Something, NoKey };
    Followed follow(Step &step, std::vector<Atom> &atoms, RunId run, bool &contested);

    const Identity *m_identity;
    size_t m_keyFields;
    size_t m_asked; // the key and the other one
    std::vector<FieldId> m_watched;
    std::vector<Step> m_steps;
    std::vector<Fit> m_fits;
    bool m_allSteps = true; // no implication was left out
    bool m_contested = false;
    AtomTranslation m_toIdentity;
    AtomAdoption m_toOwn;
    std::vector<std::pair<FieldMask, std::vector<size_t>>> m_plans; // few: rows come in few kinds
    size_t m_lastPlan = 0;
    std::vector<Atom> m_keyAtoms;
};

} // namespace widelens
