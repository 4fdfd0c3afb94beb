// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QMenu;
class QWidget;

namespace widelens {

class FieldModel;
class InspectorView;
class Session;

// What can be done with a field of the inspector: copy, show or leave out events with its value, make it a column. Whoever
// shows the menu takes it.
QMenu *makeFieldMenu(Session *session, InspectorView *inspector, int row);

} // namespace widelens
