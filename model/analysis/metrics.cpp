// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/analysis/metrics.h"

#include "model/query/keyscan.h"
#include "model/rules/rules.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>

namespace widelens {

namespace {

constexpr double kNoValue = std::numeric_limits<double>::quiet_NaN();

double numberOf(const Value &value)
{
    if (const auto *whole = std::get_if<int64_t>(&value))
        return static_cast<double>(*whole);
    const auto *real = std::get_if<double>(&value);
    return real ? *real : kNoValue;
}

// The fields of all key rules: what says whose an event is, and is therefore no value of a metric.
std::vector<std::string> identityFields(const Rules &rules)
{
    std::vector<std::string> names;
    for (auto key = rules.keys.rbegin(); key != rules.keys.rend(); ++key) {
        for (const auto &name : key->fields) {
            if (std::find(names.begin(), names.end(), name) == names.end())
                names.push_back(name);
        }
    }
    return names;
}

// Collects the samples of metrics from all segments. `only`: this metric; empty: all of them.
class MetricReading
{
public:
    MetricReading(const EventStore &store, std::string only)
        : m_store(store)
        , m_rules(store.rules())
        , m_only(std::move(only))
        , m_metricField(store.fields().find(m_rules.metricField))
    {
    }

    bool read(const Continue &goOn)
    {
        for (uint32_t i = 0; i < m_store.segments().size(); ++i) {
            if (goOn && !goOn(static_cast<double>(i) / static_cast<double>(m_store.segments().size())))
                return false;
            readSamples(i);
            readTables(i);
            readCounters(i);
        }
        for (auto &[name, metric] : m_metrics)
            finish(metric);
        addDerived();
        return true;
    }

    std::map<std::string, Metric> &metrics() { return m_metrics; }

private:
    struct Step {
        Time time;
        EventRef event;
        int delta;
    };
    using Identity = std::vector<std::string>;
    // Where what belongs to whom is collected, by the values that say so: their texts are made once, not for each event.
    struct Places {
        std::vector<FieldId> fields;
        std::map<std::vector<Value>, size_t> known; // by the run's number and the fields' values
    };
    // A metric that has samples.
    struct Sampled {
        Metric *metric;
        bool hasRule;
        Places series;
        std::vector<FieldId> values; // of the first of summary.values
    };
    // A series that is derived from counters.
    struct Derived {
        Metric target;
        Places places; // in `steps`
        std::vector<std::vector<Step> *> steps; // of m_steps
    };

    void readSamples(uint32_t number)
    {
        const SegmentView &view = *m_store.segments()[number];
        const ColumnView *column = m_metricField == kNoField ? nullptr : view.find(m_metricField);
        if (!column || !column->column)
            return;
        std::map<Cell, Sampled *> known; // null: is not asked for
        for (size_t i = 0; i < column->count; ++i) {
            const uint32_t row = column->column->rows[i];
            if (view.isCopy(row))
                continue;
            const auto [found, isNew] = known.try_emplace(column->column->cells[i], nullptr);
            if (isNew) {
                const std::string name = toText(view.value(found->first));
                found->second = m_only.empty() || name == m_only ? &sampled(name) : nullptr;
            }
            if (found->second)
                addSample(*found->second, { number, row });
        }
    }

    // Sources every event of which is a sample: column by column, as a statistics log has dozens of them.
    void readTables(uint32_t number)
    {
        const SegmentView &view = *m_store.segments()[number];
        const std::string &format = m_store.sources()[view.source()].format;
        const auto isOfFormat = [&](const MetricRule &rule) { return std::find(rule.formats.begin(), rule.formats.end(), format) != rule.formats.end(); };
        for (const auto &rule : m_rules.metrics) {
            if (view.rowCount() == 0 || !isOfFormat(rule) || (!m_only.empty() && m_only != rule.name))
                continue;
            Metric &target = metric(rule.name);
            std::vector<std::string> names = rule.values;
            if (names.empty()) {
                for (const auto &column : view.sparse())
                    names.push_back(m_store.fields().name(column.field));
                for (const auto &other : m_rules.metrics) {
                    if (isOfFormat(other))
                        std::erase_if(names, [&](const auto &name) { return std::find(other.values.begin(), other.values.end(), name) != other.values.end(); });
                }
                std::erase_if(names, [&](const auto &name) { return std::find(target.summary.identity.begin(), target.summary.identity.end(), name) != target.summary.identity.end(); });
            }
            std::erase_if(names, [&](const auto &name) { return !hasNumber(view, name); });
            if (!names.empty())
                addTable(target, number, names);
            else if (target.series.empty())
                m_metrics.erase(rule.name);
        }
    }

