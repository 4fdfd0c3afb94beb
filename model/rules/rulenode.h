// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/rules/rules.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace widelens {

// A value of a rule file and where it stands there. Every answer is checked; a failure names file, path and fix.
class RuleNode
{
public:
    RuleNode(const nlohmann::json &value, std::string file, std::string path)
        : m_value(value)
        , m_file(std::move(file))
        , m_path(std::move(path))
    {
    }

    [[noreturn]] void fail(const std::string &what, const std::string &fix) const
    {
        throw RuleError(m_file + ": " + (m_path.empty() ? "/" : m_path) + ": " + what + ": " + fix);
    }
    // Names that no one reads are mistakes: they would be ignored silently.
    const RuleNode &allow(std::initializer_list<const char *> names) const
    {
        object();
        for (const auto &[key, value] : m_value.items()) {
            if (key != "comment" && std::find(names.begin(), names.end(), key) == names.end()) {
                std::string all;
                for (const char *name : names)
                    all += (all.empty() ? "" : ", ") + std::string(name);
                at(key).fail("no such entry", "entries here are " + all);
            }
        }
        return *this;
    }
    const RuleNode &object() const
    {
        if (!m_value.is_object())
            fail("is not an object", "write it as {…}");
        return *this;
    }
    bool isList() const { return m_value.is_array(); }
    bool has(const char *name) const { return m_value.contains(name); }
    RuleNode at(const std::string &name) const { return { m_value.at(name), m_file, m_path + "/" + name }; }
    RuleNode required(const char *name) const
    {
        object();
        if (!has(name))
            fail(std::string("has no \"") + name + "\"", "add it (see rules.schema.json)");
        return at(name);
    }
    std::string text() const
    {
        if (!m_value.is_string())
            fail("is not a string", "put it in double quotes");
        return m_value.get<std::string>();
    }
    std::vector<std::string> texts() const
    {
        if (!m_value.is_array())
            fail("is not a list", "write it as […]");
        std::vector<std::string> result;
        for (size_t i = 0; i < m_value.size(); ++i)
            result.push_back(RuleNode(m_value[i], m_file, m_path + "/" + std::to_string(i)).text());
        return result;
    }
    std::string text(const char *name, const std::string &otherwise = {}) const { return has(name) ? at(name).text() : otherwise; }
    bool flag(const char *name, bool otherwise = false) const
    {
        if (!has(name))
            return otherwise;
        if (!m_value.at(name).is_boolean())
            at(name).fail("is neither true nor false", "write true or false without quotes");
        return m_value.at(name).get<bool>();
    }
    int number(const char *name, int otherwise) const
    {
        if (!has(name))
            return otherwise;
        if (!m_value.at(name).is_number_integer())
            at(name).fail("is not a whole number", "write it without quotes");
        return m_value.at(name).get<int>();
    }
    template<typename Visit>
    void each(const char *name, Visit visit) const
    {
        if (!has(name))
            return;
        const RuleNode list = at(name);
        if (!list.m_value.is_array())
            list.fail("is not a list", "write it as […]");
        for (size_t i = 0; i < list.m_value.size(); ++i)
            visit(RuleNode(list.m_value[i], m_file, list.m_path + "/" + std::to_string(i)));
    }
    template<typename Visit>
    void eachEntry(const char *name, Visit visit) const
    {
        if (!has(name))
            return;
        const RuleNode map = at(name);
        map.object();
        for (const auto &[key, value] : map.m_value.items())
            visit(key, RuleNode(value, m_file, map.m_path + "/" + key));
    }
    std::vector<std::pair<std::string, std::string>> entries(const char *name) const // all of them texts
    {
        std::vector<std::pair<std::string, std::string>> result;
        eachEntry(name, [&](const std::string &key, const RuleNode &value) { result.emplace_back(key, value.text()); });
        return result;
    }
    std::vector<std::string> texts(const char *name) const
    {
        std::vector<std::string> result;
        each(name, [&](const RuleNode &node) { result.push_back(node.text()); });
        return result;
    }
    template<typename T>
    T choice(const char *name, T otherwise, std::initializer_list<std::pair<const char *, T>> choices) const
    {
        if (!has(name))
            return otherwise;
        const std::string word = at(name).text();
        std::string all;
        for (const auto &[text, value] : choices) {
            if (word == text)
                return value;
            all += (all.empty() ? "" : ", ") + std::string(text);
        }
        at(name).fail("\"" + word + "\" is not known", "one of " + all);
    }
    Pattern pattern(bool looseSpaces = false) const
    {
        try {
            return Pattern::parse(text(), looseSpaces);
        } catch (const std::invalid_argument &error) {
            fail(error.what(), "see the pattern language in rules.schema.json");
        }
    }

private:
    const nlohmann::json &m_value;
    std::string m_file;
    std::string m_path;
};

} // namespace widelens
