// SPDX-License-Identifier: GPL-3.0-or-later
// The real window, offscreen, on a generated run: what it makes a person wait for, beside bounds measured in the same process.
// Number of events: WIDELENS_BENCH_EVENTS (default 1000000), or a run of one's own: WIDELENS_BENCH_RUN. What is done after
// loading: WIDELENS_BENCH_PARTS, some of "table pivots ranges plots panels closing" (default: all).
#include "app/mainwindow.h"
#include "model/items/eventmodel.h"
#include "model/rules/rules.h"
#include "model/session.h"
#include "model/timeaxis.h"
#include "tests/bench/eventloop.h"
#include "tests/bench/generate/simulation.h"
#include "tests/bench/memory.h"
#include "views/entitiespanel.h"
#include "views/eventtableview.h"
#include "views/statesplot.h"
#include "views/timeplot.h"

#include <QAction>
#include <QHeaderView>
#include <QPointer>
#include <QSettings>
#include <QTableView>
#include <QTemporaryDir>
#include <qcustomplot.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>

using namespace widelens;
using namespace widelens::bench;
using namespace Qt::StringLiterals;

namespace {

std::string runFolder()
{
    if (const char *own = std::getenv("WIDELENS_BENCH_RUN"))
        return own;
    const char *wanted = std::getenv("WIDELENS_BENCH_EVENTS");
    RunPlan plan;
    plan.tasks = std::max<uint64_t>(1, (wanted ? std::strtoull(wanted, nullptr, 10) : 1'000'000) / 34);
    const auto folder = std::filesystem::temp_directory_path() / ("widelens-bench-window-" + std::to_string(plan.tasks)) / "000";
    plan.folder = folder.string();
    if (!std::filesystem::exists(folder.parent_path() / "done")) {
        std::filesystem::create_directories(folder);
        writeRun(plan);
        std::ofstream(folder.parent_path() / "done") << "";
    }
    return plan.folder;
}

// What several of the same took.
class Times
{
public:
    void add(Took took)
    {
        m_wall.push_back(took.wall);
        m_cpu.push_back(took.cpu);
    }
    double median() const { return at(m_wall, 0.5); }
    double worst() const { return at(m_wall, 1); }
    double cpuMedian() const { return at(m_cpu, 0.5); }
    double cpuWorst() const { return at(m_cpu, 1); }

private:
    static double at(std::vector<double> values, double share)
    {
        if (values.empty())
            return 0;
        std::sort(values.begin(), values.end());
        return values[static_cast<size_t>(share * static_cast<double>(values.size() - 1))];
    }
    std::vector<double> m_wall;
    std::vector<double> m_cpu;
};

void print(const char *what, const std::string &figure, const char *target, const std::string &beside = {})
{
    std::printf("| %s | %s | %s | %s |\n", what, figure.c_str(), target, beside.c_str());
    std::fflush(stdout);
}

std::string format(const char *pattern, auto... values)
{
    char text[200];
    std::snprintf(text, sizeof text, pattern, values...);
    return text;
}

std::string medianAndWorst(const Times &times)
{
    return format("%.1f ms, worst %.1f (own work %.1f, %.1f)", times.median(), times.worst(), times.cpuMedian(), times.cpuWorst());
}

// As many rows and columns as the event table has, with texts that are always the same: what painting alone costs.
class ConstantModel : public QAbstractTableModel
{
public:
    ConstantModel(int rows, int columns)
        : m_rows(rows), m_columns(columns)
    {
    }
    int rowCount(const QModelIndex &) const override { return m_rows; }
    int columnCount(const QModelIndex &) const override { return m_columns; }
    QVariant data(const QModelIndex &index, int role) const override
    {
        return role != Qt::DisplayRole ? QVariant() : index.column() + 1 < m_columns ? u"14:03:27.123456"_s : u"Task 1234567 changing state from launched to exec_done"_s;
    }
    void turnOver() { emit dataChanged(index(0, 0), index(m_rows - 1, m_columns - 1)); }

private:
    int m_rows;
    int m_columns;
};

class Bench
{
public:
    Bench(MeasuredApplication &app, std::shared_ptr<const Rules> rules)
        : m_app(app), m_window(std::move(rules)), m_session(m_window.session()), m_events(m_window.findChild<EventTableView *>()), m_states(m_window.findChild<StatesPlot *>()), m_axis(m_window.findChild<TimeAxis *>())
    {
        m_window.resize(1600, 1000);
        m_window.show();
        m_app.settle();
    }

