// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/teachdialog.h"

#include "model/items/formatpreviewmodel.h"
#include "views/linkdelegate.h"
#include "views/listtable.h"
#include "views/theme.h"

#include <QDialogButtonBox>
#include <QDir>
#include <QFileInfo>
#include <QFormLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QSaveFile>
#include <QSplitter>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace widelens {

namespace {

// Of a format that no line begins like: which part of it the first line does not have.
QString noneBegins(const FormatSketch &sketch, size_t lines)
{
    const QString none = TeachDialog::tr("None of the first %1 lines begins like this").arg(lines);
    if (sketch.misfit.empty())
        return none + u'.';
    const QString misfit = QString::fromStdString(sketch.misfit).trimmed();
    if (sketch.fits.empty())
        return TeachDialog::tr("%1: the first does not begin with %2.").arg(none, misfit);
    return TeachDialog::tr("%1: in the first, no %2 follows %3.").arg(none, misfit, QString::fromStdString(sketch.fits).trimmed());
}

} // namespace

using namespace Qt::StringLiterals;

constexpr size_t kLines = 200;

static QLineEdit *makeEdit(const QString &name, const QString &placeholder)
{
    auto *edit = new QLineEdit;
    edit->setObjectName(name);
    edit->setPlaceholderText(placeholder);
    addClearButton(edit);
    return edit;
}

static QLabel *makeNote(const QString &name)
{
    auto *label = new QLabel;
    label->setObjectName(name);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    return label;
}

static QWidget *titled(const QString &title, QWidget *widget)
{
    auto *box = new QWidget;
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *label = new QLabel(title);
    label->setBuddy(widget);
    layout->addWidget(label);
    layout->addWidget(widget, 1);
    return box;
}

TeachDialog::TeachDialog(const Source &source, const QString &folder, QWidget *parent)
    : QDialog(parent), m_folder(folder), m_text(new QPlainTextEdit), m_format(makeEdit(u"teachFormat"_s, u"{created:datetime} {levelname:level} {formatted:rest}"_s)),
      m_title(makeEdit(u"teachTitle"_s, tr("Log of my application"))), m_verdict(makeNote(u"teachVerdict"_s)), m_target(makeNote(u"teachTarget"_s)),
      m_preview(new QTableView), m_model(new FormatPreviewModel(this))
{
    setObjectName(u"teachDialog"_s);
    setWindowTitle(tr("Teach a format: %1").arg(QString::fromStdString(source.path)));
    m_text->setObjectName(u"teachLines"_s);
    m_text->setAccessibleName(tr("First lines of the file"));
    m_text->setReadOnly(true);
    m_text->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_text->setFont(monospaceFont());
    m_preview->setObjectName(u"teachPreview"_s);
    m_preview->setAccessibleName(tr("What would be read"));
    m_preview->setModel(m_model);
    setUpList(m_preview);
    m_preview->horizontalHeader()->setStretchLastSection(true);
    m_format->setFont(monospaceFont());
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Save | QDialogButtonBox::Cancel);
    m_save = buttons->button(QDialogButtonBox::Save);
    auto *help = makeNote(u"teachHelp"_s);
    help->setText(tr("A header pattern — text with captures such as {created:datetime}, {name:word}, {process:int}, and {formatted:rest} for the message at its end — "
                     "or the format of Python's logging: %(asctime)s %(levelname)s %(message)s. Lines that do not fit belong to the record before."));
    help->setForegroundRole(QPalette::PlaceholderText);
    help->hide();
    auto *ask = new QToolButton;
    ask->setObjectName(u"teachAsk"_s);
    ask->setText(tr("How is it &written?"));
    ask->setCheckable(true);
    connect(ask, &QAbstractButton::toggled, help, &QWidget::setVisible);
    auto *line = new QHBoxLayout;
    line->addWidget(m_format, 1);
    line->addWidget(ask);
    auto *formatLabel = new QLabel(tr("&Format"));
    formatLabel->setBuddy(m_format);
    auto *form = new QFormLayout;
    form->addRow(formatLabel, line);
    form->addRow(QString(), help);
    form->addRow(tr("&Name"), m_title);
    form->addRow(QString(), m_target);
    m_target->setForegroundRole(QPalette::PlaceholderText);
    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->setChildrenCollapsible(false);
    splitter->addWidget(titled(tr("First &lines of the file"), m_text));
    splitter->addWidget(titled(tr("What would be &read"), m_preview));
    auto *layout = new QVBoxLayout(this);
    layout->addLayout(form);
    layout->addWidget(splitter, 1);
    layout->addWidget(m_verdict);
    layout->addWidget(buttons);
    resize(std::min(960, parent ? parent->width() - 60 : 960), std::min(680, parent ? parent->height() - 40 : 680));
    connect(m_format, &QLineEdit::textChanged, this, &TeachDialog::sketch);
    connect(m_title, &QLineEdit::textChanged, this, &TeachDialog::updateSave);
    connect(buttons, &QDialogButtonBox::accepted, this, &TeachDialog::save);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    m_title->setText(QFileInfo(QString::fromStdString(source.path)).completeBaseName());
    m_verdict->setText(tr("Reading the file…"));
    updateSave();
    m_format->setFocus();
    m_readTask.start(this, [source](const auto &) { return std::make_shared<const std::vector<std::string>>(firstLines(source, kLines)); },
                     [this](const auto &lines) { showLines(lines); });
}

