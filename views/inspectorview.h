// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/store/ids.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QTableView;
class QTabWidget;

namespace widelens {

class ExcerptView;
class FieldModel;
class IdentityBar;
class Session;
class ValueView;

// Everything that is known of the current event: what it is about, its fields with where each comes from, the chosen one in
// full, and the record as it stands in the file, among its neighbours. Values that are identities pivot when they are clicked; of values that follow from other
// events "why?" goes to the event that proves them, and a value that is contradicted is shown with all evidence.
class InspectorView : public QWidget
{
    Q_OBJECT
public:
    explicit InspectorView(Session *session, QWidget *parent = nullptr);

    FieldModel *model() const { return m_model; }

signals:
    void columnWanted(const QString &field); // in the table
    void said(const QString &message);

private:
    QWidget *makeFieldsPage();
    void showRecord();
    void showText();
    void showRaw();
    void openFieldMenu(const QPoint &position);
    void updateNoise();
    void updateHidden();
    void showEvidence(const std::string &field);
    void goToWitness(int row);
    void follow(const QString &link);

    Session *m_session;
    FieldModel *m_model;
    QLabel *m_title;
    QTabWidget *m_tabs;
    QTableView *m_table;
    QCheckBox *m_noise;
    QLabel *m_textTitle;
    QLabel *m_evidence;
    QLabel *m_hidden;
    IdentityBar *m_identities;
    ValueView *m_text;
    ExcerptView *m_raw;
    EventRef m_rawShown;
    std::string m_chosen; // the field shown in full, kept from event to event; empty: the message
};

} // namespace widelens
