# SPDX-License-Identifier: GPL-3.0-or-later
# House rules that a compiler does not see: every source names its licence in its first lines, and C++ outside tests knows
# no name of the systems whose logs it reads (those are in resources/rules). Comments may name them.
# Run by: cmake -DROOT=<project> -P tests/check_house.cmake
cmake_minimum_required(VERSION 3.25)
if(NOT EXISTS "${ROOT}/CMakeLists.txt")
    message(FATAL_ERROR "ROOT is not the project's folder: pass -DROOT=<project>")
endif()

# Licence.
set(sources "${ROOT}/CMakeLists.txt" "${ROOT}/.ci/run" "${ROOT}/.clang-tidy")
foreach(folder IN ITEMS app model views tests packaging resources)
    foreach(pattern IN ITEMS *.h *.cpp *.cmake *.sh *.qrc *.desktop *.svg CMakeLists.txt)
        file(GLOB_RECURSE found "${ROOT}/${folder}/${pattern}")
        list(APPEND sources ${found})
    endforeach()
endforeach()
foreach(script IN ITEMS run test check dependencies)
    list(APPEND sources "${ROOT}/packaging/${script}")
endforeach()
list(FILTER sources EXCLUDE REGEX "/(tests/data|resources/sample)/")
list(REMOVE_DUPLICATES sources)
foreach(file IN LISTS sources)
    file(RELATIVE_PATH name "${ROOT}" "${file}")
    file(STRINGS "${file}" lines LIMIT_COUNT 4)
    if(NOT "${lines}" MATCHES "SPDX-License-Identifier: GPL-3\\.0-or-later")
        message(SEND_ERROR "${name}: the first lines say no licence: add SPDX-License-Identifier: GPL-3.0-or-later")
    endif()
endforeach()

# Names of the systems whose logs are read.
file(GLOB_RECURSE sources "${ROOT}/app/*.h" "${ROOT}/app/*.cpp" "${ROOT}/model/*.h" "${ROOT}/model/*.cpp" "${ROOT}/views/*.h"
    "${ROOT}/views/*.cpp")
set(string "\"([^\"\\\n]|\\\\.)*\"")
set(character "'([^'\\\n]|\\\\.)'")
set(comment "//[^\n]*|/\\*([^*]|\\*+[^*/])*\\*+/")
foreach(file IN LISTS sources)
    file(READ "${file}" text)
    # Token by token, each with the comment behind it, so that "//" inside a string is no comment.
    string(REGEX REPLACE "(${string}|${character}|[^/\"']+)(${comment})?" "\\1" text "\n${text}")
    # "richtext" is no name; "Htex" and "HTEX" are.
    if(text MATCHES "[^\n]*([Pp]arsl|PARSL|[^A-Za-z]htex|Htex|HTEX|[Ii]nterchange|INTERCHANGE)[^\n]*")
        file(RELATIVE_PATH name "${ROOT}" "${file}")
        string(STRIP "${CMAKE_MATCH_0}" line)
        message(SEND_ERROR "${name}: C++ knows no system's names, put it into a rule file: ${line}")
    endif()
endforeach()
