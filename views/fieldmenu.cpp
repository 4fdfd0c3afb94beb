// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/fieldmenu.h"

#include "model/items/fieldmodel.h"
#include "model/items/structuremodel.h"
#include "model/session.h"
#include "views/clipboard.h"
#include "views/inspectorview.h"

#include <QMenu>

#include <functional>

namespace widelens {

using namespace Qt::StringLiterals;

static QAction *add(QMenu *menu, const QString &name, const QString &text, std::function<void()> run)
{
    QAction *action = menu->addAction(QString(text).replace(u'&', u"&&"_s), menu->parent(), std::move(run)); // an & in a value is no mnemonic
    action->setObjectName(name);
    return action;
}

static Pivot pivotOf(const Session &session, const FieldModel &model, const RecordField &field)
{
    const std::vector<Entity> entities = entitiesOf(*session.store(), model.recordEvent());
    if (const Entity *entity = entityForField(entities, field.name); entity && field.kind != FieldKind::Json)
        return pivotOn(*entity);
    Pivot pivot = pivotOn(field.name, field.text);
    if (pivot.label.size() > 80)
        pivot.label = pivot.label.left(80) + u'…';
    pivot.label = pivot.label.simplified();
    return pivot;
}

QMenu *makeFieldMenu(Session *session, InspectorView *inspector, int row)
{
    const FieldModel &model = *inspector->model();
    const RecordField &field = model.field(row);
    const QString name = QString::fromStdString(field.name);
    const QString text = QString::fromStdString(field.text);
    auto *menu = new QMenu(inspector);
    menu->setObjectName(u"fieldMenu"_s);
    const Pivot entity = pivotOf(*session, model, field);
    const Pivot value = pivotOn(field.name, field.text);
    add(menu, u"field.only"_s, QObject::tr("Show only %1").arg(entity.label), [session, entity] { session->addPivot(entity); });
    add(menu, u"field.tab"_s, QObject::tr("Show only %1, in a new tab").arg(entity.label), [session, entity] { session->openInTab(entity); });
    Pivot without = entity.terms.size() == 1 ? entity : value;
    without.negated = true;
    without.label = entity.terms.size() == 1 ? entity.label : without.label.simplified().left(80);
    add(menu, u"field.without"_s, QObject::tr("Leave out %1").arg(without.label), [session, without] { session->addPivot(without); });
    menu->addSeparator();
    add(menu, u"field.column"_s, QObject::tr("Show %1 as a column").arg(name), [inspector, name] { emit inspector->columnWanted(name); });
    menu->addSeparator();
    add(menu, u"field.copy"_s, QObject::tr("Copy value"), [text] { copyToClipboard(text); });
    add(menu, u"field.copyBoth"_s, QObject::tr("Copy name and value"), [name, text] { copyToClipboard(name + u'=' + text); });
    if (const QString path = pathIn(text); !path.isEmpty() && path != text)
        add(menu, u"field.copyPath"_s, QObject::tr("Copy path %1").arg(path), [path] { copyToClipboard(path); });
    if (field.witness.isValid())
        add(menu, u"field.why"_s, QObject::tr("Go to the event that proves it"), [session, witness = field.witness] { session->setCurrent(witness); });
    return menu;
}

} // namespace widelens
