// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/import/archivelayout.h"

#include <algorithm>
#include <map>

namespace widelens {

namespace {

bool isNumber(std::string_view name)
{
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Where the parts of a path begin: "a/b/c" → 0, 2, 4.
std::vector<size_t> partsOf(const std::string &path)
{
    std::vector<size_t> begins { 0 };
    for (size_t i = 0; i < path.size(); ++i) {
        if (path[i] == '/')
            begins.push_back(i + 1);
    }
    return begins;
}

std::string directoryBefore(const std::string &path, size_t begin)
{
    return begin == 0 ? std::string() : path.substr(0, begin - 1);
}

std::string_view lastPart(std::string_view path)
{
    const size_t slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool isBelow(const std::string &path, const std::string &directory)
{
    return directory.empty() || (path.size() > directory.size() && path[directory.size()] == '/' && path.compare(0, directory.size(), directory) == 0);
}

std::string below(const std::string &path, const std::string &directory)
{
    return directory.empty() ? path : path.substr(directory.size() + 1);
}

std::string commonDirectory(const std::string &a, const std::string &b)
{
    size_t same = 0;
    for (size_t i = 0; i <= std::min(a.size(), b.size()); ++i) {
        const bool endA = i == a.size() || a[i] == '/';
        const bool endB = i == b.size() || b[i] == '/';
        if (endA && endB)
            same = i;
        if (i == a.size() || i == b.size() || a[i] != b[i])
            break;
    }
    return a.substr(0, same);
}

} // namespace

bool ArchiveLayout::fitsRules(std::string_view path) const
{
    std::vector<Pattern::Span> spans;
    return std::any_of(m_rules.paths.begin(), m_rules.paths.end(), [&](const PathRule &rule) { return rule.pattern.match(path, spans); });
}

bool ArchiveLayout::marksRun(std::string_view name) const
{
    std::vector<Pattern::Span> spans;
    return std::any_of(m_rules.paths.begin(), m_rules.paths.end(), [&](const PathRule &rule) { return rule.marksRun && rule.pattern.match(name, spans); });
}

void ArchiveLayout::addRoot(const std::string &root)
{
    const auto at = std::lower_bound(m_roots.begin(), m_roots.end(), root);
    if (at == m_roots.end() || *at != root)
        m_roots.insert(at, root);
}

// The innermost run directory that holds the file.
const std::string *ArchiveLayout::rootOf(const std::string &path) const
{
    const std::string *found = nullptr;
    for (const auto &root : m_roots) {
        if (isBelow(path, root) && (!found || root.size() > found->size()))
            found = &root;
    }
    return found;
}

std::optional<ArchiveLayout::Place> ArchiveLayout::place(const std::string &path)
{
    const auto parts = partsOf(path);
    const std::string directory = directoryBefore(path, parts.back());
    m_common = m_any ? commonDirectory(m_common, directory) : directory;
    m_any = true;
    std::string root;
    bool found = false;
    for (const size_t begin : parts) {
        const std::string_view rest = std::string_view(path).substr(begin);
        const bool numbered = begin > 0 && isNumber(lastPart(directoryBefore(path, begin)));
        if ((numbered && fitsRules(rest)) || (begin == parts.back() && marksRun(rest))) {
            root = directoryBefore(path, begin);
            found = true;
            break;
        }
    }
    if (!found) {
        const std::string *known = rootOf(path);
        if (!known || !fitsRules(below(path, *known)))
            return std::nullopt;
        root = *known;
    }
    addRoot(root);
    return Place { root, below(path, root), false };
}

std::optional<ArchiveLayout::Place> ArchiveLayout::numberedRun(const std::string &path)
{
    for (const size_t begin : partsOf(path)) {
        const std::string directory = directoryBefore(path, begin);
        if (isNumber(lastPart(directory)))
            return Place { directory, path.substr(begin), false };
    }
    return std::nullopt;
}

// A directory that the rules allow to be the run's of most files is it.
void ArchiveLayout::vote(const std::vector<std::string> &paths)
{
    std::map<std::string, size_t> votes;
    std::vector<std::vector<std::string>> candidates;
    for (const auto &path : paths) {
        std::vector<std::string> mine;
        if (!rootOf(path)) {
            for (const size_t begin : partsOf(path)) {
                if (fitsRules(std::string_view(path).substr(begin)))
                    mine.push_back(directoryBefore(path, begin));
            }
        }
        for (const auto &directory : mine)
            ++votes[directory];
        candidates.push_back(std::move(mine));
    }
    for (const auto &mine : candidates) {
        const std::string *best = nullptr;
        for (const auto &directory : mine) {
            if (!best || votes[directory] > votes[*best])
                best = &directory;
        }
        if (best)
            addRoot(*best);
    }
}

// As for a directory: one that holds numbered ones is a parent of runs; any other one is a run by itself.
void ArchiveLayout::findRuns(const std::vector<std::string> &paths)
{
    std::string base;
    for (const size_t begin : partsOf(m_common + "/")) {
        const std::string directory = directoryBefore(m_common + "/", begin);
        if (isNumber(lastPart(directory)))
            break;
        base = directory;
    }
    if (std::find(m_roots.begin(), m_roots.end(), base) != m_roots.end())
        return;
    for (const auto &path : paths) {
        const std::string rest = below(path, base);
        const size_t slash = rest.find('/');
        if (slash != std::string::npos && isNumber(std::string_view(rest).substr(0, slash)))
            addRoot(path.substr(0, path.size() - rest.size() + slash));
    }
    if (m_roots.empty())
        addRoot(base);
}

ArchiveLayout::Place ArchiveLayout::placeBeside(const std::string &path) const
{
    const std::string own = directoryBefore(path, partsOf(path).back()); // a file may have the name of a run's directory
    const std::string *nearest = &m_roots.front();
    std::string shared;
    for (const auto &root : m_roots) {
        const std::string directory = commonDirectory(root, own);
        if (directory.size() > shared.size()) {
            shared = directory;
            nearest = &root;
        }
    }
    const std::string down = shared.empty() ? *nearest : below(*nearest, shared);
    std::string up = "../";
    for (const char c : down)
        up += c == '/' ? "../" : "";
    return { *nearest, up + below(path, shared), m_roots.size() > 1 };
}

std::vector<ArchiveLayout::Place> ArchiveLayout::placeRest(const std::vector<std::string> &paths)
{
    vote(paths);
    findRuns(paths);
    std::vector<Place> places;
    for (const auto &path : paths) {
        const std::string *root = rootOf(path);
        places.push_back(root ? Place { *root, below(path, *root), false } : placeBeside(path));
    }
    return places;
}

} // namespace widelens
