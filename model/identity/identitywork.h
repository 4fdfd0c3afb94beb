// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/identity/identitybuild.h"
#include "model/identity/identityplan.h"

#include <array>
#include <memory>
#include <mutex>
#include <unordered_set>
#include <vector>

namespace widelens {

// Rows are read in parts, on all cores, while the tables stand still; what a part contributes is then added, first the keys, a
// table a core, then the values, a field a core.
class IdentityBuild::Work
{
public:
    bool extend(const EventStore &store, const Continue &goOn);
    std::shared_ptr<Identity> m_identity = std::make_shared<Identity>();

private:
    using Known = Identity::Known;
    using Proof = ImplicationTable::Proof;

    // Rows of a segment.
    struct Part {
        uint32_t segment;
        uint32_t begin;
        uint32_t end;
        bool open = true; // some of its rows may still learn something
        std::vector<FieldMask> stated {}; // the sets of fields that its rows state
    };

    // To one table.
    struct Contributions {
        struct Value {
            uint32_t key; // which of `keys`
            bool joined;
            Atom atom;
        };
        std::vector<uint64_t> keys; // run, proof, key of each
        std::vector<uint32_t> nodes; // of the keys, once they are in the table
        std::vector<std::vector<Value>> values; // by field; none where there is no value
        uint32_t addKey(uint64_t run, EventRef event, const Atom *key, size_t fields) // which it is
        {
            const auto number = static_cast<uint32_t>(keys.size() / (2 + fields));
            keys.push_back(run);
            keys.push_back(ImplicationTable::proofOf(event, false));
            keys.insert(keys.end(), key, key + fields);
            return number;
        }
        std::vector<uint64_t> last; // as Reader::m_words: most rows say again what the one before them said
    };
    // A field of a table.
    struct Place {
        size_t rule;
        size_t field;
    };

    // Reads one part.
    class Reader
    {
    public:
        Reader(Work &work, const EventStore &store, Part &part, bool indirect, std::vector<Contributions> &out);
        void read();

    private:
        void readRow(EventRef event, RunId run, const std::vector<Atom> &atoms);
        bool usePlan(FieldMask stated);
        const IdentityPlan *planOf(FieldMask mask);
        bool closeSimply(RunId run);
        void closeFully(RunId run, const std::vector<Atom> &stated);
        bool saysAgain(RunId run, const std::vector<Atom> &stated); // what an earlier row of the part said
        void contribute(size_t rule, RunId run, EventRef event);
        void contributeAll(size_t rule, RunId run, EventRef event);
        // One contribution: run, joined (a bit a value), key, values; 0 where there is none. Then keep() or append() it.
        uint64_t *begin(size_t rule, RunId run);
        void keep(size_t rule, EventRef event); // unless the last one said the same
        void append(size_t rule, EventRef event);
        void compute(size_t rule, RunId run, EventRef event, const Atom *key);

        Work &m_work;
        const Identity &m_identity;
        const EventStore &m_store;
        Part &m_part;
        bool m_indirect;
        std::vector<Contributions> &m_out; // by rule
        std::vector<uint64_t> m_words;
        std::vector<ImplicationTable::Cursor> m_cursors; // by rule
        std::vector<std::pair<FieldMask, const IdentityPlan *>> m_plans; // of this part's rows; null: nothing to do
        const IdentityPlan *m_plan = nullptr;
        std::array<Atom, Identity::kMaxFields> m_atoms {};
        FieldMask m_stated = 0; // by the row; m_plan is for that
        FieldMask m_mask = 0; // and what follows
        FieldMask m_joined = 0; // fields of m_atoms that were derived
        Known m_known;
        std::unordered_set<uint64_t> m_said; // hashes of what rows state
        std::vector<Contributions::Value> m_values; // of a row, for each of its keys: `key` is the field
    };

    void readRules(const EventStore &store);
    void addParts(const EventStore &store, std::vector<Part> &fresh);
    bool pass(const EventStore &store, std::vector<Part *> parts, bool indirect, const Continue &goOn);
    void applyKeys(size_t parts, size_t rule);
    void applyValues(size_t parts, Place place, bool indirect, char &grew);
    void startOver();
    bool readStated(const EventStore &store, const Continue &goOn);
    bool join(const EventStore &store, const Continue &goOn); // what follows from it
    size_t countUnfollowed() const;
    bool findLeftOut(const EventStore &store, const Continue &goOn);
    Identity::LeftOut leftOutOf(const EventStore &store, const Part &part);
    bool mayContest();
    bool mayJoin(const Part &part);

    std::vector<uint32_t> m_done; // rows of each segment
    std::vector<Part> m_parts; // those that are not direct alone
    std::unique_ptr<IdentityPlans> m_plans;
    std::vector<Place> m_places; // of all values
    std::vector<std::vector<Contributions>> m_contributions; // of the parts read at once: memory that is used again
    std::mutex m_poolMutex;
    size_t m_unfollowed = 0; // keys, when it was last complete
    bool m_isComplete = false;
    bool m_hasLeftOut = false;
    std::vector<char> m_grew; // by place: whether events can follow more than before
};

} // namespace widelens
