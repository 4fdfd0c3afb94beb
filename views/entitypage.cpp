// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/entitypage.h"

#include "model/items/stepmodel.h"
#include "model/session.h"
#include "views/linkdelegate.h"
#include "views/listtable.h"
#include "views/opening.h"
#include "views/statelane.h"
#include "views/theme.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSplitter>
#include <QTableView>
#include <QTextBrowser>
#include <QToolButton>
#include <QUrl>
#include <QVBoxLayout>

namespace widelens {

using namespace Qt::StringLiterals;

static QTableView *makeStepTable(StepModel *model)
{
    auto *table = new QTableView;
    table->setObjectName(u"stepTable"_s);
    table->setAccessibleName(QObject::tr("Steps of the entity"));
    table->setModel(model);
    setUpList(table);
    table->horizontalHeader()->setStretchLastSection(true);
    const int letters[] = { 17, 12, 36, 12 };
    for (int column = 0; column < StepModel::ColumnCount; ++column)
        table->setColumnWidth(column, table->fontMetrics().horizontalAdvance(QString(letters[column], u'n')));
    return table;
}

EntityPage::EntityPage(Session *session, QWidget *parent)
    : QWidget(parent), m_session(session), m_steps(new StepModel(session, this)), m_header(new QWidget), m_back(new QToolButton), m_title(new QLabel),
      m_pivot(new QPushButton), m_notice(new QLabel), m_lane(new StateLane), m_text(new QTextBrowser), m_table(makeStepTable(m_steps)), m_body(new QWidget)
{
    setObjectName(u"entityPage"_s);
    makeHeader();
    m_notice->setAlignment(Qt::AlignCenter);
    m_notice->setWordWrap(true);
    m_notice->setForegroundRole(QPalette::PlaceholderText);
    m_text->setObjectName(u"entityText"_s);
    m_text->setAccessibleName(tr("Facts and neighbours of the entity"));
    m_text->setFrameShape(QFrame::NoFrame);
    m_text->setOpenLinks(false);
    connect(m_text, &QTextBrowser::anchorClicked, this, &EntityPage::follow);
    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(m_text);
    splitter->addWidget(m_table);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setChildrenCollapsible(false);
    auto *body = new QVBoxLayout(m_body);
    body->setContentsMargins(0, 0, 0, 0);
    body->setSpacing(2);
    body->addWidget(m_lane);
    body->addWidget(splitter, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->addWidget(m_header);
    layout->addWidget(m_notice, 1);
    layout->addWidget(m_body, 1);
    connect(m_lane, &StateLane::eventWanted, session, &Session::setCurrent);
    connect(m_table, &QAbstractItemView::clicked, this, [this](const QModelIndex &index) { m_session->setCurrent(m_steps->eventAt(index.row())); });
    connect(m_table, &QAbstractItemView::activated, this, [this](const QModelIndex &index) { m_session->setCurrent(m_steps->eventAt(index.row())); });
    connect(session, &Session::entityWanted, this, &EntityPage::onWanted);
    connect(session, &Session::storeChanged, this, &EntityPage::onStoreChanged);
    connect(session, &Session::opened, this, [this] {
        m_before.clear();
        m_entity = {};
        onStoreChanged();
    });
    onStoreChanged();
}

void EntityPage::makeHeader()
{
    m_back->setObjectName(u"entityBack"_s);
    m_back->setText(u"←"_s);
    m_back->setAutoRaise(true);
    m_back->setToolTip(tr("Back to the page before"));
    m_back->setAccessibleName(m_back->toolTip());
    m_title->setObjectName(u"entityTitle"_s);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    QFont font = m_title->font();
    font.setBold(true);
    m_title->setFont(font);
    m_pivot->setObjectName(u"entityPivot"_s);
    m_pivot->setText(tr("Show only its events"));
    m_pivot->setToolTip(tr("With Ctrl in a new tab"));
    auto *row = new QHBoxLayout(m_header);
    row->setContentsMargins(8, 0, 8, 0);
    row->addWidget(m_back);
    row->addWidget(m_title, 1);
    row->addWidget(m_pivot);
    connect(m_back, &QToolButton::clicked, this, &EntityPage::goBack);
    connect(m_pivot, &QPushButton::clicked, this, [this] { openPivot(m_session, pivotOn(m_entity)); });
}

// --- which entity

void EntityPage::onWanted()
{
    if (m_session->entity() == m_entity)
        return;
    if (!m_entity.kind.empty())
        m_before.append(m_entity);
    m_entity = m_session->entity();
    read();
}

void EntityPage::goBack()
{
    if (m_before.isEmpty())
        return;
    m_entity = m_before.takeLast();
    read();
}

// A newer version knows more of it; while loading, what is there has to do.
void EntityPage::onStoreChanged()
{
    if (!m_session->isOpen()) {
        m_before.clear();
        m_entity = {};
    }
    if (m_entity.kind.empty()) {
        m_task.cancel();
        m_life.reset();
        showNothing(m_session->isOpen() ? tr("The page of a task, a worker or anything else that has an identity: choose one in the entities panel, or in the menu of an event.") : QString());
    } else if (!m_task.isRunning()) {
        read();
    }
}

void EntityPage::read()
{
    m_store = m_session->store();
    auto work = [store = m_store, entity = m_entity](const Continue &goOn) { return lifeOf(store, entity, goOn); };
    m_task.start(this, work, [this](const std::shared_ptr<const EntityLife> &life) {
        if (life)
            showLife(life);
        if (m_store != m_session->store())
            onStoreChanged();
    });
    m_back->setEnabled(!m_before.isEmpty());
    if (!m_life || m_life->entity != m_entity)
        m_title->setText(tr("%1 …").arg(QString::fromStdString(m_entity.label())));
}

void EntityPage::showNothing(const QString &text)
{
    m_header->hide();
    m_body->hide();
    m_notice->setText(text);
    m_notice->show();
}

void EntityPage::showLife(std::shared_ptr<const EntityLife> life)
{
    const bool same = m_life && m_life->entity == life->entity;
    m_life = std::move(life);
    m_notice->hide();
    m_header->show();
    m_body->show();
    m_title->setText(QString::fromStdString(m_life->entity.label()));
    m_lane->setLife(m_life, m_session->rules());
    m_text->setHtml(html());
    if (!same)
        m_text->moveCursor(QTextCursor::Start);
    m_steps->setEvents(m_store, m_life->events);
}

// --- the text

QString EntityPage::eventLink(EventRef event, const QString &text) const
{
    if (!event.isValid())
        return text.toHtmlEscaped();
    return u"<a href=\"event:%1:%2\">%3</a>"_s.arg(event.segment).arg(event.row).arg(text.toHtmlEscaped());
}

static QString placeOf(const EventStore &store, EventRef event)
{
    return u"%1:%2"_s.arg(QString::fromStdString(store.source(event).logsource).section(u'/', -1)).arg(store.line(event)); // the step table has the path
}

QString EntityPage::factsHtml() const
{
    if (m_life->facts.empty())
        return {};
    QString rows;
    int64_t attempt = -1;
    const QString dim = dimColour(palette()).name();
    for (const auto &fact : m_life->facts) {
        if (fact.attempt != attempt) {
            attempt = fact.attempt;
            rows += u"<tr><td colspan=\"3\"><b>%1</b></td></tr>"_s.arg(tr("Try %1").arg(attempt));
        }
        const QString proof = fact.proof.isValid() ? eventLink(fact.proof, placeOf(*m_store, fact.proof)) : QString();
        rows += u"<tr><td style=\"padding-right:10px; color:%1\">%2</td><td style=\"padding-right:14px\">%3%4</td><td><span style=\"color:%1\">%5</span> %6</td></tr>"_s.arg(
            dim, QString::fromStdString(fact.title).toHtmlEscaped(), fact.contested ? u"<b>≠ </b>"_s : QString(), QString::fromStdString(fact.text).toHtmlEscaped(),
            fact.contested ? tr("contradicts:") : tr("by"), proof);
    }
    return u"<h4>%1</h4><table cellspacing=\"1\">%2</table>"_s.arg(tr("What is known of it"), rows);
}

QString EntityPage::neighboursHtml() const
{
    if (m_life->neighbours.empty())
        return {};
    QString rows;
    std::string last;
    for (size_t i = 0; i < m_life->neighbours.size(); ++i) {
        const auto &neighbour = m_life->neighbours[i];
        const QString label = QString::fromStdString(neighbour.entity.label());
        rows += u"<tr><td style=\"padding-right:10px; color:%1\">%2</td><td style=\"padding-right:14px\"><a href=\"entity:%3\">%4</a></td><td>%5 %6</td></tr>"_s.arg(
            dimColour(palette()).name(), neighbour.relation == last ? QString() : QString::fromStdString(neighbour.relation).toHtmlEscaped(), QString::number(i), label.toHtmlEscaped(),
            QString::fromStdString(neighbour.detail).toHtmlEscaped(), neighbour.proof.isValid() ? eventLink(neighbour.proof, placeOf(*m_store, neighbour.proof)) : QString());
        last = neighbour.relation;
    }
    if (m_life->neighboursLeftOut > 0)
        rows += u"<tr><td></td><td>%1</td></tr>"_s.arg(tr("and %1 more").arg(m_life->neighboursLeftOut));
    return u"<h4>%1</h4><table cellspacing=\"1\">%2</table>"_s.arg(tr("Neighbours"), rows);
}

QString EntityPage::html() const
{
    const size_t count = m_life->events->size();
    QString text = u"<style>h4 { margin-top: 8px; margin-bottom: 2px } a { color: %1 } td { white-space: nowrap }</style>"_s.arg(palette().color(QPalette::Link).name());
    QString summary = count == 1 ? tr("1 event") : tr("%1 events").arg(count);
    if (!m_life->lateStates.empty())
        summary += u", "_s + eventLink(m_life->lateStates.front(), m_life->lateStates.size() == 1 ? tr("1 state reported late") : tr("%1 states reported late").arg(m_life->lateStates.size()));
    text += u"<p>%1</p>"_s.arg(summary);
    return text + neighboursHtml() + factsHtml();
}

void EntityPage::follow(const QUrl &link)
{
    const QStringList parts = link.toString().split(u':');
    if (parts.value(0) == u"event"_s && parts.size() == 3) {
        if (isTabWanted()) // its entity's events, with this one chosen
            m_session->openInTab(pivotOn(m_entity));
        m_session->setCurrent({ parts[1].toUInt(), parts[2].toUInt() });
        return;
    }
    const size_t i = parts.value(1).toULong();
    if (parts.value(0) != u"entity"_s || !m_life || i >= m_life->neighbours.size())
        return;
    const Entity entity = m_life->neighbours[i].entity; // another page may be built
    if (isTabWanted())
        m_session->openInTab(pivotOn(entity));
    else
        m_session->showEntity(entity);
}

} // namespace widelens
