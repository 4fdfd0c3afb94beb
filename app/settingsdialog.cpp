// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/settingsdialog.h"

#include "app/fontsize.h"
#include "app/keymap.h"
#include "app/keypage.h"
#include "app/settings.h"
#include "app/userrules.h"
#include "model/store/timezone.h"
#include "views/listtable.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QDesktopServices>
#include <QDialogButtonBox>
#include <QDir>
#include <QFormLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSpinBox>
#include <QTabWidget>
#include <QTimeZone>
#include <QUrl>
#include <QVBoxLayout>

namespace widelens {

using namespace Qt::StringLiterals;

// Said below a control.
static QLabel *makeNote(const QString &text)
{
    auto *note = new QLabel(text);
    note->setWordWrap(true);
    note->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    note->setForegroundRole(QPalette::PlaceholderText);
    return note;
}

static QLabel *makeHeading(const QString &text)
{
    auto *heading = new QLabel(text);
    QFont bold = heading->font();
    bold.setBold(true);
    heading->setFont(bold);
    heading->setContentsMargins(0, 6, 0, 0);
    return heading;
}

static QLabel *makePath(const QString &name, const QString &path)
{
    auto *label = new QLabel(QDir::toNativeSeparators(path));
    label->setObjectName(name);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    label->setWordWrap(true);
    label->setAccessibleName(label->text());
    return label;
}

static QFormLayout *makeForm(QWidget *page, const QString &name)
{
    page->setObjectName(name);
    auto *form = new QFormLayout(page);
    form->setContentsMargins(16, 16, 16, 16);
    form->setVerticalSpacing(10);
    form->setHorizontalSpacing(16);
    form->setFieldGrowthPolicy(QFormLayout::AllNonFixedFieldsGrow);
    return form;
}

// A box of which the entry with the data that the settings have is chosen, also when they change elsewhere.
static QComboBox *makeChoice(const QString &name, const QList<QPair<QString, int>> &entries)
{
    auto *box = new QComboBox;
    box->setObjectName(name);
    for (const auto &[text, data] : entries)
        box->addItem(text, data);
    return box;
}

SettingsDialog::SettingsDialog(Settings *settings, Keymap *keymap, FontSize *fontSize, QWidget *parent) : QDialog(parent), m_settings(settings), m_pages(new QTabWidget)
{
    setObjectName(u"settingsDialog"_s);
    setWindowTitle(tr("Settings"));
    m_pages->setObjectName(u"settingsPages"_s);
    auto *window = new QWidget;
    QFormLayout *form = makeForm(window, u"windowPage"_s);
    addLooks(form, fontSize);
    addTimes(form);
    addStart(form);
    m_pages->addTab(window, tr("&Window"));
    m_pages->addTab(makeReading(), tr("&Reading"));
    m_pages->addTab(new KeyPage(keymap), tr("&Keys"));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    buttons->button(QDialogButtonBox::Close)->setAutoDefault(false);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_pages, 1);
    layout->addWidget(makeFileNote(settings->problems() + keymap->problems()));
    layout->addWidget(buttons);
    resize(std::min(780, parent ? parent->width() - 40 : 780), std::min(580, parent ? parent->height() - 40 : 580));
}

void SettingsDialog::change(const std::function<void(Preferences &)> &change)
{
    Preferences wanted = m_settings->now();
    change(wanted);
    m_settings->set(wanted);
}

QWidget *SettingsDialog::makeFileNote(const QStringList &problems)
{
    QString text = tr("Kept in %1").arg(QDir::toNativeSeparators(Settings::filePath()));
    for (const QString &problem : problems)
        text += u"\n⚠ "_s + tr("There, %1: the usual is taken.").arg(problem);
    auto *note = makePath(u"settingsFile"_s, text);
    note->setContentsMargins(4, 0, 4, 0);
    return note;
}

// --- pages

void SettingsDialog::addLooks(QFormLayout *form, FontSize *fontSize)
{
    form->addRow(makeHeading(tr("Looks")));
    auto *theme = makeChoice(u"themeChoice"_s, { { tr("As the desktop"), int(ThemeMode::System) }, { tr("Light"), int(ThemeMode::Light) }, { tr("Dark"), int(ThemeMode::Dark) } });
    form->addRow(tr("&Theme"), theme);
    auto *size = new QSpinBox;
    size->setObjectName(u"fontSizeChoice"_s);
    size->setRange(FontSize::kSmallest - 1, FontSize::kLargest);
    size->setSpecialValueText(tr("as the desktop (%1 pt)").arg(fontSize->usual()));
    size->setSuffix(tr(" pt"));
    form->addRow(tr("Text &size"), size);
    const auto show = [this, theme, size, fontSize] {
        theme->setCurrentIndex(theme->findData(static_cast<int>(m_settings->now().theme)));
        size->setValue(fontSize->points() == 0 ? size->minimum() : fontSize->points());
    };
    show();
    connect(m_settings, &Settings::changed, size, show);
    connect(fontSize, &FontSize::changed, size, show);
    connect(theme, &QComboBox::activated, this, [this, theme] { change([theme](Preferences &wanted) { wanted.theme = static_cast<ThemeMode>(theme->currentData().toInt()); }); });
    connect(size, &QSpinBox::valueChanged, fontSize, [size, fontSize](int points) { fontSize->set(points == size->minimum() ? 0 : points); });
}