    void run(const std::string &folder)
    {
        const QString parts = qEnvironmentVariable("WIDELENS_BENCH_PARTS", u"table pivots ranges plots panels closing"_s);
        const auto wants = [&](const char *part) { return parts.contains(QLatin1String(part)); };
        load(folder);
        memory();
        if (wants("table"))
            table();
        if (wants("pivots"))
            pivots();
        if (wants("ranges"))
            ranges();
        if (wants("plots"))
            plots();
        if (wants("panels"))
            panels();
        memory();
        if (wants("closing"))
            closing(folder);
    }

private:
    bool isIdle() const { return countingPool()->activeThreadCount() == 0 && plotPool()->activeThreadCount() == 0 && seriesPool()->activeThreadCount() == 0 && promptPool()->activeThreadCount() == 0 && !m_session->isFiltering(); }
    size_t rowCount() const { return m_session->rows()->size(); }
    size_t randomRow() { return std::uniform_int_distribution<size_t>(0, rowCount() - 1)(m_random); }

    // The longest turn since the last call.
    void printStall(const char *what)
    {
        const Took longest = m_app.takeLongestTurn();
        print(what, format("%.1f ms (own work %.1f; at most %.1f in one turn)", longest.wall, longest.cpu, m_app.mostWork()), "16 ms", m_app.longestEvent().toStdString());
    }

    void load(const std::string &folder)
    {
        const double before = anonymousBytes();
        double firstPicture = 0;
        const StateCounts *partial = nullptr;
        double peak = 0;
        m_app.takeLongestTurn();
        const Stopwatch since;
        m_window.open({ QString::fromStdString(folder) });
        m_app.waitUntil([&] { return rowCount() > 0; });
        print("first rows", format("%.0f ms", since.elapsed().wall), "1000 ms");
        m_app.waitUntil([&] {
            peak = std::max(peak, anonymousBytes());
            partial = m_states->counts();
            return !m_session->isLoading();
        });
        const double loaded = since.elapsed().wall;
        m_app.waitUntil([&] { // the counts of the whole, then drawn
            firstPicture = since.elapsed().wall;
            return m_states->counts() && m_states->counts() != partial;
        });
        print("loading", format("%.2f s for %.2f M events", loaded / 1e3, static_cast<double>(m_session->store()->eventCount()) / 1e6), "", format("peak %.1f bytes an event", (peak - before) / static_cast<double>(m_session->store()->eventCount())));
        print("states: first picture after loading", format("%.0f ms", firstPicture - loaded), "1000 ms");
        m_app.waitUntil([&] { return !m_session->isIndexing(); });
        print("index for pivots after loading", format("%.0f ms", since.elapsed().wall - loaded), "");
        m_app.waitUntil([this] { return isIdle(); });
        print("all panels after loading", format("%.0f ms", since.elapsed().wall - loaded), "");
        printStall("longest turn of the event loop while loading");
        m_before = before;
    }

    void memory()
    {
        const double events = static_cast<double>(m_session->store()->eventCount());
        const double bytes = anonymousBytes() - m_before;
        print("anonymous memory", format("%.0f MB: %.1f bytes an event beside 256 MB", bytes / 1e6, std::max(0.0, bytes - 256e6) / events), "64 bytes", format("all in all %.1f bytes an event", bytes / events));
    }

    // The rows shown have their texts.
    bool hasTexts() const
    {
        for (int row = 0; row < m_events->model()->rowCount(); ++row) {
            if (!m_events->model()->cache().find(m_events->model()->eventAt(row)))
                return false;
        }
        return true;
    }

    Took paintConstantTable()
    {
        QTableView plain;
        ConstantModel model(m_events->model()->rowCount(), m_events->model()->columnCount());
        plain.setModel(&model);
        plain.setShowGrid(false);
        plain.verticalHeader()->hide();
        plain.verticalHeader()->setDefaultSectionSize(m_events->table()->verticalHeader()->defaultSectionSize());
        plain.horizontalHeader()->setStretchLastSection(true);
        plain.resize(m_events->table()->size());
        plain.show();
        m_app.settle();
        Times times;
        for (int i = 0; i < 50; ++i) {
            const Stopwatch since;
            model.turnOver();
            m_app.settle();
            times.add(since.elapsed());
        }
        return { times.median(), times.cpuMedian() };
    }

