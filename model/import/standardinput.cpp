// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/standardinput.h"

#include "model/store/filereader.h"

#include <cerrno>
#include <cstring>
#include <thread>
#include <unistd.h>
#include <vector>

namespace widelens {

static void readAll(const std::shared_ptr<SpooledFile> &file)
{
    std::vector<char> block(LineReader::kBlock);
    while (true) {
        const ssize_t n = ::read(STDIN_FILENO, block.data(), block.size());
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0) {
            file->fail(std::string("standard input: ") + std::strerror(errno), "check the program that writes it");
            return;
        }
        if (n == 0 || !file->append(block.data(), static_cast<size_t>(n)))
            break;
    }
    file->finish();
}

std::shared_ptr<const SpooledFile> standardInput()
{
    static const std::shared_ptr<SpooledFile> file = [] {
        auto fresh = std::make_shared<SpooledFile>(std::make_shared<Spool>());
        // Whoever writes may never end: nothing waits for this thread.
        std::thread([fresh] { readAll(fresh); }).detach();
        return fresh;
    }();
    return file;
}

} // namespace widelens
