// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/filereader.h"
#include "model/store/source.h"
#include "model/store/spool.h"

#include <atomic>
#include <functional>
#include <memory>
#include <string>

namespace widelens {

struct Rules;

// Writes the rows of a database into the spool, as lines of JSON: the source is then one of these lines. It is handed over
// once, as soon as there is something to read in it, or with an issue that says why there is nothing. `path`: as for
// DatabaseFile::open(). Until it is cancelled.
void spoolDatabase(const Rules &rules, const std::shared_ptr<Spool> &spool, const std::atomic<bool> &cancelled, Source source, FileReader &file, const std::string &path,
                   const std::function<void(Source)> &handOver);

} // namespace widelens
