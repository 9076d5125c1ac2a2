// SPDX-License-Identifier: Apache-2.0
#include "scenarios/risk.hpp"

#include <omp.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <unordered_map>

#include "models/check.hpp"
#include "scenarios/people_near.hpp"
#include "scenarios/risk_steps.hpp"

namespace gastwin {
namespace {

constexpr double works_length_km = 0.05; ///< of pipe beside a site [U]

void describe(RiskAsset &a, const Network &network, const FailureScheme &scheme, std::int32_t year) {
    if (a.riser) {
        a.above_ground = true;
        a.material = network.riser.material[a.row];
        a.size = 1.0;
        a.length_km = riser_height_m(scheme, network.riser, a.row) * 1e-3;
    } else {
        const Pipes &pipe = network.pipe;
        a.above_ground = is_above_ground(scheme, pipe, a.row);
        a.material = pipe.material[a.row];
        a.size = a.length_km = pipe.length_m[a.row] * 1e-3;
        a.diameter_m = pipe.inner_diameter_m[a.row];
    }
    a.factors = leak_factors(network, a, scheme, year);
}

std::vector<RiskAsset> list_assets(const Network &network, const FailureScheme &scheme, std::int32_t year,
                                   std::int32_t newest, const LeakHistory &history, int threads) {
    std::vector<RiskAsset> assets;
    const auto believed = [&](std::int32_t installed) { return installed > newest ? missing_int : installed; };
    const auto add = [&](bool riser, std::size_t row, std::int32_t installed, std::int32_t leaks) {
        assets.push_back({.riser = riser, .row = row, .install_year = believed(installed), .leaks = leaks});
    };
    for (std::size_t i = 0; i < row_count(network.pipe); ++i)
        if (carries_gas(network.pipe.state[i])) add(false, i, network.pipe.install_year[i], history.pipe[i]);
    for (std::size_t i = 0; i < row_count(network.riser); ++i)
        add(true, i, network.riser.install_year[i], history.riser[i]);
#pragma omp parallel for num_threads(threads) schedule(static)
    for (RiskAsset &a : assets) describe(a, network, scheme, year);
    return assets;
}

Learned learn(std::vector<RiskAsset> &assets, const RiskScheme &scheme, const LeakHistory &history,
              const RiskOptions &options, std::int32_t year) {
    const RecordWindow window{options.record_from_year != 0 ? options.record_from_year : history.from_year,
                              options.record_to_year != 0 ? options.record_to_year : history.to_year, year};
    const bool fitted = scheme.records.fitted && history.known() && window.from <= window.to;
    for (RiskAsset &a : assets) a.record_model = history.known() ? RecordModel::levels : RecordModel::none;
    return fitted ? learn_by_fit(assets, scheme, history, window) : learn_levels(assets, scheme, history, window);
}

/// Works near pipes, from facts in the order of the assets.
void add_works(std::vector<RiskAsset> &assets, const AssetFacts &facts) {
    if (row_count(facts) != assets.size())
        throw Error("value_out_of_range", {.layer = "asset_facts"}, {}, "one row for each pipe and riser is needed");
    const auto count = [](std::int32_t n) { return is_missing(n) ? 0 : n; };
    for (std::size_t i = 0; i < assets.size(); ++i)
        assets[i].works = count(facts.works_near[i]), assets[i].unguarded_works = count(facts.unguarded_works[i]);
}

/// Customers on each pipe and at its end nodes: what surely goes without gas when it is isolated.
std::vector<double> customers_at_pipes(const Network &n) {
    std::vector<double> at_node(row_count(n.node)), at_pipe(row_count(n.pipe));
    for (std::size_t i = 0; i < row_count(n.customer); ++i) {
        const double count = std::max(1, n.customer.households[i]);
        if (n.customer.pipe[i].valid()) at_pipe[n.customer.pipe[i].row()] += count;
        else if (n.customer.node[i].valid()) at_node[n.customer.node[i].row()] += count;
    }
    for (std::size_t i = 0; i < at_pipe.size(); ++i) {
        at_pipe[i] += at_node[n.pipe.from_node[i].row()];
        if (n.pipe.to_node[i] != n.pipe.from_node[i]) at_pipe[i] += at_node[n.pipe.to_node[i].row()];
    }
    return at_pipe;
}

void add_consequences(std::vector<RiskAsset> &assets, const Network &network, const RiskScheme &scheme,
                      const RiskInputs &inputs, int threads) {
    std::vector<Flag> above_ground(row_count(network.pipe));
    for (const RiskAsset &a : assets)
        if (!a.riser) above_ground[a.row] = a.above_ground ? 1 : 0;
    const auto pipes = people_near_pipes(network, scheme.consequence, above_ground, threads);
    const auto risers = people_near_risers(network, scheme.consequence);
    std::vector<double> on_pipe(inputs.customers_out.begin(), inputs.customers_out.end());
    if (inputs.customers_out.empty()) on_pipe = customers_at_pipes(network);
    for (RiskAsset &a : assets) {
        a.people = a.riser ? risers[a.row] : pipes[a.row];
        if (!a.riser) a.customers_out = on_pipe[a.row];
        else if (!is_missing(network.riser.households[a.row])) a.customers_out = network.riser.households[a.row];
    }
}

std::uint32_t imputed_bit(std::string_view column) {
    if (column == "material") return imputed_material;
    if (column == "install_year") return imputed_year;
    if (column == "inner_diameter_m" || column == "diameter_text") return imputed_diameter;
    return column == "pressure_class" ? imputed_class : 0U;
}

void mark_imputed(std::vector<RiskAsset> &assets, const Network &network, const Provenances *provenance) {
    std::unordered_map<std::string_view, std::uint32_t> pipe, riser;
    for (std::size_t i = 0; provenance != nullptr && i < row_count(*provenance); ++i) {
        const Origin origin = provenance->origin[i];
        if (origin != Origin::imputed && origin != Origin::rule && origin != Origin::inferred) continue;
        auto &table = provenance->table_name[i] == "riser" ? riser : pipe;
        if (provenance->table_name[i] == "riser" || provenance->table_name[i] == "pipe")
            table[provenance->object_id[i]] |= imputed_bit(provenance->column[i]);
    }
    for (RiskAsset &a : assets) {
        const auto &table = a.riser ? riser : pipe;
        const auto found = table.find(a.riser ? network.riser.id[a.row] : network.pipe.id[a.row]);
        if (found != table.end()) a.imputed = found->second;
        if (a.material == Material::unknown) a.imputed |= imputed_material;
        if (a.install_year == missing_int) a.imputed |= imputed_year;
    }
}

std::string imputed_text(std::uint32_t bits) {
    std::string text;
    for (const auto &[bit, column] : {std::pair{imputed_material, "material"},
                                      {imputed_year, "install_year"},
                                      {imputed_diameter, "inner_diameter_m"},
                                      {imputed_class, "pressure_class"}})
        if ((bits & bit) != 0U) text.append(text.empty() ? "" : ",").append(column);
    return text;
}

double other_serious_per_year(const RiskScheme &scheme, const RiskAsset &a) {
    if (a.riser) return scheme.failure.riser_serious_other_per_year;
    return third_party_per_year(scheme, a) + a.length_km * scheme.failure.natural_per_km_year;
}

/// The same place with a new pipe of the scheme's material: leaks per year and risk just after renewal.
std::pair<double, double> renewed(const Network &network, const RiskAsset &a, const RiskScheme &scheme,
                                  const RiskBasis &basis) {
    const FailureScheme &f = scheme.failure;
    const RiskChange renewal{
        .sets_material = true, .renewed = true, .material = a.above_ground ? f.renewed_above_ground : f.renewed_buried};
    const RiskAsset fresh = changed(network, a, renewal, scheme, basis.learned, basis.year);
    const RiskTerms t = terms_of(fresh, scheme, fatalities_per_serious(scheme.consequence, a.people));
    return {fresh.leaks_per_year(), t.ageing_cny(fresh.leaks_per_year()) + t.steady_cny()};
}

void fill_row(RiskResults &r, std::size_t i, const RiskAsset &a, const RiskTerms &t, const RiskScheme &scheme,
              std::int32_t year) {
    const double leaks = a.leaks_per_year();
    r.frequency_per_year[i] = leaks;
    r.serious_per_year[i] = leaks * t.serious_per_leak + t.other_serious_per_year;
    r.third_party_per_year[i] = third_party_per_year(scheme, a);
    r.people_near[i] = a.people.indoor + a.people.fire;
    r.customers_out[i] = a.customers_out;
    r.consequence_fatalities[i] = fatalities_per_serious(scheme.consequence, a.people);
    r.consequence_serious_cny[i] = t.serious_cost_cny;
    r.consequence_leak_cny[i] = t.leak_cost_cny;
    r.risk_ageing_cny_per_year[i] = t.ageing_cny(leaks);
    r.risk_cny_per_year[i] = t.ageing_cny(leaks) + t.steady_cny();
    r.risk_fatalities_per_year[i] = r.serious_per_year[i] * r.consequence_fatalities[i];
    r.risk_cny_per_km_year[i] = r.risk_cny_per_year[i] / a.length_km;
    r.length_km[i] = a.length_km;
    r.age_a[i] = age_a(scheme.failure, a.install_year, year);
    r.leaks_on_record[i] = a.leaks, r.record_model[i] = a.record_model;
    r.works_near[i] = a.works, r.unguarded_works[i] = a.unguarded_works;
    r.imputed[i] = imputed_text(a.imputed);
    r.survey_next[i] = a.survey_next;
    r.survey_next_share[i] = a.survey_next_share;
    r.ln_base[i] = std::log(a.factors.base);
    r.ln_material[i] = std::log(a.factors.material);
    r.ln_age[i] = std::log(a.factors.age);
    r.ln_diameter[i] = std::log(a.factors.diameter);
    r.ln_setting[i] = std::log(a.factors.setting);
    r.ln_joint[i] = std::log(a.factors.joint);
    r.ln_local[i] = std::log(a.local);
    r.ln_record[i] = std::log(a.record);
    r.ln_size[i] = std::log(a.size);
    const double density = r.risk_cny_per_km_year[i];
    const GradeScheme &g = scheme.grade;
    r.grade[i] = density >= g.red      ? RiskGrade::red
                 : density >= g.orange ? RiskGrade::orange
                 : density >= g.yellow ? RiskGrade::yellow
                                       : RiskGrade::blue;
}

void rank_by_density(RiskResults &r) {
    std::vector<std::size_t> order(row_count(r));
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const double x = r.risk_cny_per_km_year[a], y = r.risk_cny_per_km_year[b];
        if (x != y) return x > y;
        return std::tie(r.id[a], r.table_name[a]) < std::tie(r.id[b], r.table_name[b]);
    });
    std::int32_t rank = 0, pipes = 0, risers = 0;
    for (const std::size_t i : order) {
        r.rank[i] = ++rank;
        r.rank_in_table[i] = r.table_name[i] == "pipe" ? ++pipes : ++risers;
    }
}

} // namespace

