// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inspectorview.h"

#include "model/items/fieldmodel.h"
#include "model/session.h"
#include "views/linkdelegate.h"
#include "views/theme.h"

#include <QCheckBox>
#include <QHeaderView>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSplitter>
#include <QTabWidget>
#include <QTableView>
#include <QVBoxLayout>

namespace widelens {

using namespace Qt::StringLiterals;

static const std::string kMessage = "formatted";

static QPlainTextEdit *makeText(const QString &name)
{
    auto *text = new QPlainTextEdit;
    text->setReadOnly(true);
    text->setFont(monospaceFont());
    text->setFrameShape(QFrame::NoFrame);
    text->setAccessibleName(name);
    text->setLineWrapMode(QPlainTextEdit::WidgetWidth);
    return text;
}

InspectorView::InspectorView(Session *session, QWidget *parent)
    : QWidget(parent), m_session(session), m_model(new FieldModel(session, this)), m_title(new QLabel), m_tabs(new QTabWidget),
      m_table(new QTableView), m_noise(new QCheckBox), m_textTitle(new QLabel), m_text(makeText(tr("Value in full"))), m_raw(makeText(tr("Raw record")))
{
    setObjectName(u"inspector"_s);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 4, 0, 0);
    layout->setSpacing(4);
    m_title->setContentsMargins(8, 0, 8, 0);
    m_title->setWordWrap(true);
    m_title->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_raw->setObjectName(u"rawRecord"_s);
    m_text->setObjectName(u"fullText"_s);
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(makeFieldsPage(), tr("Fields"));
    m_tabs->addTab(m_raw, tr("Raw record"));
    layout->addWidget(m_title);
    layout->addWidget(m_tabs, 1);
    connect(m_model, &FieldModel::recordChanged, this, &InspectorView::showRecord);
    showRecord();
}

QWidget *InspectorView::makeFieldsPage()
{
    m_table->setObjectName(u"fieldTable"_s);
    m_table->setAccessibleName(tr("Fields of the event"));
    m_table->setModel(m_model);
    auto *delegate = new LinkDelegate(m_table);
    m_table->setItemDelegate(delegate);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->setTabKeyNavigation(false);
    m_table->setAlternatingRowColors(true);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 6);
    QHeaderView *header = m_table->horizontalHeader();
    header->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    header->setHighlightSections(false);
    header->setStretchLastSection(false);
    header->setSectionResizeMode(FieldModel::ValueColumn, QHeaderView::Stretch);
    m_table->setColumnWidth(FieldModel::FieldColumn, fontMetrics().horizontalAdvance(QString(16, u'n')));
    m_table->setColumnWidth(FieldModel::OriginColumn, fontMetrics().horizontalAdvance(u"message"_s) + 24);
    connect(delegate, &LinkDelegate::activated, m_session, &Session::addPivot);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex &index) {
        if (index.isValid())
            m_chosen = m_model->field(index.row()).name;
        showText();
    });
    m_noise->setObjectName(u"showNoise"_s);
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
    fullLayout->addWidget(m_textTitle);
    fullLayout->addWidget(m_text, 1);
    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(fields);
    splitter->addWidget(full);
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
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
    if (!record) {
        m_title->setText(m_session->isOpen() ? tr("Choose an event in the table to see all its fields here.") : QString());
        m_title->setForegroundRole(QPalette::PlaceholderText);
        layout()->setAlignment(m_title, Qt::AlignTop);
        return;
    }
    m_title->setForegroundRole(QPalette::WindowText);
    m_title->setText(placeOf(*m_session->store(), m_model->event())
                     + (record->problem.empty() ? QString() : u"\n⚠ "_s + QString::fromStdString(record->problem)));
    m_raw->setPlainText(QString::fromStdString(record->raw));
    updateNoise();
    if (const int row = m_model->rowOf(m_chosen); row >= 0)
        m_table->setCurrentIndex(m_model->index(row, 0));
    showText();
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
    m_text->setPlainText(field ? QString::fromStdString(field->text) : QString());
}

} // namespace widelens
