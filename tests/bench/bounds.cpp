// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/bench/bounds.h"

#include "model/store/hash.h"

#include <simdjson.h>

#include <cstring>
#include <fcntl.h>
#include <memory>
#include <unistd.h>

namespace widelens::bench {

namespace {

constexpr size_t kBlock = 4 * 1024 * 1024;
constexpr size_t kRoom = 64 * 1024; // for what is left of a line, and for simdjson's padding

template<typename OnLine>
void eachLine(const std::string &file, OnLine onLine)
{
    const int descriptor = ::open(file.c_str(), O_RDONLY);
    const auto buffer = std::make_unique_for_overwrite<char[]>(kBlock + 2 * kRoom);
    size_t kept = 0;
    off_t offset = 0;
    ssize_t n = 0;
    while ((n = ::pread(descriptor, buffer.get() + kept, kBlock, offset)) > 0) {
        offset += n;
        const char *at = buffer.get();
        const char *end = at + kept + n;
        while (const void *newline = std::memchr(at, '\n', static_cast<size_t>(end - at))) {
            const char *stop = static_cast<const char *>(newline);
            onLine(at, static_cast<size_t>(stop - at));
            at = stop + 1;
        }
        kept = static_cast<size_t>(end - at);
        std::memmove(buffer.get(), at, kept);
    }
    ::close(descriptor);
}

} // namespace

uint64_t hashLines(const std::string &file)
{
    uint64_t sum = 0;
    eachLine(file, [&](const char *line, size_t length) { sum += hashBytes(line, length); });
    return sum;
}

uint64_t walkJson(const std::string &file)
{
    using namespace simdjson;
    ondemand::parser parser;
    parser.threaded = false;
    uint64_t sum = 0;
    eachLine(file, [&](const char *line, size_t length) {
        ondemand::document document;
        ondemand::object object;
        if (parser.iterate(line, length, length + SIMDJSON_PADDING).get(document) || document.get_object().get(object))
            return;
        for (auto element : object) {
            ondemand::field field;
            if (std::move(element).get(field))
                return;
            sum += static_cast<unsigned char>(field.key().raw()[0]) + field.value().raw_json_token().size();
        }
    });
    return sum;
}

} // namespace widelens::bench
