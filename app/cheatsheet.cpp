// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cheatsheet.h"

#include "app/commandpalette.h"
#include "app/keymap.h"
#include "views/eventtableview.h"
#include "views/timeplot.h"

#include <QCoreApplication>
#include <QDialog>
#include <QDialogButtonBox>
#include <QTextBrowser>
#include <QVBoxLayout>

#include <utility>

namespace widelens {

using namespace Qt::StringLiterals;

static QString tr(const char *text)
{
    return QCoreApplication::translate("cheatsheet", text);
}

namespace {

class Sheet
{
public:
    void head(const QString &title) { m_rows += u"<tr><td colspan=2 style=\"padding-top:12px\"><b>%1</b></td></tr>"_s.arg(title.toHtmlEscaped()); }
    void add(const QString &keys, const QString &what)
    {
        m_rows += u"<tr><td style=\"padding-right:18px; white-space:nowrap\"><b>%1</b></td><td>%2</td></tr>"_s.arg(keys.toHtmlEscaped(), what.toHtmlEscaped());
    }
    void add(const QList<QPair<QString, QString>> &lines)
    {
        for (const auto &[keys, what] : lines)
            add(keys, what);
    }
    void addCommands(const Keymap &keymap, KeyScope scope)
    {
        for (const Command &command : keymap.commands()) {
            if (const QList<QKeySequence> keys = keymap.keys({ command.id, scope }); !keys.isEmpty())
                add(keysText(keys), command.help);
        }
    }
    // The second column begins at the heads to come.
    void breakColumn() { m_first = std::exchange(m_rows, {}); }
    QString html() const { return u"<table><tr><td style=\"padding-right:28px\"><table cellpadding=2>%1</table></td><td><table cellpadding=2>%2</table></td></tr></table>"_s.arg(m_first, m_rows); }

private:
    QString m_first;
    QString m_rows;
};

} // namespace

QString cheatSheetText(const Keymap &keymap)
{
    Sheet sheet;
    sheet.head(tr("Anywhere"));
    sheet.addCommands(keymap, KeyScope::Window);
    sheet.add(tr("Ctrl+wheel"), tr("Makes all text larger or smaller, but in plots."));
    sheet.breakColumn();
    sheet.head(tr("In the table"));
    sheet.addCommands(keymap, KeyScope::Table);
    sheet.add(EventTableView::keyHelp());
    sheet.add(EventTableView::mouseHelp());
    sheet.head(tr("In a plot"));
    sheet.addCommands(keymap, KeyScope::Plot);
    sheet.add(TimePlot::mouseHelp());
    sheet.head(tr("In the command palette"));
    sheet.add(CommandPalette::keyHelp());
    return sheet.html();
}

void showCheatSheet(const Keymap &keymap, QWidget *parent)
{
    auto *sheet = new QDialog(parent);
    sheet->setObjectName(u"cheatSheet"_s);
    sheet->setWindowTitle(tr("Keys and mouse"));
    sheet->setAttribute(Qt::WA_DeleteOnClose);
    auto *text = new QTextBrowser;
    text->setAccessibleName(sheet->windowTitle());
    text->setFrameShape(QFrame::NoFrame);
    text->setHtml(cheatSheetText(keymap));
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Close);
    QObject::connect(buttons, &QDialogButtonBox::rejected, sheet, &QDialog::reject);
    auto *layout = new QVBoxLayout(sheet);
    layout->addWidget(text);
    layout->addWidget(buttons);
    sheet->resize(std::min(1240, parent->width() - 20), std::min(900, parent->height() - 20));
    sheet->open();
}

} // namespace widelens
