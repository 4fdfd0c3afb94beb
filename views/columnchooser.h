// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

namespace widelens {

class ColumnModel;
class Session;

// Lets the reader choose fields as columns of the event table: a search field, and how often each is present in the rows
// shown. What is ticked is shown at once.
class ColumnChooser : public QDialog
{
    Q_OBJECT
public:
    ColumnChooser(Session *session, const QStringList &chosen, QWidget *parent = nullptr);

signals:
    void chosenChanged(const QStringList &fields);

private:
    ColumnModel *m_model;
};

} // namespace widelens
