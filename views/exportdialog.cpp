// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/exportdialog.h"

#include "views/timescale.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QFileDialog>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>

namespace widelens {

using namespace Qt::StringLiterals;

static QSpinBox *makeSize(const QString &name, int value, int lowest)
{
    auto *box = new QSpinBox;
    box->setObjectName(name);
    box->setRange(lowest, 20'000);
    box->setValue(value);
    return box;
}

static QWidget *row(std::initializer_list<QWidget *> widgets)
{
    auto *container = new QWidget;
    auto *layout = new QHBoxLayout(container);
    layout->setContentsMargins(0, 0, 0, 0);
    for (QWidget *widget : widgets)
        layout->addWidget(widget, qobject_cast<QLineEdit *>(widget) ? 1 : 0);
    return container;
}

ExportDialog::ExportDialog(const PlotRequest &request, QWidget *parent)
    : QDialog(parent), m_request(request), m_file(new QLineEdit(request.file)), m_preset(new QComboBox),
      m_width(makeSize(u"exportWidth"_s, request.size.width(), 200)), m_height(makeSize(u"exportHeight"_s, request.size.height(), 150)),
      m_time(new QComboBox), m_clock(new QComboBox), m_data(new QLineEdit)
{
    setObjectName(u"exportDialog"_s);
    setWindowTitle(tr("Export plot"));
    m_file->setObjectName(u"exportFile"_s);
    m_file->setMinimumWidth(360);
    m_data->setPlaceholderText(tr("none"));
    const QList<std::pair<QString, QSize>> presets {
        { tr("Paper, one column (1600 × 900)"), { 1600, 900 } },
        { tr("Paper, wide (2400 × 900)"), { 2400, 900 } },
        { tr("Slide (1920 × 1080)"), { 1920, 1080 } },
        { tr("Poster (3840 × 2160)"), { 3840, 2160 } },
    };
    for (const auto &[name, size] : presets)
        m_preset->addItem(name, size);
    connect(m_preset, &QComboBox::activated, this, [this](int index) {
        m_width->setValue(m_preset->itemData(index).toSize().width());
        m_height->setValue(m_preset->itemData(index).toSize().height());
    });
    m_time->addItem(tr("Everything"));
    if (!request.range.isEverything()) {
        m_time->addItem(tr("Only %1").arg(formatRange(request.range, request.times, request.origin)));
        m_time->setCurrentIndex(1);
    }
    m_clock->setObjectName(u"exportClock"_s);
    m_clock->addItem(tr("UTC"), static_cast<int>(TimeDisplay::Utc));
    m_clock->addItem(tr("Local time"), static_cast<int>(TimeDisplay::Local));
    m_clock->addItem(tr("Seconds from the start of the run"), static_cast<int>(TimeDisplay::Relative));
    m_clock->setCurrentIndex(m_clock->findData(static_cast<int>(request.times)));
    auto *dataButton = new QPushButton(tr("Choose…"));
    connect(dataButton, &QAbstractButton::clicked, this, &ExportDialog::browseData);
    auto *browseButton = new QPushButton(tr("Choose…"));
    connect(browseButton, &QAbstractButton::clicked, this, &ExportDialog::browse);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel);
    connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_file->setAccessibleName(tr("File of the picture"));
    m_data->setAccessibleName(tr("File of the data"));
    m_width->setAccessibleName(tr("Width in pixels"));
    m_height->setAccessibleName(tr("Height in pixels"));
    browseButton->setAccessibleName(tr("Choose the file of the picture"));
    dataButton->setAccessibleName(tr("Choose the file of the data"));
    auto *form = new QFormLayout(this);
    form->addRow(tr("&File (.png, .svg, .pdf)"), row({ m_file, browseButton }));
    form->addRow(tr("&Size"), m_preset);
    form->addRow(tr("Width × height"), row({ m_width, new QLabel(u"×"_s), m_height }));
    form->addRow(tr("&Time"), m_time);
    form->addRow(tr("Ti&mes as"), m_clock);
    form->addRow(tr("&Data as CSV"), row({ m_data, dataButton }));
    form->addRow(buttons);
}

void ExportDialog::browse()
{
    const QString file = QFileDialog::getSaveFileName(this, windowTitle(), m_file->text(), tr("Pictures (*.png *.svg *.pdf)"));
    if (!file.isEmpty())
        m_file->setText(file);
}

void ExportDialog::browseData()
{
    QString proposed = m_data->text();
    if (proposed.isEmpty())
        proposed = QFileInfo(m_file->text()).path() + u'/' + QFileInfo(m_file->text()).completeBaseName() + u".csv"_s;
    const QString file = QFileDialog::getSaveFileName(this, tr("Data of the plot"), proposed, tr("CSV (*.csv)"));
    if (!file.isEmpty())
        m_data->setText(file);
}

PlotRequest ExportDialog::request() const
{
    PlotRequest request = m_request;
    request.file = m_file->text();
    request.size = { m_width->value(), m_height->value() };
    if (m_time->currentIndex() == 0)
        request.range = {};
    request.times = static_cast<TimeDisplay>(m_clock->currentData().toInt());
    request.dataFile = m_data->text();
    return request;
}

} // namespace widelens
