// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/welcomepage.h"

#include "views/theme.h"

#include <QCommandLinkButton>
#include <QFileInfo>
#include <QLabel>
#include <QVBoxLayout>

namespace widelens {

using namespace Qt::StringLiterals;

static QCommandLinkButton *makeChoice(const QString &name, const QString &icon, const QString &text, const QString &description)
{
    auto *button = new QCommandLinkButton(text, description);
    button->setObjectName(name);
    button->setIcon(themedIcon(icon, button->palette()));
    button->setIconSize({ 24, 24 });
    button->setMinimumHeight(3 * button->fontMetrics().height() + 12); // its own hint cuts the second line
    return button;
}

WelcomePage::WelcomePage(QWidget *parent) : QWidget(parent)
{
    setObjectName(u"welcomePage"_s);
    auto *column = new QWidget;
    column->setFixedWidth(600); // wrapped text needs a width to know its height
    auto *layout = new QVBoxLayout(column);
    auto *title = new QLabel(tr("Widelens"));
    QFont font = title->font();
    font.setPointSizeF(font.pointSizeF() * 2);
    title->setFont(font);
    auto *text = new QLabel(tr("Every log of a run in one table: click an identity to see only what is about it, "
                               "drag in a plot to see only that time.\nDrop a run directory anywhere in this window, or"));
    text->setWordWrap(true);
    auto *directory = makeChoice(u"openRun"_s, u"open"_s, tr("Open a run…"), tr("A run directory, the directory of all runs, or any directory with logs"));
    auto *file = makeChoice(u"openFile"_s, u"sources"_s, tr("Open files…"), tr("Logs, or archives of runs (tar, zip)"));
    auto *sample = makeChoice(u"openSample"_s, u"fit"_s, tr("Open the sample run"), tr("A small recorded run, to look around"));
    m_sample = sample;
    m_recentBox = new QWidget;
    m_recent = new QVBoxLayout(m_recentBox);
    m_recent->setContentsMargins(0, 12, 0, 0);
    layout->addWidget(title);
    layout->addWidget(text);
    for (QWidget *widget : { static_cast<QWidget *>(directory), static_cast<QWidget *>(file), m_sample, m_recentBox })
        layout->addWidget(widget);
    auto *outer = new QVBoxLayout(this);
    outer->addStretch(1);
    outer->addWidget(column, 0, Qt::AlignHCenter);
    outer->addStretch(2);
    connect(directory, &QAbstractButton::clicked, this, &WelcomePage::openDirectoryWanted);
    connect(file, &QAbstractButton::clicked, this, &WelcomePage::openFileWanted);
    connect(sample, &QAbstractButton::clicked, this, &WelcomePage::sampleWanted);
}

void WelcomePage::setRecent(const QStringList &paths)
{
    while (QLayoutItem *item = m_recent->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    m_recentBox->setVisible(!paths.isEmpty());
    if (paths.isEmpty())
        return;
    auto *title = new QLabel(tr("Opened before"));
    title->setForegroundRole(QPalette::PlaceholderText);
    m_recent->addWidget(title);
    for (const QString &path : paths) {
        const bool exists = QFileInfo::exists(path);
        auto *link = new QLabel(exists ? u"<a href=\"%1\">%1</a>"_s.arg(path.toHtmlEscaped()) : tr("%1 (missing)").arg(path.toHtmlEscaped()));
        link->setTextFormat(Qt::RichText);
        link->setEnabled(exists);
        link->setTextInteractionFlags(Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
        connect(link, &QLabel::linkActivated, this, &WelcomePage::recentWanted);
        m_recent->addWidget(link);
    }
}

void WelcomePage::setSampleAvailable(bool available)
{
    m_sample->setVisible(available);
}

} // namespace widelens
