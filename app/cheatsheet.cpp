// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cheatsheet.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QTextBrowser>
#include <QVBoxLayout>

namespace widelens {

using namespace Qt::StringLiterals;

void showCheatSheet(const std::vector<Command> &commands, QWidget *parent)
{
    const auto tr = [](const char *text) { return QCoreApplication::translate("cheatsheet", text); };
    QString rows;
    const auto head = [&rows](const QString &title) { rows += u"<tr><td colspan=2 style=\"padding-top:10px\"><b>%1</b></td></tr>"_s.arg(title.toHtmlEscaped()); };
    const auto add = [&rows](const QString &keys, const QString &what) {
        rows += u"<tr><td style=\"padding-right:18px\"><b>%1</b></td><td>%2</td></tr>"_s.arg(keys.toHtmlEscaped(), what.toHtmlEscaped());
    };
    head(tr("Anywhere"));
    for (const Command &command : commands) {
        QStringList keys;
        for (const QKeySequence &sequence : command.shortcuts)
            keys.append(sequence.toString(QKeySequence::NativeText));
        if (!keys.isEmpty())
            add(keys.join(u", "_s), command.help);
    }
    head(tr("In the table"));
    for (const Command &command : commands) {
        if (!command.tableKey.isEmpty())
            add(command.tableKey.toString(QKeySequence::NativeText), command.help);
    }
    add(tr("Ctrl+C"), tr("Copies the selected rows for a spreadsheet; the menu of the right button offers more."));
    add(tr("Shift+click, Shift+↓"), tr("Selects up to there; Ctrl+click adds single rows, Ctrl+A takes all."));
    add(tr("Enter"), tr("Goes from the row to all its fields."));
    head(tr("With the mouse"));
    add(tr("Click on a link"), tr("Shows only events about it."));
    add(tr("Drag in a plot"), tr("Selects a time range; Esc clears it."));
    add(tr("Click in a plot"), tr("Goes to the event nearest in time."));
    add(tr("Wheel, middle button"), tr("Moves along the time."));
    add(tr("Ctrl+wheel"), tr("Zooms where the mouse is; a double click shows all."));
    auto *sheet = new QDialog(parent);
    sheet->setObjectName(u"cheatSheet"_s);
    sheet->setWindowTitle(tr("Keys and mouse"));
    sheet->setAttribute(Qt::WA_DeleteOnClose);
    auto *text = new QTextBrowser;
    text->setAccessibleName(sheet->windowTitle());
    text->setFrameShape(QFrame::NoFrame);
    text->setHtml(u"<table cellpadding=2>%1</table>"_s.arg(rows));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QObject::connect(buttons, &QDialogButtonBox::rejected, sheet, &QDialog::reject);
    auto *layout = new QVBoxLayout(sheet);
    layout->addWidget(text);
    layout->addWidget(buttons);
    sheet->resize(std::min(820, parent->width() - 40), std::min(760, parent->height() - 40));
    sheet->open();
}

} // namespace widelens