void TeachDialog::showLines(const std::shared_ptr<const std::vector<std::string>> &lines)
{
    m_lines = lines;
    QString text;
    for (const auto &line : *lines)
        text += QString::fromStdString(line) + u'\n';
    m_text->setPlainText(text);
    if (m_format->text().isEmpty())
        m_format->setText(QString::fromStdString(suggestHeader(*lines)));
    sketch();
}

void TeachDialog::sketch()
{
    const std::string text = m_format->text().trimmed().toStdString();
    m_sketchTask.start(this, [lines = m_lines, text](const auto &) { return std::make_shared<const FormatSketch>(sketchFormat(*lines, text)); },
                       [this](const auto &sketch) { showSketch(sketch); });
}

void TeachDialog::showSketch(const std::shared_ptr<const FormatSketch> &sketch)
{
    m_sketch = sketch;
    m_model->setSketch(sketch);
    for (int column = 0; column + 1 < m_model->columnCount(); ++column)
        m_preview->resizeColumnToContents(column);
    if (m_format->text().trimmed().isEmpty())
        m_verdict->setText(tr("Say above how a record begins."));
    else if (!sketch->problem.empty())
        m_verdict->setText(tr("This is no format yet: %1.").arg(QString::fromStdString(sketch->problem)));
    else if (m_lines->empty())
        m_verdict->setText(tr("The file has no lines to try it on."));
    else if (sketch->records == 0)
        m_verdict->setText(noneBegins(*sketch, m_lines->size()));
    else
        m_verdict->setText(tr("%1 of the first %2 lines begin a record, the others continue one.").arg(sketch->records).arg(m_lines->size()));
    updateSave();
}

QString TeachDialog::ruleFile() const
{
    const QString name = QString::fromStdString(formatName(m_title->text().toStdString()));
    return name.isEmpty() ? QString() : m_folder + u'/' + name + u".json"_s;
}

void TeachDialog::updateSave()
{
    const QString file = ruleFile();
    const bool replaces = !file.isEmpty() && QFileInfo::exists(file);
    m_target->setText(file.isEmpty() ? tr("Give it a name with letters.") : replaces ? tr("Replaces %1").arg(file) : tr("Saved as %1").arg(file));
    m_save->setText(replaces ? tr("&Replace") : tr("&Save"));
    m_save->setEnabled(!file.isEmpty() && m_sketch->problem.empty() && m_sketch->records > 0);
}

void TeachDialog::save()
{
    const QString path = ruleFile();
    const std::string text = ruleFileText(formatName(m_title->text().toStdString()), m_title->text().trimmed().toStdString(), m_sketch->header);
    QSaveFile file(path);
    if (!QDir().mkpath(m_folder) || !file.open(QIODevice::WriteOnly) || file.write(QByteArray::fromStdString(text)) < 0 || !file.commit()) {
        m_verdict->setText(tr("%1 cannot be written: %2").arg(path, file.errorString()));
        return;
    }
    emit saved(path);
    accept();
}

} // namespace widelens
