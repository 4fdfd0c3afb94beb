// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/statesplot.h"

#include "model/rules/rules.h"
#include "model/session.h"
#include "views/legendview.h"
#include "views/plotexport.h"
#include "views/plotheader.h"
#include "views/theme.h"
#include "views/timeplot.h"

#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace widelens {

using namespace Qt::StringLiterals;

static QString kindTitle(const Rules &rules)
{
    const KeyRule *key = rules.key(rules.stateKind);
    return key ? QString::fromStdString(key->title) : QObject::tr("entities");
}

StatesPlot::StatesPlot(Session *session, TimeAxis *axis, QWidget *parent)
    : QWidget(parent), m_session(session), m_plot(new TimePlot(session, axis)), m_legend(new LegendView), m_note(new QLabel)
{
    QString title = tr("%1 in each state").arg(kindTitle(*session->rules()));
    title[0] = title[0].toUpper();
    auto *stacked = new QToolButton;
    stacked->setObjectName(u"stacked"_s);
    stacked->setText(tr("Stacked"));
    stacked->setCheckable(true);
    stacked->setChecked(true);
    stacked->setToolTip(tr("Areas on top of each other, or a line for each state"));
    m_stacked = stacked;
    auto *onlyShown = new QToolButton;
    onlyShown->setObjectName(u"onlyShown"_s);
    onlyShown->setText(tr("Only shown"));
    onlyShown->setCheckable(true);
    onlyShown->setToolTip(tr("Count only the %1 that the events shown are about, or all of them").arg(kindTitle(*session->rules())));
    m_onlyShown = onlyShown;
    PlotHeader header = makePlotHeader(title);
    header.layout->addWidget(stacked);
    header.layout->addWidget(onlyShown);
    header.layout->addWidget(m_note, 1);
    header.layout->addWidget(header.exportButton);
    layOutPlot(this, header, m_plot, m_legend);
    setObjectName(u"statesPlot"_s);
    m_note->setObjectName(u"statesNote"_s);
    m_note->setForegroundRole(QPalette::PlaceholderText);
    m_note->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred); // a long sentence is cut (its tooltip is whole), and widens nothing
    m_plot->canvas()->setAccessibleName(title);
    m_plot->setYLabel(kindTitle(*session->rules()));
    m_plot->setDescribe([this](Time time) { return describe(time); });
    offerCopies(header, m_plot, [this] { emit exportWanted(); }, [this](PlotCopy what) { emit copyWanted(what); });
    connect(onlyShown, &QAbstractButton::toggled, this, &StatesPlot::count);
    connect(session, &Session::rowsChanged, this, [this] {
        if (isOnlyShown())
            count();
    });
    connect(stacked, &QAbstractButton::toggled, this, &StatesPlot::reduce);
    connect(m_legend, &LegendView::hiddenChanged, this, &StatesPlot::reduce);
    connect(m_plot, &TimePlot::frameChanged, this, &StatesPlot::reduce);
    connect(session, &Session::opened, this, [this] { showCounts(nullptr); });
    connect(session, &Session::storeChanged, this, &StatesPlot::follow);
    connect(session, &Session::filterChanged, this, &StatesPlot::updateNote);
    count();
}

bool StatesPlot::isStacked() const
{
    return m_stacked->isChecked();
}

void StatesPlot::setStacked(bool stacked)
{
    m_stacked->setChecked(stacked);
}

bool StatesPlot::isOnlyShown() const
{
    return m_onlyShown->isChecked();
}

// A version of a run that grows.
void StatesPlot::follow()
{
    const std::shared_ptr<const EventStore> &store = m_session->store();
    if (store->isComplete() || m_growth.isEnough(store->rows()->size())) {
        m_aheadTask.cancel();
        count();
    } else if (!m_aheadTask.isRunning()) {
        m_aheadTask.start(this, [store, shared = m_session->sharedTransitions()](const Continue &goOn) { return shared->readAhead(*store, goOn); }, [](bool) {});
    }
}

void StatesPlot::count()
{
    // While loading, versions may come faster than they are counted: let each count end, but none that the last one outdates.
    const bool isLast = m_session->store()->isComplete() && !m_countsComplete;
    m_countAgain = m_countTask.isRunning() && !isLast;
    if (m_countAgain)
        return;
    const bool all = !isOnlyShown() || m_session->filter().isEmpty();
    if (!all && !m_session->hasAllRows()) // all of them come soon
        return;
    auto work = [store = m_session->store(), rows = m_session->rows(), all, source = m_session->transitions()](const Continue &goOn) -> std::shared_ptr<const StateCounts> {
        return std::make_shared<StateCounts>(all ? countStates(*store, {}, goOn, kRowsAtOnce, source) : countStatesOf(*store, *rows, goOn, source));
    };
    m_countsComplete = m_session->store()->isComplete();
    m_growth.look(m_session->store()->rows()->size());
    m_countTask.start(this, work, [this](const std::shared_ptr<const StateCounts> &counts) {
        showCounts(counts);
        if (m_countAgain)
            count();
    });
}