LeakFactors leak_factors(const Network &network, const RiskAsset &a, const FailureScheme &scheme, std::int32_t year,
                         double depth_m) {
    if (a.riser) return riser_leak_factors(scheme, a.material, a.install_year, a.length_km * 1e3, year);
    const Pipes &pipe = network.pipe;
    return pipe_leak_factors(scheme,
                             {.material = a.material,
                              .install_year = a.install_year,
                              .diameter_m = a.diameter_m,
                              .depth_m = is_missing(depth_m) ? pipe.depth_m[a.row] : depth_m,
                              .above_ground = a.above_ground,
                              .laying = pipe.laying[a.row],
                              .street = pipe.street[a.row]},
                             year);
}

RiskTerms terms_of(const RiskAsset &a, const RiskScheme &scheme, double fatalities) {
    const ConsequenceScheme &c = scheme.consequence;
    RiskTerms t;
    t.leak_cost_cny = leak_cost_cny(c, a.above_ground, a.customers_out);
    t.serious_cost_cny = serious_cost_cny(c, fatalities, a.customers_out);
    t.serious_per_leak = a.riser ? scheme.failure.riser_serious_per_leak : scheme.failure.serious_per_leak;
    t.other_serious_per_year = other_serious_per_year(scheme, a);
    return t;
}