    bool hasNumber(const SegmentView &view, const std::string &name) const
    {
        const FieldId field = m_store.fields().find(name);
        const ColumnView *column = field == kNoField ? nullptr : view.find(field);
        return column && column->column && column->count > 0 && !std::isnan(numberOf(view.value(column->column->cells[0])));
    }

    void addTable(Metric &target, uint32_t number, const std::vector<std::string> &names)
    {
        const SegmentView &view = *m_store.segments()[number];
        MetricSeries &added = series(target, identityValues(target, { number, 0 })); // a table's rows are one thing's
        const size_t before = added.times.size();
        for (uint32_t row = 0; row < view.rowCount(); ++row) {
            added.times.push_back(view.time(row));
            added.events.push_back({ number, row });
        }
        for (const auto &name : names) {
            const size_t value = valueIndex(target, name);
            if (added.values.size() <= value)
                added.values.resize(value + 1);
            added.values[value].resize(before + view.rowCount(), kNoValue);
            const FieldId field = m_store.fields().find(name);
            const ColumnView *column = field == kNoField ? nullptr : view.find(field);
            for (size_t i = 0; column && column->column && i < column->count; ++i)
                added.values[value][before + column->column->rows[i]] = numberOf(view.value(column->column->cells[i]));
        }
    }

    Metric &metric(const std::string &name)
    {
        auto [found, isNew] = m_metrics.try_emplace(name);
        if (isNew) {
            const MetricRule *rule = m_rules.metric(name);
            MetricSummary &summary = found->second.summary;
            summary.name = name;
            summary.title = rule ? rule->title : name;
            summary.unit = rule ? rule->unit : std::string();
            summary.identity = identityOf(rule);
            for (const auto &value : rule && rule->formats.empty() ? rule->values : std::vector<std::string>()) // of tables those there are
                summary.values.push_back({ value, kNoValue, kNoValue });
        }
        return found->second;
    }

    Sampled &sampled(const std::string &name)
    {
        const auto found = m_sampled.find(name);
        if (found != m_sampled.end())
            return found->second;
        Metric &target = metric(name);
        return m_sampled.emplace(name, Sampled { &target, m_rules.metric(name) != nullptr, { fieldsOf(target.summary.identity), {} }, {} }).first->second;
    }

    std::vector<FieldId> fieldsOf(const Identity &names) const
    {
        std::vector<FieldId> fields;
        for (const auto &name : names)
            fields.push_back(m_store.fields().find(name));
        return fields;
    }

    // make() where the event is the first of what it belongs to.
    template<typename Make>
    size_t placeOf(Places &places, EventRef event, Make make)
    {
        m_key.assign(1, static_cast<int64_t>(index(m_store.run(event))));
        for (const FieldId field : places.fields)
            m_key.push_back(field == kNoField ? Value() : m_store.value(event, field));
        const auto [found, isNew] = places.known.try_emplace(m_key, 0);
        if (isNew)
            found->second = make();
        return found->second;
    }

    Identity identityOf(const MetricRule *rule) const
    {
        Identity names { m_rules.runField };
        const Identity rest = rule ? rule->identity : identityFields(m_rules);
        names.insert(names.end(), rest.begin(), rest.end());
        return names;
    }

    Identity identityValues(const Metric &metric, EventRef event) const
    {
        Identity values;
        for (const auto &name : metric.summary.identity) {
            const FieldId field = m_store.fields().find(name);
            std::string text = field == kNoField ? std::string() : toText(m_store.value(event, field));
            if (name == m_rules.runField && text.empty()) {
                const RunId run = m_store.run(event);
                text = run == kNoRun ? std::string() : m_store.runs()[index(run)].rundir;
            }
            values.push_back(std::move(text));
        }
        return values;
    }

    MetricSeries &series(Metric &metric, const Identity &identity)
    {
        auto &place = m_places[metric.summary.name];
        const auto [found, isNew] = place.try_emplace(identity, metric.series.size());
        if (isNew) {
            metric.series.emplace_back();
            metric.series.back().identity = identity;
        }
        return metric.series[found->second];
    }

