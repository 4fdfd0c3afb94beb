# SPDX-License-Identifier: GPL-3.0-or-later
# Writes the rule files into a C++ source, so that the binary needs no files beside it.
set(code "// Generated from resources/rules by model/rules/embed.cmake.\n#include \"model/rules/builtinrules.h\"\n\nnamespace widelens {\n\n")
string(APPEND code "const std::vector<std::pair<std::string_view, std::string_view>> &builtinRules()\n{\n")
string(APPEND code "    static const std::vector<std::pair<std::string_view, std::string_view>> rules = {\n")
foreach(file IN LISTS FILES)
    get_filename_component(name "${file}" NAME)
    file(READ "${file}" text)
    string(APPEND code "        { \"${name}\", R\"rules(${text})rules\" },\n")
endforeach()
string(APPEND code "    };\n    return rules;\n}\n\n} // namespace widelens\n")
file(WRITE "${OUTPUT}" "${code}")