    void table()
    {
        const Took bound = paintConstantTable();
        Times jumps, texts, steps;
        m_app.takeLongestTurn();
        for (int i = 0; i < 100; ++i) {
            const size_t row = randomRow();
            const Stopwatch since;
            m_events->scrollTo(row);
            m_app.settle();
            jumps.add(since.elapsed());
            m_app.waitUntil([this] { return hasTexts(); });
            texts.add(since.elapsed());
        }
        for (int i = 0; i < 300; ++i) {
            const Stopwatch since;
            m_events->scrollTo(m_events->topRow() + 3);
            m_app.settle();
            steps.add(since.elapsed());
        }
        const std::string beside = format("a plain table with constant texts: %.1f ms", bound.wall);
        print("table: jump to a random row, painted", medianAndWorst(jumps), "16 ms", beside);
        print("table: until its texts are there", medianAndWorst(texts), "");
        print("table: scroll by three rows, painted", medianAndWorst(steps), "16 ms", beside);
        printStall("longest turn while scrolling");
        m_events->moveToEnd(true);
        m_app.settle();
        m_events->selectAll();
        m_app.settle();
        m_events->moveToEnd(false);
        m_app.settle();
        printStall("longest turn at End, all selected, Home");
    }

    struct PivotTimes {
        Times page; // its first page is painted and its count is known
        Times all; // all its rows are there
        uint64_t most = 0; // rows
    };

    void showPivot(const Pivot &pivot, PivotTimes &times)
    {
        const auto before = m_session->rows();
        const Stopwatch since;
        m_session->addPivot(pivot);
        m_app.waitUntil([&] { return (m_session->rows() != before && m_session->rowCount()) || !m_session->isFiltering(); });
        m_app.settle();
        times.page.add(since.elapsed());
        const uint64_t told = m_session->rowCount().value_or(0);
        m_app.waitUntil([&] { return !m_session->isFiltering(); });
        m_app.settle();
        times.all.add(since.elapsed());
        times.most = std::max<uint64_t>(times.most, rowCount());
        if (told != rowCount())
            std::printf("told %llu rows of %zu\n", static_cast<unsigned long long>(told), rowCount());
    }

    void pivots()
    {
        std::map<std::string, PivotTimes> kinds;
        m_app.takeLongestTurn();
        for (int i = 0; i < 40; ++i) {
            const EventRef event = (*m_session->rows())[randomRow()];
            m_session->setCurrent(event);
            for (const Entity &entity : entitiesOf(*m_session->store(), event)) {
                showPivot(pivotOn(entity), kinds[entity.kind]);
                m_session->clearFilter();
                m_app.settle();
            }
        }
        std::vector<EventRef> copy(rowCount());
        const Stopwatch since;
        std::copy(m_session->rows()->begin(), m_session->rows()->end(), copy.begin());
        const double copying = since.elapsed().wall;
        for (const auto &[kind, times] : kinds)
            print(("pivot to a " + kind + ": first page and count").c_str(), medianAndWorst(times.page), "50 ms",
                  format("all of up to %llu rows: %.0f ms; copying the numbers of all rows: %.0f ms", static_cast<unsigned long long>(times.most), times.all.median(), copying));
        printStall("longest turn while pivoting");
    }

    void ranges()
    {
        Times times;
        const TimeRange span = m_session->store()->timeSpan();
        m_app.takeLongestTurn();
        for (int i = 1; i <= 10; ++i) {
            const Stopwatch since;
            m_session->setRange({ span.begin, span.begin + (span.end - span.begin) / 20 * i });
            m_app.waitUntil([&] { return !m_session->isFiltering(); });
            m_app.settle();
            times.add(since.elapsed());
        }
        print("a time range of 1/20 to 1/2 of all", medianAndWorst(times), "");
        printStall("longest turn while selecting ranges");
        m_session->clearFilter();
        m_app.settle();
    }

