// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/keypage.h"

#include "app/keymodel.h"
#include "app/wordfilter.h"
#include "views/listtable.h"

#include <QGridLayout>
#include <QHeaderView>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTableView>

namespace widelens {

using namespace Qt::StringLiterals;

namespace {

// One press is a key, and is told at once.
class KeyEdit : public QKeySequenceEdit
{
protected:
    void keyPressEvent(QKeyEvent *event) override
    {
        QKeySequenceEdit::keyPressEvent(event);
        if (keySequence().isEmpty())
            return; // Shift alone, so far
        setKeySequence(QKeySequence(keySequence()[0]));
        emit keySequenceChanged(keySequence());
    }
};

} // namespace

static QPushButton *makeButton(const QString &name, const QString &text, const QString &toolTip)
{
    auto *button = new QPushButton(text);
    button->setObjectName(name);
    button->setToolTip(toolTip);
    button->setAutoDefault(false); // Enter in the search is no key
    return button;
}

KeyPage::KeyPage(Keymap *keymap, QWidget *parent)
    : QWidget(parent), m_keymap(keymap), m_model(new KeyModel(keymap, this)), m_found(new WordFilter(KeyModel::SearchRole, this)), m_search(new QLineEdit), m_table(new QTableView),
      m_edit(new KeyEdit), m_verdict(new QLabel), m_set(makeButton(u"keySet"_s, tr("&Set"), tr("Makes this its only key there"))),
      m_add(makeButton(u"keyAdd"_s, tr("&Add"), tr("Gives it this key, too"))), m_take(makeButton(u"keyTake"_s, QString(), tr("Takes the key from the other command"))),
      m_clear(makeButton(u"keyClear"_s, tr("&No Key"), tr("Takes all its keys there away"))), m_reset(makeButton(u"keyReset"_s, tr("&Reset"), tr("Its usual keys again"))),
      m_resetAll(makeButton(u"keyResetAll"_s, tr("Reset A&ll"), tr("The usual keys of all commands again")))
{
    setObjectName(u"keyPage"_s);
    m_search->setObjectName(u"keySearch"_s);
    m_search->setAccessibleName(tr("Search commands"));
    m_search->setPlaceholderText(tr("Search commands and keys"));
    addClearButton(m_search);
    m_found->setSourceModel(m_model);
    m_table->setObjectName(u"keyTable"_s);
    m_table->setAccessibleName(tr("Commands and their keys"));
    m_table->setModel(m_found);
    setUpList(m_table);
    m_table->horizontalHeader()->setStretchLastSection(true);
    setWidths(m_table, { 34, 13, 22 });
    m_edit->setObjectName(u"keyEdit"_s);
    m_edit->setAccessibleName(tr("New key"));
    m_take->setAccessibleName(tr("Take the key from the other command"));
    m_verdict->setObjectName(u"keyVerdict"_s);
    m_verdict->setWordWrap(true);
    auto *label = new QLabel(tr("New &key"));
    label->setBuddy(m_edit);
    auto *layout = new QGridLayout(this);
    layout->addWidget(m_search, 0, 0, 1, 7);
    layout->addWidget(m_table, 1, 0, 1, 7);
    layout->addWidget(m_verdict, 2, 0, 1, 7);
    layout->addWidget(label, 3, 0);
    layout->addWidget(m_edit, 3, 1);
    int column = 2;
    for (QPushButton *button : { m_set, m_add, m_clear, m_reset, m_resetAll })
        layout->addWidget(button, 3, column++);
    layout->addWidget(m_take, 4, 1, 1, 6, Qt::AlignLeft);
    layout->setColumnStretch(1, 1);
    m_verdict->setMinimumHeight(2 * fontMetrics().height());
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_found->setWords(text);
        m_table->selectRow(0);
        update();
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentChanged, this, [this] {
        m_edit->clear();
        update();
    });
    connect(m_edit, &QKeySequenceEdit::keySequenceChanged, this, &KeyPage::update);
    connect(m_set, &QAbstractButton::clicked, this, [this] { assign(false); });
    connect(m_add, &QAbstractButton::clicked, this, [this] { assign(true); });
    connect(m_take, &QAbstractButton::clicked, this, &KeyPage::takeOver);
    connect(m_clear, &QAbstractButton::clicked, this, [this] { m_keymap->setKeys(*chosen(), {}); });
    connect(m_reset, &QAbstractButton::clicked, this, [this] { m_keymap->reset(*chosen()); });
    connect(m_resetAll, &QAbstractButton::clicked, keymap, &Keymap::resetAll);
    connect(keymap, &Keymap::changed, this, &KeyPage::update);
    m_table->selectRow(0);
    update();
}

void KeyPage::showSlot(const KeySlot &slot)
{
    m_search->clear();
    for (int row = 0; row < m_model->rowCount(); ++row) {
        if (m_model->slot(row) == slot)
            m_table->selectRow(m_found->mapFromSource(m_model->index(row, 0)).row());
    }
}

const KeySlot *KeyPage::chosen() const
{
    const QModelIndex index = m_found->mapToSource(m_table->currentIndex());
    return index.isValid() ? &m_model->slot(index.row()) : nullptr;
}

QKeySequence KeyPage::pressed() const
{
    return m_edit->keySequence();
}

// What pressing the buttons would mean.
void KeyPage::update()
{
    const KeySlot *slot = chosen();
    const QKeySequence key = pressed();
    const bool ready = slot && !key.isEmpty();
    const auto holder = ready ? m_keymap->holder(key, *slot) : std::nullopt;
    const bool has = ready && m_keymap->keys(*slot).contains(key);
    m_set->setEnabled(ready && !holder && (!has || m_keymap->keys(*slot).size() > 1));
    m_add->setEnabled(ready && !holder && !has);
    m_take->setVisible(holder.has_value());
    m_clear->setEnabled(slot && !m_keymap->keys(*slot).isEmpty());
    m_reset->setEnabled(slot && m_keymap->isChanged(*slot));
    const auto &slots_ = m_keymap->keySlots();
    m_resetAll->setEnabled(std::any_of(slots_.begin(), slots_.end(), [this](const KeySlot &one) { return m_keymap->isChanged(one); }));
    if (!slot) {
        m_verdict->setText(tr("No command has these words."));
    } else if (holder) {
        const QString other = plainText(*m_keymap->command(holder->command));
        m_verdict->setText(tr("⚠ %1 is the key of “%2” (%3).").arg(key.toString(QKeySequence::NativeText), other, placeText(holder->scope)));
        m_take->setText(tr("&Take It from “%1”").arg(QString(other).replace(u'&', u"&&"_s)));
    } else if (has) {
        m_verdict->setText(tr("It has this key already."));
    } else if (ready) {
        m_verdict->setText(tr("%1 is free.").arg(key.toString(QKeySequence::NativeText)));
    } else {
        m_verdict->setText(m_keymap->command(slot->command)->help + u' ' + tr("Press a key in the field below."));
    }
}

void KeyPage::assign(bool further)
{
    const KeySlot slot = *chosen();
    m_keymap->setKeys(slot, further ? m_keymap->keys(slot) + QList { pressed() } : QList { pressed() });
    m_edit->clear();
}

void KeyPage::takeOver()
{
    const KeySlot slot = *chosen();
    const QKeySequence key = pressed();
    while (const auto holder = m_keymap->holder(key, slot)) // one in the table and one in the plots
        m_keymap->take(key, *holder);
    m_keymap->setKeys(slot, { key });
    m_edit->clear();
}

} // namespace widelens
