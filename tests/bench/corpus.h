// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace widelens::bench {

// A recorded run repeated until it has `bytes` bytes, in a folder of its own under the temporary directory; made once and
// kept. Copy k is shifted by k runs in time, so that the files stay in time order, as a long run's are.
struct Corpus {
    std::string folder; // a run directory
    std::vector<std::string> files;
    uint64_t bytes = 0;
};

Corpus makeCorpus(const std::string &run, uint64_t bytes);
// Text in which no message and no thread comes a second time.
Corpus makeUniqueCorpus(uint64_t bytes);

} // namespace widelens::bench
