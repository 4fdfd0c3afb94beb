// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/plotexport.h"

#include <QDialog>

class QComboBox;
class QLineEdit;
class QSpinBox;

namespace widelens {

// Asks where a plot is to be written, and how large.
class ExportDialog : public QDialog
{
    Q_OBJECT
public:
    ExportDialog(const PlotRequest &request, QWidget *parent = nullptr);

    PlotRequest request() const;

private:
    void browse();
    void browseData();

    PlotRequest m_request;
    QLineEdit *m_file;
    QComboBox *m_preset;
    QSpinBox *m_width;
    QSpinBox *m_height;
    QComboBox *m_time;
    QComboBox *m_clock;
    QLineEdit *m_data;
};

} // namespace widelens
