// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <Qt>

namespace widelens {

// What cells say of themselves beside Qt's own roles. Meaning only: colours and fonts are the views' business.
enum Role {
    EventRole = Qt::UserRole + 1, // EventRef as QVariant
    LevelRole, // int, LevelClass
    LinksRole, // QList<Link>: parts of the display text that pivot
    FullTextRole, // QString, unshortened
    MonospaceRole, // bool: digits and columns should line up
    PendingRole, // bool: the text is still being read
    DimRole, // bool: says little
    MatchesRole, // QList<TextSpan>: parts of the display text that were looked for
    BookmarkRole, // QString: of a row with a bookmark, its note; invalid without one
    ReferenceRole, // bool: the row that differences are measured from
};

// Levels by what they ask of the reader.
enum class LevelClass { None, Quiet, Normal, Warning, Error };

} // namespace widelens