double third_party_per_year(const RiskScheme &scheme, const RiskAsset &a) {
    if (a.riser) return 0.0;
    const WorksRates &w = scheme.works;
    const double met = std::min(1.0, a.length_km / works_length_km); // or pieces of a split pipe would count it each
    const double works = met * (a.works - a.unguarded_works + w.unguarded_times * a.unguarded_works);
    return a.factors.third_party * (a.length_km * scheme.failure.third_party_per_km_year + w.serious_per_works * works);
}

RiskAsset changed(const Network &network, const RiskAsset &a, const RiskChange &change, const RiskScheme &scheme,
                  const Learned &learned, std::int32_t year) {
    RiskAsset b = a;
    if (change.sets_material) b.material = change.material;
    if (change.renewed) b.install_year = year, b.record = 1.0;
    b.factors = leak_factors(network, b, scheme.failure, year, change.depth_m);
    if (change.sets_material || change.renewed) b.local = learned.level(b);
    if (change.guarded) b.unguarded_works = 0;
    b.local *= change.leak;
    b.factors.third_party *= change.third_party;
    b.customers_out *= change.customers_out;
    return b;
}

bool is_above_ground(const FailureScheme &scheme, const Pipes &pipe, std::size_t row) {
    const PipeRole role = pipe.role[row];
    return pipe.depth_m[row] < 0.0 || role == PipeRole::riser || role == PipeRole::indoor ||
           holds_word(pipe.laying[row], scheme.above_ground_words);
}

