// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/import/recordreader.h"
#include "model/query/filter.h"

#include <memory>
#include <vector>

namespace widelens {

// Rows of one segment: all of them, a list, or bits.
class RowSelection
{
public:
    static std::unique_ptr<RowSelection> everything(uint32_t rows);
    static std::unique_ptr<RowSelection> list(std::vector<uint32_t> rows); // ascending
    static std::unique_ptr<RowSelection> bits(std::vector<bool> bits);

    size_t count() const;
    bool contains(uint32_t row) const;
    template<typename Visit>
    void each(Visit visit) const
    {
        if (m_all) {
            for (uint32_t row = 0; row < m_rows; ++row)
                visit(row);
        } else if (!m_bits.empty()) {
            for (uint32_t row = 0; row < m_bits.size(); ++row) {
                if (m_bits[row])
                    visit(row);
            }
        } else {
            for (const uint32_t row : m_list)
                visit(row);
        }
    }

    // The rows of which test(row) holds.
    template<typename Test>
    std::unique_ptr<RowSelection> keep(Test test) const
    {
        std::vector<uint32_t> kept;
        each([&](uint32_t row) {
            if (test(row))
                kept.push_back(row);
        });
        return list(std::move(kept));
    }

private:
    bool m_all = false;
    uint32_t m_rows = 0;
    std::vector<uint32_t> m_list;
    std::vector<bool> m_bits;
};

// Decides terms on the rows of a segment: what is constant for the file first, then what is decided per context, then
// columns, and what must be read from the file last, only on the rows that are left.
class TermTest
{
public:
    TermTest(std::shared_ptr<const EventStore> store, const std::vector<Term> &terms);
    ~TermTest();

    std::unique_ptr<RowSelection> select(uint32_t segment, const Continue &goOn); // null: none
    // Of these rows. Costs in proportion to them where a term must be read from the file.
    std::unique_ptr<RowSelection> select(uint32_t segment, const Continue &goOn, std::unique_ptr<RowSelection> rows);
    bool isCancelled() const { return m_cancelled; }

private:
    struct Compiled;
    enum class Verdict { All, None, ByRow };

    std::unique_ptr<RowSelection> applyStated(const Compiled &term, uint32_t segment, std::unique_ptr<RowSelection> rows, const Continue &goOn);

    std::unique_ptr<RowSelection> apply(const Compiled &term, uint32_t segment, std::unique_ptr<RowSelection> rows, const Continue &goOn);
    bool follows(const Compiled &term, EventRef event) const;
    std::unique_ptr<RowSelection> derivedRows(const Compiled &term, uint32_t segment, const RowSelection &rows, const Continue &goOn);

    std::shared_ptr<const EventStore> m_store;
    std::vector<Compiled> m_terms;
    RecordReader m_reader;
    bool m_cancelled = false;
};

} // namespace widelens
