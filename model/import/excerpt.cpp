// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/excerpt.h"

#include "model/store/filereader.h"

#include <algorithm>

namespace widelens {

static constexpr size_t kWindow = size_t(256) << 10; // how far neighbours are looked for

static std::string readBytes(FileReader &file, uint64_t offset, size_t count)
{
    std::string bytes(count, '\0');
    const int64_t n = file.readAt(offset, bytes.data(), count);
    bytes.resize(n > 0 ? static_cast<size_t>(n) : 0);
    return bytes;
}

// Without the '\n' at the end of the last one.
static std::vector<std::string> splitLines(std::string_view text, size_t longest)
{
    std::vector<std::string> lines;
    while (!text.empty()) {
        const size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, std::min(end, longest)));
        if (end > longest)
            lines.back() += "…";
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

static std::vector<std::string> linesBefore(FileReader &file, uint64_t offset, size_t around)
{
    const uint64_t begin = offset - std::min<uint64_t>(offset, kWindow);
    std::string bytes = readBytes(file, begin, static_cast<size_t>(offset - begin));
    if (begin > 0) // the first line is only a part
        bytes.erase(0, std::min(bytes.find('\n'), bytes.size() - (bytes.empty() ? 0 : 1)) + 1);
    std::vector<std::string> lines = splitLines(bytes, Excerpt::kMaxNeighbour);
    if (lines.size() > around)
        lines.erase(lines.begin(), lines.end() - static_cast<ptrdiff_t>(around));
    return lines;
}

Excerpt readExcerpt(const Source &source, uint64_t offset, uint64_t length, uint64_t line, size_t around)
{
    Excerpt excerpt;
    FileReader file;
    if (!openSource(source, file)) {
        excerpt.problem = "cannot be read any more: " + file.problem();
        return excerpt;
    }
    std::string place = readBytes(file, offset, static_cast<size_t>(std::min<uint64_t>(length ? length : kWindow, Excerpt::kMaxBytes)));
    if (length == 0)
        place.resize(std::min(place.find('\n'), place.size()));
    excerpt.isCut = length > Excerpt::kMaxBytes;
    const uint64_t end = offset + (length ? length : place.size());
    excerpt.lines = splitLines(place, Excerpt::kMaxBytes);
    excerpt.before = linesBefore(file, offset, around);
    std::string after = readBytes(file, end, kWindow);
    if (!after.empty() && after.front() == '\n') // of the place's last line
        after.erase(0, 1);
    const bool whole = after.size() < kWindow;
    excerpt.after = splitLines(after, Excerpt::kMaxNeighbour);
    if (!whole && !excerpt.after.empty())
        excerpt.after.pop_back(); // may be only a part
    excerpt.after.resize(std::min(excerpt.after.size(), around));
    excerpt.firstLine = line > excerpt.before.size() ? line - excerpt.before.size() : 0;
    return excerpt;
}

} // namespace widelens
