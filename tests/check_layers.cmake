# SPDX-License-Identifier: GPL-3.0-or-later
# The architecture as a test: fails when a file includes something above its layer, engine < model < views < app, or
# when one view includes another. Run by: cmake -DROOT=<project> -P tests/check_layers.cmake
cmake_minimum_required(VERSION 3.25)
if(NOT EXISTS "${ROOT}/CMakeLists.txt")
    message(FATAL_ERROR "ROOT is not the project's folder: pass -DROOT=<project>")
endif()

set(checked 0)

# Every #include in `folder` that matches `pattern`, except those that match `allowed`, is an error.
function(forbid folder pattern allowed why)
    file(GLOB_RECURSE files "${ROOT}/${folder}/*.h" "${ROOT}/${folder}/*.cpp")
    foreach(file IN LISTS files)
        file(STRINGS "${file}" hits REGEX "^[ \t]*#[ \t]*include[ \t]*[<\"](${pattern})")
        foreach(hit IN LISTS hits)
            if(allowed STREQUAL "" OR NOT hit MATCHES "[<\"](${allowed})")
                file(RELATIVE_PATH name "${ROOT}" "${file}")
                message(SEND_ERROR "${name}: ${why}: ${hit}")
            endif()
        endforeach()
        math(EXPR checked "${checked} + 1")
    endforeach()
    set(checked ${checked} PARENT_SCOPE)
endfunction()

foreach(engine IN ITEMS store rules import identity query analysis)
    forbid(model/${engine} "Q[A-Za-z]" "" "the engine is Qt-free")
    forbid(model/${engine} "(model|views|app)/" "model/(store|rules|import|identity|query|analysis)/" "the engine knows only itself")
endforeach()

string(CONCAT gui
    "QtGui|QtWidgets|QtPrintSupport|qcustomplot|QWidget|QWindow|QApplication|QGuiApplication|QMainWindow|QDialog|QMessageBox|"
    "QColor|QPalette|QFont|QPen|QBrush|QPainter|QPixmap|QImage|QIcon|QAction|QShortcut|QKeySequence|QClipboard|QTextDocument|"
    "QAbstractItemView|QTableView|QTreeView|QListView|QHeaderView|QStyle|QLabel|QMenu|QToolBar|QDockWidget")
forbid(model "${gui}" "" "the model knows no widgets and no colours")
forbid(model "(views|app)/" "" "the model knows neither views nor app")
forbid(views "app/" "" "views do not know the app")

# A view is views/<noun>view, <noun>plot or <noun>panel; none includes another, but for the parts that views are made of.
set(parts timeplot legendview excerptview valueview)
file(GLOB_RECURSE files "${ROOT}/views/*.h" "${ROOT}/views/*.cpp")
foreach(file IN LISTS files)
    get_filename_component(own "${file}" NAME_WE)
    if(NOT own MATCHES "(view|plot|panels?)$")
        continue()
    endif()
    file(STRINGS "${file}" hits REGEX "^[ \t]*#[ \t]*include[ \t]*\"([^\"]*/)?[a-z0-9_]*(view|plot|panels?)\\.h\"")
    foreach(hit IN LISTS hits)
        string(REGEX REPLACE "^.*[\"/]([a-z0-9_]*)\\.h\".*$" "\\1" other "${hit}")
        if(NOT other STREQUAL own AND NOT other IN_LIST parts)
            file(RELATIVE_PATH name "${ROOT}" "${file}")
            message(SEND_ERROR "${name}: views talk through the session, not to each other: ${hit}")
        endif()
    endforeach()
endforeach()

if(checked EQUAL 0)
    message(SEND_ERROR "no source found below ${ROOT}: have the folders moved? then say so in this file")
endif()
