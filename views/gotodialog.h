// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

class QLabel;
class QLineEdit;

namespace widelens {

class Session;

// Asks where to go (row, time, distance, line of a source) and says while typing where that is. Enter goes there.
class GotoDialog : public QDialog
{
    Q_OBJECT
public:
    explicit GotoDialog(Session *session, QWidget *parent = nullptr);

    void accept() override;

private:
    void preview();

    Session *m_session;
    QLineEdit *m_text;
    QLabel *m_preview;
};

} // namespace widelens