    size_t valueIndex(Metric &metric, const std::string &name)
    {
        auto &values = metric.summary.values;
        const auto found = std::find_if(values.begin(), values.end(), [&](const auto &value) { return value.name == name; });
        if (found != values.end())
            return static_cast<size_t>(found - values.begin());
        values.push_back({ name, kNoValue, kNoValue });
        return values.size() - 1;
    }

    void addSample(Sampled &sampled, EventRef event)
    {
        Metric &metric = *sampled.metric;
        const size_t place = placeOf(sampled.series, event, [&] { return static_cast<size_t>(&series(metric, identityValues(metric, event)) - metric.series.data()); });
        MetricSeries &target = metric.series[place];
        const size_t sample = target.times.size();
        const auto set = [&](size_t value, double number) {
            if (target.values.size() <= value)
                target.values.resize(value + 1);
            target.values[value].resize(sample, kNoValue);
            target.values[value].push_back(number);
        };
        if (sampled.hasRule) {
            while (sampled.values.size() < metric.summary.values.size())
                sampled.values.push_back(m_store.fields().find(metric.summary.values[sampled.values.size()].name));
            for (size_t v = 0; v < sampled.values.size(); ++v) {
                const FieldId field = sampled.values[v];
                set(v, field == kNoField ? kNoValue : numberOf(m_store.value(event, field)));
            }
        } else {
            setAllNumbers(metric, event, set);
        }
        target.times.push_back(m_store.time(event));
        target.events.push_back(event);
    }

    // A metric that no rule describes: every number of the record that is no identity is a value.
    template<typename Set>
    void setAllNumbers(Metric &metric, EventRef event, Set set)
    {
        const SegmentView &view = m_store.segment(event);
        for (const auto &column : view.sparse()) {
            const std::string name = m_store.fields().name(column.field);
            const auto &identity = metric.summary.identity;
            if (!column.column || column.field == m_metricField || std::find(identity.begin(), identity.end(), name) != identity.end())
                continue;
            const size_t at = SegmentView::lowerBound(column, event.row);
            if (at >= column.count || column.column->rows[at] != event.row)
                continue;
            const double number = numberOf(view.value(column.column->cells[at]));
            if (!std::isnan(number))
                set(valueIndex(metric, name), number);
        }
    }

    void readCounters(uint32_t number)
    {
        const SegmentView &view = *m_store.segments()[number];
        std::vector<const MessageRule *> counting; // by template; null: it counts nothing
        for (const TemplateId id : view.templateIds()) {
            const int rule = m_store.templates().rule(id);
            if (rule < 0 || m_rules.messages[static_cast<size_t>(rule)].counters.empty())
                continue;
            counting.resize(std::max<size_t>(counting.size(), index(id) + 1), nullptr);
            counting[index(id)] = &m_rules.messages[static_cast<size_t>(rule)];
        }
        for (uint32_t row = 0; !counting.empty() && row < view.rowCount(); ++row) {
            const size_t id = index(view.templateId(row));
            if (id >= counting.size() || !counting[id] || view.isCopy(row))
                continue;
            for (const auto &counter : counting[id]->counters)
                addStep(counter, { number, row });
        }
    }

    void addStep(const MessageRule::Counter &counter, EventRef event)
    {
        if (!m_only.empty() && counter.series != m_only)
            return;
        int count = 1;
        if (!counter.each.empty()) {
            std::vector<Value> values;
            m_store.values(event, m_store.fields().find(counter.each), values);
            count = static_cast<int>(values.size());
        }
        const auto [found, isNew] = m_derived.try_emplace(counter.series);
        Derived &derived = found->second;
        if (isNew) {
            derived.target.summary.name = counter.series;
            derived.target.summary.identity = identityOf(m_rules.metric(counter.series));
            derived.places.fields = fieldsOf(derived.target.summary.identity);
        }
        const size_t place = placeOf(derived.places, event, [&] {
            derived.steps.push_back(&m_steps[counter.series][identityValues(derived.target, event)]);
            return derived.steps.size() - 1;
        });
        derived.steps[place]->push_back({ m_store.time(event), event, counter.delta * count });
    }