double riser_height_m(const FailureScheme &scheme, const Risers &riser, std::size_t row) {
    if (riser.height_m[row] > 0.0) return riser.height_m[row];
    if (!is_missing(riser.floors[row]) && riser.floors[row] > 0) return scheme.metres_per_floor * riser.floors[row];
    return scheme.riser_reference_height_m;
}

std::int32_t newest_year(const RiskOptions &options) {
    for (const std::int32_t year : {options.year, options.this_year})
        if (year != 0) return year;
    return last_calendar_year;
}

Issues future_years(const Network &network, std::int32_t newest) {
    Issues issues;
    const std::string why = "later than " + std::to_string(newest) + ", taken as unknown";
    const auto look = [&](const auto &table, const char *kind, const char *column, const auto &cells, auto &&year_of) {
        for (std::size_t i = 0; i < cells.size(); ++i)
            if (const std::int32_t year = year_of(cells[i]); year != missing_int && year > newest)
                add_issue(issues, {.kind = kind,
                                   .layer = std::string(std::decay_t<decltype(table)>::name),
                                   .object_id = table.id[i],
                                   .row = static_cast<std::int32_t>(i + 1),
                                   .column = column,
                                   .value = std::to_string(year),
                                   .detail = why});
    };
    const auto itself = [](std::int32_t year) { return year; };
    look(network.pipe, "bad_install_year", "install_year", network.pipe.install_year, itself);
    look(network.riser, "bad_install_year", "install_year", network.riser.install_year, itself);
    look(network.record, "bad_date", "started", network.record.started, year_of_date);
    return issues;
}

