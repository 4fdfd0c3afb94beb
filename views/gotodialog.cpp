// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/gotodialog.h"

#include "model/gotoplace.h"
#include "model/session.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QPushButton>
#include <QVBoxLayout>

namespace widelens {

using namespace Qt::StringLiterals;

GotoDialog::GotoDialog(Session *session, QWidget *parent) : QDialog(parent), m_session(session), m_text(new QLineEdit), m_preview(new QLabel)
{
    setObjectName(u"gotoDialog"_s);
    setWindowTitle(tr("Go to"));
    m_text->setObjectName(u"gotoText"_s);
    m_text->setAccessibleName(tr("Where to go"));
    m_text->setPlaceholderText(tr("Time, row, +10m, 50%, manager.log:120"));
    m_preview->setObjectName(u"gotoPreview"_s);
    m_preview->setWordWrap(true);
    m_preview->setMinimumHeight(4 * fontMetrics().height() + 4);
    m_preview->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    auto *help = new QLabel(tr("1200: that row · 14:02:31.5 or 2026-11-22 14:02: that time, as times are shown · +10m, -1.5s: from here (ms, s, m, h, d) · "
                               "50%: half of the rows · manager.log:120: a line of a source"));
    help->setWordWrap(true);
    help->setForegroundRole(QPalette::PlaceholderText);
    auto *buttons = new QDialogButtonBox(QDialogButtonBox::Cancel);
    QPushButton *go = buttons->addButton(tr("&Go"), QDialogButtonBox::AcceptRole);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(m_text);
    layout->addWidget(m_preview);
    layout->addWidget(help);
    layout->addWidget(buttons);
    go->setDefault(true); // in the dialog: before, the first button would be it
    resize(fontMetrics().averageCharWidth() * 76, sizeHint().height());
    connect(m_text, &QLineEdit::textChanged, this, &GotoDialog::preview);
    connect(buttons, &QDialogButtonBox::accepted, this, &GotoDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &GotoDialog::reject);
    connect(session, &Session::rowsChanged, this, &GotoDialog::preview);
    preview();
}

void GotoDialog::preview()
{
    const GotoPlace place = findPlace(*m_session, m_text->text());
    if (!place.event.isValid()) {
        m_preview->setText(place.problem);
        return;
    }
    const EventStore &store = *m_session->store();
    const size_t row = m_session->rowOf(place.event);
    const QLocale locale(QLocale::English, QLocale::UnitedStates);
    const QString which = row < m_session->rows()->size() ? tr("row %1 of %2").arg(locale.toString(qulonglong(row + 1)), locale.toString(qulonglong(m_session->rows()->size())))
                                                          : tr("left out by the filters: going there clears them");
    const QString remark = place.remark.isEmpty() ? QString() : u"\n"_s + place.remark;
    m_preview->setText(u"%1 · %2\n%3:%4%5"_s.arg(m_session->timeText(place.event), which, QString::fromStdString(store.source(place.event).path)).arg(store.line(place.event)).arg(remark));
}

void GotoDialog::accept()
{
    const GotoPlace place = findPlace(*m_session, m_text->text());
    if (!place.event.isValid()) {
        m_preview->setText(place.problem.isEmpty() ? tr("Say where to go first.") : place.problem);
        return;
    }
    QDialog::accept();
    m_session->goToEvent(place.event);
}

} // namespace widelens