    // Derived series stand in only where the metric itself has no sample.
    void addDerived()
    {
        for (auto &[name, identities] : m_steps) {
            for (auto &[identity, steps] : identities) {
                if (m_places.count(name) && m_places[name].count(identity))
                    continue;
                Metric &target = metric(name);
                target.summary.derived = target.summary.samples == 0;
                std::stable_sort(steps.begin(), steps.end(), [](const Step &a, const Step &b) { return a.time != b.time ? a.time < b.time : a.event < b.event; });
                MetricSeries added;
                added.identity = identity;
                added.values.resize(1);
                double sum = 0;
                for (const Step &step : steps) {
                    sum += step.delta;
                    added.times.push_back(step.time);
                    added.events.push_back(step.event);
                    added.values[0].push_back(sum);
                }
                if (target.summary.values.empty())
                    target.summary.values.push_back({ "count", kNoValue, kNoValue });
                target.series.push_back(std::move(added));
            }
            if (m_metrics.count(name)) {
                const bool derived = m_metrics[name].summary.derived;
                finish(m_metrics[name]);
                m_metrics[name].summary.derived = derived;
            }
        }
    }

    void finish(Metric &metric)
    {
        MetricSummary &summary = metric.summary;
        summary.samples = 0;
        for (auto &series : metric.series) {
            sortByTime(series);
            series.values.resize(summary.values.size());
            for (size_t v = 0; v < series.values.size(); ++v) {
                series.values[v].resize(series.times.size(), kNoValue);
                for (const double number : series.values[v]) {
                    summary.values[v].minimum = std::fmin(summary.values[v].minimum, number);
                    summary.values[v].maximum = std::fmax(summary.values[v].maximum, number);
                }
            }
            summary.samples += series.times.size();
            if (series.times.empty())
                continue;
            summary.first = summary.first == kNoTime ? series.times.front() : std::min(summary.first, series.times.front());
            summary.last = std::max(summary.last, series.times.back());
        }
        std::sort(metric.series.begin(), metric.series.end(), [](const auto &a, const auto &b) { return a.identity < b.identity; });
    }

    static void sortByTime(MetricSeries &series)
    {
        if (std::is_sorted(series.times.begin(), series.times.end()))
            return;
        std::vector<size_t> order(series.times.size());
        for (size_t i = 0; i < order.size(); ++i)
            order[i] = i;
        std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return series.times[a] < series.times[b]; });
        const MetricSeries old = series;
        for (size_t i = 0; i < order.size(); ++i) {
            series.times[i] = old.times[order[i]];
            series.events[i] = old.events[order[i]];
            for (size_t v = 0; v < series.values.size(); ++v)
                series.values[v][i] = order[i] < old.values[v].size() ? old.values[v][order[i]] : kNoValue;
        }
    }

    const EventStore &m_store;
    const Rules &m_rules;
    std::string m_only;
    FieldId m_metricField;
    std::map<std::string, Metric> m_metrics;
    std::map<std::string, Sampled> m_sampled;
    std::map<std::string, Derived> m_derived;
    std::vector<Value> m_key;
    std::map<std::string, std::map<Identity, size_t>> m_places;
    std::map<std::string, std::map<Identity, std::vector<Step>>> m_steps;
};

} // namespace

std::string MetricSeries::label() const
{
    std::string text;
    for (size_t i = 1; i < identity.size(); ++i) { // the first is the run
        if (!identity[i].empty())
            text += (text.empty() ? "" : " · ") + identity[i];
    }
    return text.empty() && !identity.empty() ? identity[0].substr(0, 8) : text;
}

std::vector<MetricSummary> listMetrics(const EventStore &store, const Continue &goOn)
{
    MetricReading reading(store, {});
    std::vector<MetricSummary> list;
    if (reading.read(goOn)) {
        for (auto &[name, metric] : reading.metrics())
            list.push_back(std::move(metric.summary));
    }
    return list;
}

Metric readMetric(const EventStore &store, const std::string &name, const Continue &goOn)
{
    MetricReading reading(store, name);
    if (!reading.read(goOn))
        return {};
    const auto found = reading.metrics().find(name);
    if (found != reading.metrics().end())
        return std::move(found->second);
    Metric none;
    none.summary.name = name;
    if (const MetricRule *rule = store.rules().metric(name)) {
        none.problem = "the metric " + name + " is not in these logs and cannot be derived from them: it needs " + rule->needs;
        return none;
    }
    std::string known;
    for (const auto &summary : listMetrics(store, goOn))
        known += (known.empty() ? "" : ", ") + summary.name;
    none.problem = "no metric " + name + ": " + (known.empty() ? "there is none in these logs" : "there are " + known);
    return none;
}

} // namespace widelens
