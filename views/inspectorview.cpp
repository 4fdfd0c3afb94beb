// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inspectorview.h"

#include "model/items/fieldmodel.h"
#include "model/session.h"
#include "views/clipboard.h"
#include "views/excerptview.h"
#include "views/fieldmenu.h"
#include "views/identitybar.h"
#include "views/linkdelegate.h"
#include "views/listtable.h"
#include "views/valueview.h"

#include <QAction>
#include <QCheckBox>
#include <QHeaderView>
#include <QLabel>
#include <QMenu>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

namespace widelens {

using namespace Qt::StringLiterals;

static const std::string kMessage = "formatted";

InspectorView::InspectorView(Session *session, QWidget *parent)
    : QWidget(parent), m_session(session), m_model(new FieldModel(session, this)), m_title(new QLabel), m_tabs(new QTabWidget),
      m_table(new QTableView), m_noise(new QCheckBox), m_textTitle(new QLabel), m_evidence(new QLabel), m_hidden(new QLabel), m_identities(new IdentityBar(session)), m_text(new ValueView), m_raw(new ExcerptView(tr("Raw record with its neighbours")))
{
    setObjectName(u"inspector"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(4);
    m_title->setContentsMargins(8, 0, 8, 0);
    m_title->setWordWrap(true);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_raw->setObjectName(u"rawRecord"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(makeFieldsPage(), tr("Fields"));
    m_tabs->addTab(m_raw, tr("Raw record"));
    m_hidden->setObjectName(u"hiddenEvent"_s);
    m_evidence->setObjectName(u"evidence"_s);
    for (QLabel *label : { m_hidden, m_evidence }) {
        label->setContentsMargins(8, 2, 8, 2);
        label->setWordWrap(true);
        label->setMinimumWidth(1); // the panel keeps its width
        label->setTextFormat(Qt::RichText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::LinksAccessibleByMouse | Qt::LinksAccessibleByKeyboard);
        label->hide();
        connect(label, &QLabel::linkActivated, this, &InspectorView::follow);
    }
    m_evidence->setAccessibleName(tr("Where the value follows from"));
    m_hidden->setAutoFillBackground(true);
    m_hidden->setBackgroundRole(QPalette::AlternateBase);
    m_title->setObjectName(u"place"_s);
    layout->addWidget(m_title);
    layout->addWidget(m_identities);
    layout->addWidget(m_hidden);
    connect(m_identities, &IdentityBar::said, this, &InspectorView::said);
    connect(m_tabs, &QTabWidget::currentChanged, this, &InspectorView::showRaw);
    layout->addWidget(m_tabs, 1);
    connect(m_session, &Session::rowsChanged, this, &InspectorView::updateHidden);
    connect(m_session, &Session::currentChanged, this, &InspectorView::updateHidden);
    connect(m_session, &Session::busyChanged, this, &InspectorView::updateHidden);
    connect(m_model, &FieldModel::recordChanged, this, &InspectorView::showRecord);
    showRecord();
}

QWidget *InspectorView::makeFieldsPage()
{
    m_table->setObjectName(u"fieldTable"_s);
    m_table->setAccessibleName(tr("Fields of the event"));
    m_table->setModel(m_model);
    const LinkDelegate *delegate = setUpList(m_table);
    QHeaderView *header = m_table->horizontalHeader();
    header->setStretchLastSection(false);
    header->setSectionResizeMode(FieldModel::ValueColumn, QHeaderView::Stretch);
    m_table->setColumnWidth(FieldModel::FieldColumn, fontMetrics().horizontalAdvance(QString(16, u'n')));
    m_table->setColumnWidth(FieldModel::OriginColumn, fontMetrics().horizontalAdvance(u"joined why?"_s) + 24);
    connect(delegate, &LinkDelegate::activated, this, [this](const Pivot &pivot, const QModelIndex &index) {
        if (index.column() == FieldModel::OriginColumn)
            goToWitness(index.row());
        else
            m_session->addPivot(pivot);
    });
    connect(delegate, &LinkDelegate::tabWanted, this, [this](const Pivot &pivot, const QModelIndex &index) {
        if (index.column() == FieldModel::OriginColumn)
            goToWitness(index.row());
        else
            m_session->openInTab(pivot);
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &index) {
        if (index.isValid())
            m_chosen = m_model->field(index.row()).name;
        showText();
    });
    m_table->setContextMenuPolicy(Qt::CustomContextMenu);
    connect(m_table, &QWidget::customContextMenuRequested, this, &InspectorView::openFieldMenu);
    auto *copy = new QAction(tr("Copy value"), m_table);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    m_table->addAction(copy);
    connect(copy, &QAction::triggered, this, [this] { copyToClipboard(m_table->currentIndex().siblingAtColumn(FieldModel::ValueColumn).data(FullTextRole).toString()); });
    m_noise->setObjectName(u"showNoise"_s);
    m_noise->setAccessibleName(tr("Show fields that are seldom of interest"));
    connect(m_noise, &QCheckBox::toggled, m_model, &FieldModel::setNoiseShown);

    auto *fields = new QWidget;
    auto *fieldsLayout = new QVBoxLayout(fields);
    fieldsLayout->setContentsMargins(0, 0, 0, 0);
    fieldsLayout->addWidget(m_table, 1);
    fieldsLayout->addWidget(m_noise);
    auto *full = new QWidget;
    auto *fullLayout = new QVBoxLayout(full);
    fullLayout->setContentsMargins(0, 0, 0, 0);
    fullLayout->setSpacing(2);
    m_textTitle->setContentsMargins(8, 2, 8, 0);
    m_textTitle->setForegroundRole(QPalette::PlaceholderText);
    m_textTitle->setWordWrap(true);
    m_textTitle->setMinimumWidth(1); // a long proof does not widen the panel
    fullLayout->addWidget(m_textTitle);
    fullLayout->addWidget(m_evidence);
    fullLayout->addWidget(m_text, 1);
    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(fields);
    splitter->addWidget(full);
    splitter->setStretchFactor(0, 1);
    splitter->setStretchFactor(1, 1);
    splitter->setChildrenCollapsible(false);
    return splitter;
}

static QString placeOf(const EventStore &store, EventRef event)
{
    return u"%1:%2"_s.arg(QString::fromStdString(store.source(event).path)).arg(store.line(event));
}

void InspectorView::showRecord()
{
    const Record *record = m_model->record();
    m_tabs->setVisible(record != nullptr);
    m_rawShown = {};
    if (!record) {
        m_title->setText(m_session->isOpen() ? tr("Choose an event in the table to see all its fields here.") : QString());
        m_title->setForegroundRole(QPalette::PlaceholderText);
        layout()->setAlignment(m_title, Qt::AlignTop);
        return;
    }
    m_title->setForegroundRole(QPalette::WindowText);
    m_title->setText(placeOf(*m_session->store(), m_model->recordEvent())
                     + (record->problem.empty() ? QString() : u"\n⚠ "_s + QString::fromStdString(record->problem)));
    showRaw();
    updateNoise();
    updateHidden();
    if (const int row = m_model->rowOf(m_chosen); row >= 0)
        m_table->setCurrentIndex(m_model->index(row, 0));
    showText();
}

// Read only where it is looked at.
void InspectorView::showRaw()
{
    const EventRef event = m_model->recordEvent();
    if (!m_model->record() || m_tabs->currentWidget() != m_raw || event == m_rawShown)
        return;
    const EventStore &store = *m_session->store();
    const SegmentView &segment = store.segment(event);
    m_raw->show(store.source(event), segment.offset(event.row), segment.length(event.row), store.line(event));
    m_rawShown = event;
}

void InspectorView::openFieldMenu(const QPoint &position)
{
    const QModelIndex index = m_table->indexAt(position);
    if (!index.isValid())
        return;
    QMenu *menu = makeFieldMenu(m_session, this, index.row());
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->popup(m_table->viewport()->mapToGlobal(position));
}

void InspectorView::updateNoise()
{
    const int count = m_model->noiseCount();
    m_noise->setText(count == 1 ? tr("Show the field that is seldom of interest") : tr("Show %1 fields that are seldom of interest").arg(count));
    m_noise->setVisible(count > 0);
}

void InspectorView::showText()
{
    const Record *record = m_model->record();
    if (!record)
        return;
    const RecordField *field = record->find(m_chosen.empty() ? kMessage : m_chosen);
    if (!field)
        field = record->find(kMessage);
    m_textTitle->setText(field ? u"%1 — %2"_s.arg(QString::fromStdString(field->name), QString::fromStdString(field->proof)) : QString());
    m_text->setText(field ? QString::fromStdString(field->text) : QString());
    showEvidence(field ? field->name : std::string());
}

// --- what follows from elsewhere

// Each value of the chosen field with what proves it, where any follows from another event.
void InspectorView::showEvidence(const std::string &field)
{
    const auto values = m_model->valuesOf(field);
    const bool joined = std::any_of(values.begin(), values.end(), [](const RecordField *value) { return value->origin == Origin::Joined; });
    m_evidence->setVisible(joined);
    if (!joined)
        return;
    QStringList lines;
    if (m_model->isContested(field))
        lines.append(u"<b>%1</b>"_s.arg(tr("≠ %1 values contradict each other:").arg(values.size())));
    for (const RecordField *value : values) {
        const QString text = QString::fromStdString(value->text).left(80).toHtmlEscaped();
        if (!value->witness.isValid()) {
            lines.append(tr("<b>%1</b> is what this record says (%2)").arg(text, QString::fromStdString(value->proof).toHtmlEscaped()));
            continue;
        }
        const QString link = u"<a href=\"event:%1:%2\" style=\"color:%3\">%4</a>"_s.arg(value->witness.segment).arg(value->witness.row).arg(
            palette().color(QPalette::Link).name(), placeOf(*m_session->store(), value->witness).toHtmlEscaped());
        lines.append(tr("<b>%1</b> follows by the rule “%2” from %3").arg(text, QString::fromStdString(value->rule).toHtmlEscaped(), link));
    }
    m_evidence->setText(lines.join(u"<br>"_s));
}

void InspectorView::goToWitness(int row)
{
    const RecordField &field = m_model->field(row);
    m_chosen = field.name; // the witness shows why
    m_session->setCurrent(field.witness);
}

void InspectorView::follow(const QString &link)
{
    const QStringList parts = link.split(u':');
    if (parts.size() == 3 && parts[0] == u"event"_s)
        m_session->setCurrent({ parts[1].toUInt(), parts[2].toUInt() });
    else
        m_session->clearFilter();
}

// The current event may be one that the filter leaves out, as that of a proof.
void InspectorView::updateHidden()
{
    const bool hidden = m_session->current().isValid() && !m_session->isFiltering() && m_session->rowOf(m_session->current()) >= m_session->rows()->size();
    m_hidden->setVisible(hidden);
    if (hidden)
        m_hidden->setText(tr("The filter hides this event. <a href=\"clear\" style=\"color:%1\">Show all events</a>").arg(palette().color(QPalette::Link).name()));
}

} // namespace widelens