void StatesPlot::showCounts(std::shared_ptr<const StateCounts> counts)
{
    m_counts = freedInBackground(std::move(counts));
    const bool none = !m_counts || m_counts->states.empty();
    if (m_session->isLoading())
        m_plot->setNotice(none ? tr("Reading…") : QString());
    else if (none && isOnlyShown() && !m_session->filter().isEmpty())
        m_plot->setNotice(tr("The events shown are about no %1 whose state is known. Switch “Only shown” off to see all of them.").arg(kindTitle(*m_session->rules())));
    else
        m_plot->setNotice(none ? tr("No log here says in which state the %1 are.").arg(kindTitle(*m_session->rules())) : QString());
    updateNote();
    reduce();
}

// Which events are counted must be seen: a chip filters the table, not this.
void StatesPlot::updateNote()
{
    QStringList remarks;
    if (isOnlyShown() && !m_session->filter().isEmpty())
        remarks.append(tr("those of the events shown"));
    else if (!m_session->filter().terms.empty())
        remarks.append(tr("all %1, whatever the filters").arg(kindTitle(*m_session->rules())));
    for (const std::string &remark : m_counts ? m_counts->remarks : std::vector<std::string>())
        remarks.append(u"⚠ "_s + QString::fromStdString(remark));
    // What no log tells is known when all are read.
    for (const std::string &sentence : m_counts && !m_session->isLoading() ? m_counts->untold : std::vector<std::string>())
        remarks.append(QString::fromStdString(sentence));
    m_note->setText(remarks.value(0));
    m_note->setToolTip(remarks.join(u'\n'));
}

void StatesPlot::reduce()
{
    if (!m_counts) {
        m_reduceTask.cancel();
        m_plot->setSeries({}, 0);
        return;
    }
    // While the axis moves, frames come faster than they are reduced: let each be seen.
    m_reduceAgain = m_reduceTask.isRunning();
    if (m_reduceAgain)
        return;
    std::vector<QString> names;
    std::vector<QColor> colours;
    std::vector<size_t> marks;
    const PlotFrame frame = m_plot->frame();
    for (size_t i = m_counts->states.size(); i-- > 0;) { // the legend reads from the top, like the areas
        names.push_back(QString::fromStdString(m_counts->states[i]));
        colours.push_back(stateColour(*m_session->rules(), m_counts->states[i], i, frame.dark));
        marks.push_back(i);
    }
    m_legend->setLines(names, colours, marks, isStacked());
    const std::vector<bool> hidden(m_legend->hidden().rbegin(), m_legend->hidden().rend());
    auto work = [counts = m_counts, rules = m_session->rules(), hidden, stacked = isStacked(), frame](const Continue &) {
        return std::shared_ptr<const std::vector<PlotSeries>>(
            std::make_shared<std::vector<PlotSeries>>(stateSeries(*counts, *rules, hidden, stacked, frame)));
    };
    m_reduceTask.start(this, work, [this, frame](const std::shared_ptr<const std::vector<PlotSeries>> &series) {
        m_plot->setSeries(*series, frame.origin);
        if (m_reduceAgain)
            reduce();
    });
}

QString StatesPlot::describe(Time time) const
{
    const StateSeries none;
    const StateSeries &series = m_counts && !m_counts->series.empty() ? m_counts->series.front() : none;
    const auto after = std::upper_bound(series.times.begin(), series.times.end(), time);
    if (after == series.times.begin()) {
        m_legend->setValues({});
        return {};
    }
    QStringList lines;
    const size_t row = static_cast<size_t>(after - series.times.begin()) - 1;
    QStringList values;
    for (size_t i = m_counts->states.size(); i-- > 0;) { // as they are stacked
        values.append(QString::number(series.counts[i][row]));
        if (const uint32_t count = series.counts[i][row])
            lines.append(u"%1  %2"_s.arg(count, 5).arg(QString::fromStdString(m_counts->states[i])));
    }
    m_legend->setValues(values);
    return lines.join(u'\n');
}

} // namespace widelens
