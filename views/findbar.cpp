// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/findbar.h"

#include "model/finder.h"
#include "model/items/roles.h"
#include "model/rules/rules.h"
#include "model/session.h"
#include "views/listtable.h"
#include "views/theme.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QLocale>
#include <QToolButton>

#include <algorithm>

namespace widelens {

using namespace Qt::StringLiterals;

QToolButton *FindBar::makeButton(const QString &name, const QString &text, const QString &toolTip)
{
    auto *button = new QToolButton;
    button->setObjectName(name);
    button->setText(text);
    button->setToolTip(toolTip);
    button->setAccessibleName(toolTip);
    button->setAutoRaise(true);
    layout()->addWidget(button);
    return button;
}

QToolButton *FindBar::makeToggle(const QString &name, const QString &text, const QString &toolTip)
{
    QToolButton *button = makeButton(name, text, toolTip);
    button->setCheckable(true);
    connect(button, &QAbstractButton::toggled, this, &FindBar::search);
    return button;
}

// "any level", then each of the rules from INFO up: nobody looks for "at least DEBUG".
static void fillLevels(QComboBox *box, const Rules &rules)
{
    std::vector<LevelRule> levels = rules.levels;
    std::sort(levels.begin(), levels.end(), [](const LevelRule &a, const LevelRule &b) { return a.rank < b.rank; });
    box->addItem(QObject::tr("Any level"), -1);
    int last = rules.levelRank("DEBUG");
    for (const LevelRule &level : levels) {
        if (level.rank <= last)
            continue;
        box->addItem(QObject::tr("%1 and up").arg(QString::fromStdString(level.name)), level.rank);
        last = level.rank;
    }
}

FindBar::FindBar(Session *session, Finder *finder, QWidget *parent)
    : QWidget(parent), m_session(session), m_finder(finder), m_text(new QLineEdit), m_level(new QComboBox), m_state(new QLabel)
{
    setObjectName(u"findBar"_s);
    auto *row = new QHBoxLayout(this);
    row->setContentsMargins(6, 3, 6, 3);
    row->setSpacing(4);
    m_text->setObjectName(u"findText"_s);
    m_text->setAccessibleName(tr("Find"));
    m_text->setPlaceholderText(tr("Find in the events shown"));
    addClearButton(m_text);
    m_text->installEventFilter(this);
    row->addWidget(m_text, 1);
    m_case = makeToggle(u"findCase"_s, tr("Aa"), tr("Match upper and lower case"));
    m_word = makeToggle(u"findWord"_s, tr("“ab”"), tr("Whole words only"));
    m_regex = makeToggle(u"findRegex"_s, tr(".*"), tr("Regular expression"));
    m_record = makeToggle(u"findRecord"_s, tr("{…}"), tr("Whole records as they stand in the files, not only messages"));
    m_level->setObjectName(u"findLevel"_s);
    m_level->setAccessibleName(tr("Least level"));
    m_level->setToolTip(tr("Only events of at least this level"));
    fillLevels(m_level, *session->rules());
    row->addWidget(m_level);
    m_state->setObjectName(u"findState"_s);
    m_state->setMinimumWidth(fontMetrics().horizontalAdvance(u"1,234,567 of 1,234,567 so far (99 %)"_s));
    row->addWidget(m_state);
    QToolButton *previous = makeButton(u"findPrevious"_s, u"▲"_s, tr("Previous match (Shift+F3)"));
    QToolButton *next = makeButton(u"findNext"_s, u"▼"_s, tr("Next match (F3)"));
    QToolButton *close = makeButton(u"findClose"_s, u"✕"_s, tr("Close (Esc)"));
    connect(m_text, &QLineEdit::textChanged, this, &FindBar::search);
    connect(m_level, &QComboBox::currentIndexChanged, this, &FindBar::search);
    connect(previous, &QAbstractButton::clicked, finder, [finder] { finder->go(false); });
    connect(next, &QAbstractButton::clicked, finder, [finder] { finder->go(true); });
    connect(close, &QAbstractButton::clicked, this, &FindBar::dismiss);
    connect(finder, &Finder::resultsChanged, this, &FindBar::updateState);
    connect(session, &Session::opened, this, [this] {
        if (isVisible())
            search();
    });
    hide();
}

void FindBar::open()
{
    show();
    m_text->setFocus();
    m_text->selectAll();
    search();
}

void FindBar::dismiss()
{
    hide();
    m_finder->clear();
    emit dismissed();
}

void FindBar::search()
{
    TextQuery query;
    query.text = m_text->text();
    query.caseSensitive = m_case->isChecked();
    query.wholeWord = m_word->isChecked();
    query.regex = m_regex->isChecked();
    query.wholeRecord = m_record->isChecked();
    query.minSeverity = m_level->currentData().toInt();
    m_finder->findAsTyped(query);
    updateState();
}

void FindBar::updateState()
{
    const QLocale locale(QLocale::English, QLocale::UnitedStates);
    const auto number = [&](size_t n) { return locale.toString(qulonglong(n)); };
    QString text;
    bool wrong = !m_finder->problem().isEmpty();
    if (wrong) {
        text = m_finder->problem();
    } else if (m_finder->isActive()) {
        const bool searching = m_finder->isSearching();
        const size_t at = m_finder->position();
        const size_t count = m_finder->count();
        if (count == 0)
            text = searching ? tr("searching…") : tr("not found");
        else
            text = at ? tr("%1 of %2").arg(number(at), number(count)) : count == 1 ? tr("1 match") : tr("%1 matches").arg(number(count));
        if (searching)
            text += tr(" so far (%1 %)").arg(static_cast<int>(m_finder->progress() * 100));
        wrong = count == 0 && !searching;
    }
    m_state->setText(text);
    m_state->setToolTip(text);
    QPalette colours = palette();
    if (wrong)
        colours.setColor(QPalette::WindowText, levelColour(LevelClass::Error, colours));
    m_state->setPalette(colours);
}

bool FindBar::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_text || event->type() != QEvent::KeyPress)
        return QWidget::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (key->key() == Qt::Key_Escape) {
        dismiss();
        return true;
    }
    if (key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter) {
        m_finder->go(!(key->modifiers() & Qt::ShiftModifier));
        return true;
    }
    return false;
}

void FindBar::changeEvent(QEvent *event)
{
    if (event->type() == QEvent::PaletteChange)
        updateState();
    QWidget::changeEvent(event);
}

} // namespace widelens