    void plots()
    {
        StatesPlot plot(m_session, m_axis);
        plot.resize(1600, 400);
        plot.show();
        auto *canvas = qobject_cast<QCustomPlot *>(plot.plot()->canvas());
        m_app.waitUntil([&] { return plot.counts() && canvas->graphCount() > 0; });
        m_window.hide();
        m_app.settle();
        Times frames, pictures, bare;
        m_app.takeLongestTurn();
        for (int i = 0; i < 60; ++i) {
            const QPointer<QCPGraph> before = canvas->graph(0);
            const Stopwatch since;
            if (i % 2)
                m_axis->pan(i % 4 == 1 ? 0.02 : -0.02);
            else
                m_axis->zoomAt((m_axis->visible().begin + m_axis->visible().end) / 2, i < 30 ? 0.8 : 1.25);
            m_app.settle();
            frames.add(since.elapsed());
            m_app.waitUntil([&] { return !before; });
            m_app.settle();
            pictures.add(since.elapsed());
            const Stopwatch again;
            canvas->replot(QCustomPlot::rpImmediateRefresh);
            bare.add(again.elapsed());
        }
        uint64_t changes = plot.counts()->transitions;
        print("states plot 1600x400: answer to pan or zoom", medianAndWorst(frames), "16 ms", format("bare replot of its points: %.1f ms", bare.median()));
        print("states plot 1600x400: with all its details", medianAndWorst(pictures), "", format("%.1f M changes of state", static_cast<double>(changes) / 1e6));
        printStall("longest turn while panning and zooming");
        m_axis->fit();
        m_window.show();
        m_app.settle();
    }

    void panels()
    {
        for (const char *command : { "go.entities", "go.map", "go.sources", "go.issues", "go.summary" }) {
            m_app.takeLongestTurn();
            const Stopwatch since;
            m_window.action(QString::fromLatin1(command))->trigger();
            m_app.settle();
            m_app.waitUntil([this] { return isIdle(); });
            m_app.settle();
            const Took longest = m_app.takeLongestTurn();
            print(command, format("there after %.2f s, longest turn %.1f ms (own work %.1f)", since.elapsed().wall / 1e3, longest.wall, longest.cpu), "16 ms", m_app.longestEvent().toStdString());
        }
    }

    void closing(const std::string &folder)
    {
        m_app.takeLongestTurn();
        Stopwatch since;
        m_session->close();
        m_app.settle();
        print("closing the run", format("%.0f ms", since.elapsed().wall), "100 ms");
        printStall("longest turn while closing");
        m_window.open({ QString::fromStdString(folder) });
        const uint64_t half = std::filesystem::file_size(folder + "/parsl.log") / 2;
        m_app.waitUntil([&] { return m_session->loadProgress().bytesDone > half; });
        m_app.takeLongestTurn();
        since.restart();
        m_session->cancelLoading();
        m_app.waitUntil([&] { return !m_session->isLoading(); });
        print("cancelling a load", format("%.0f ms", since.elapsed().wall), "100 ms");
        printStall("longest turn while cancelling");
        m_session->close();
        m_app.settle();
        m_window.open({ QString::fromStdString(folder) });
        m_app.waitUntil([&] { return m_session->loadProgress().bytesDone > half; });
        since.restart();
        m_window.close();
        m_app.settle();
        print("closing the window while loading", format("%.0f ms", since.elapsed().wall), "100 ms");
    }

    MeasuredApplication &m_app;
    MainWindow m_window;
    Session *m_session;
    EventTableView *m_events;
    StatesPlot *m_states;
    TimeAxis *m_axis;
    std::mt19937_64 m_random { 1 };
    double m_before = 0;
};

} // namespace

int main(int argc, char **argv)
{
    if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    const std::string folder = runFolder();
    MeasuredApplication app(argc, argv);
    QTemporaryDir settings;
    QCoreApplication::setOrganizationName(u"WidelensBench"_s);
    QSettings::setPath(QSettings::NativeFormat, QSettings::UserScope, settings.path());
    std::printf("| the window | | target | beside |\n| --- | --- | --- | --- |\n");
    Bench(app, loadRules()).run(folder);
    std::fflush(nullptr);
    settings.remove();
    std::_Exit(0); // as the program does: a reader may not have noticed yet that it is to stop
}