std::int32_t latest_year(const Network &network, std::int32_t newest) {
    std::vector<std::int32_t> years;
    const auto add = [&](std::int32_t year) {
        if (year != missing_int && year <= newest) years.push_back(year);
    };
    for (const std::int32_t year : network.pipe.install_year) add(year);
    for (const std::int32_t year : network.riser.install_year) add(year);
    for (const std::string &date : network.record.started) add(year_of_date(date));
    if (years.empty()) return missing_int;
    const auto late = years.end() - 1 - static_cast<std::ptrdiff_t>(years.size() / 1000);
    std::nth_element(years.begin(), late, years.end());
    return *late;
}

RiskBasis risk_basis(const Network &network, const RiskScheme &scheme, const RiskInputs &inputs,
                     const RiskOptions &options, int threads) {
    require_calendar_year("year", options.year);
    require_calendar_year("this_year", options.this_year);
    const std::int32_t newest = newest_year(options);
    RiskBasis basis{.year = options.year != 0 ? options.year : latest_year(network, newest)};
    if (basis.year == missing_int) basis.year = scheme.failure.unknown_year + scheme.failure.unknown_age_a;
    const LeakHistory history = count_leaks(network, scheme.failure, newest);
    basis.assets = list_assets(network, scheme.failure, basis.year, newest, history, threads);
    basis.learned = learn(basis.assets, scheme, history, options, basis.year);
    if (inputs.facts != nullptr) add_works(basis.assets, *inputs.facts);
    return basis;
}

void report_unfitted(const RiskResults &risk, Issues &issues) {
    for (const char *table : {"pipe", "riser"}) {
        std::size_t count = 0, first = 0;
        for (std::size_t i = row_count(risk); i-- > 0;)
            if (risk.record_model[i] == RecordModel::not_fitted && risk.table_name[i] == table) ++count, first = i;
        if (count > 0)
            add_issue(issues, {.kind = "records_not_fitted",
                               .layer = table,
                               .object_id = risk.id[first],
                               .column = "record_model",
                               .value = std::to_string(count),
                               .detail = "rows concerned, beginning with this one"});
    }
}

RiskResults assess_risk(const Network &network, const RiskScheme &scheme, const RiskInputs &inputs,
                        const RiskOptions &options, const Progress &progress) {
    require_sound(network);
    if (!inputs.customers_out.empty() && inputs.customers_out.size() != row_count(network.pipe))
        throw Error("value_out_of_range", {.layer = "pipe", .column = "customers_out"}, {},
                    "one value per pipe is needed");
    const int threads = options.threads > 0 ? options.threads : omp_get_max_threads();
    report(progress, "risk", 0.0);
    RiskBasis basis = risk_basis(network, scheme, inputs, options, threads);
    std::vector<RiskAsset> &assets = basis.assets;
    add_consequences(assets, network, scheme, inputs, threads);
    mark_imputed(assets, network, inputs.provenance);
    add_candidates(assets, network, scheme, inputs.candidates, basis.learned, basis.year);
    report(progress, "risk", 0.3);

    RiskResults results;
    resize_rows(results, assets.size());
    std::vector<RiskTerms> terms(assets.size());
#pragma omp parallel for num_threads(threads) schedule(static)
    for (std::size_t i = 0; i < assets.size(); ++i) {
        const RiskAsset &a = assets[i];
        results.id[i] = a.riser ? network.riser.id[a.row] : network.pipe.id[a.row];
        results.table_name[i] = a.riser ? "riser" : "pipe";
        results.year[i] = basis.year;
        terms[i] = terms_of(a, scheme, fatalities_per_serious(scheme.consequence, a.people));
        fill_row(results, i, a, terms[i], scheme, basis.year);
        std::tie(results.renewed_frequency_per_year[i], results.renewed_risk_cny_per_year[i]) =
            renewed(network, a, scheme, basis);
    }
    rank_by_density(results);
    sample_risk(results, assets, terms, basis.learned.common, scheme, options, threads, progress);
    explain_risk(results, assets, scheme, threads);
    report(progress, "risk", 1.0);
    return results;
}

} // namespace gastwin