void SettingsDialog::addTimes(QFormLayout *form)
{
    form->addRow(makeHeading(tr("Times in the table")));
    auto *times = makeChoice(u"timesChoice"_s, { { tr("UTC"), int(TimeDisplay::Utc) }, { tr("Local time"), int(TimeDisplay::Local) }, { tr("From the start of the run"), int(TimeDisplay::Relative) } });
    form->addRow(tr("&Times as"), times);
    auto *digits = makeChoice(u"digitsChoice"_s, { { tr("Whole seconds"), 0 }, { tr("Milliseconds (3 digits)"), 3 }, { tr("Microseconds (6 digits)"), 6 }, { tr("Nanoseconds (9 digits)"), 9 } });
    form->addRow(tr("&Precision"), digits);
    digits->setToolTip(tr("What is copied is always whole."));
    const auto show = [this, times, digits] {
        times->setCurrentIndex(times->findData(static_cast<int>(m_settings->now().times)));
        digits->setCurrentIndex(digits->findData(m_settings->now().timeDigits));
    };
    show();
    connect(m_settings, &Settings::changed, digits, show);
    connect(times, &QComboBox::activated, this, [this, times] { change([times](Preferences &wanted) { wanted.times = static_cast<TimeDisplay>(times->currentData().toInt()); }); });
    connect(digits, &QComboBox::activated, this, [this, digits] { change([digits](Preferences &wanted) { wanted.timeDigits = digits->currentData().toInt(); }); });
}

QWidget *SettingsDialog::makeReading()
{
    auto *page = new QWidget;
    QFormLayout *form = makeForm(page, u"readingPage"_s);
    auto *zone = new QLineEdit(m_settings->now().zone);
    zone->setObjectName(u"zoneChoice"_s);
    zone->setPlaceholderText(tr("that of this machine (%1)").arg(QString::fromUtf8(QTimeZone::systemTimeZoneId())));
    addClearButton(zone);
    QStringList names;
    for (const QByteArray &id : QTimeZone::availableTimeZoneIds())
        names.append(QString::fromUtf8(id));
    auto *completer = new QCompleter(names, zone);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    zone->setCompleter(completer);
    auto *zoneNote = makeNote({});
    zoneNote->setObjectName(u"zoneNote"_s);
    form->addRow(tr("&Zone of logs without one"), zone);
    form->addRow(QString(), zoneNote);
    auto *guess = new QCheckBox(tr("Use the &guesses of the rules"));
    guess->setObjectName(u"guessChoice"_s);
    guess->setChecked(m_settings->now().guess);
    form->addRow(QString(), guess);
    form->addRow(QString(), makeNote(tr("Such as the order of submission where no message says which task is which; values that come of it say so. "
                                        "Applies to what is opened or reloaded (F5) from now on.")));
    form->addRow(tr("Own rule files"), makePath(u"rulesFolder"_s, rulesFolder()));
    auto *open = new QPushButton(tr("&Open Folder"));
    open->setObjectName(u"openRules"_s);
    auto *reread = new QPushButton(tr("&Read Again"));
    reread->setObjectName(u"rereadRules"_s);
    auto *row = new QHBoxLayout;
    row->addWidget(open);
    row->addWidget(reread);
    row->addStretch(1);
    form->addRow(QString(), row);
    const auto judge = [zoneNote](const QString &text) {
        const bool good = text.trimmed().isEmpty() || TimeZone::named(text.trimmed().toStdString());
        zoneNote->setText(good ? tr("Where a run does not tell it itself, as with --tz. Applies to what is opened or reloaded (F5) from now on.")
                               : tr("⚠ No time zone has this name. Such as Europe/Berlin, or UTC+05:30."));
        return good;
    };
    judge(zone->text());
    connect(zone, &QLineEdit::textChanged, this, [this, judge](const QString &text) {
        if (judge(text))
            change([&](Preferences &wanted) { wanted.zone = text.trimmed(); });
    });
    connect(guess, &QAbstractButton::toggled, this, [this](bool on) { change([on](Preferences &wanted) { wanted.guess = on; }); });
    connect(open, &QAbstractButton::clicked, this, [] {
        QDir().mkpath(rulesFolder());
        QDesktopServices::openUrl(QUrl::fromLocalFile(rulesFolder()));
    });
    connect(reread, &QAbstractButton::clicked, this, &SettingsDialog::rereadRulesWanted);
    return page;
}

void SettingsDialog::addStart(QFormLayout *form)
{
    form->addRow(makeHeading(tr("Panels and start")));
    auto *layout = new QCheckBox(tr("Panels and windows &begin where they ended"));
    layout->setObjectName(u"restoreLayoutChoice"_s);
    layout->setChecked(m_settings->now().restoreLayout);
    auto *runs = new QCheckBox(tr("&Open what was open at last"));
    runs->setObjectName(u"restoreRunsChoice"_s);
    runs->setChecked(m_settings->now().restoreRuns);
    runs->setToolTip(tr("Not when the program ended last time while that was read."));
    form->addRow(tr("At the start"), layout);
    form->addRow(QString(), runs);
    auto *reset = new QPushButton(tr("&Reset Layout"));
    reset->setObjectName(u"resetLayout"_s);
    form->addRow(tr("Panels"), reset);
    reset->setToolTip(tr("Puts all panels where they were at first"));
    form->setAlignment(reset, Qt::AlignLeft);
    connect(layout, &QAbstractButton::toggled, this, [this](bool on) { change([on](Preferences &wanted) { wanted.restoreLayout = on; }); });
    connect(runs, &QAbstractButton::toggled, this, [this](bool on) { change([on](Preferences &wanted) { wanted.restoreRuns = on; }); });
    connect(reset, &QAbstractButton::clicked, this, &SettingsDialog::resetLayoutWanted);
}

} // namespace widelens
