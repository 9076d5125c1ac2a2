// SPDX-License-Identifier: Apache-2.0
#include "scenarios/asset_facts.hpp"

#include <omp.h>

#include <algorithm>

#include "models/references.hpp"
#include "scenarios/leak_history.hpp"
#include "scenarios/people_near.hpp"
#include "scenarios/risk.hpp"

namespace gastwin {
namespace {

Assets list_assets(const Network &network, const FailureScheme &scheme) {
    Assets assets;
    const Pipes &pipe = network.pipe;
    std::vector<AssetSetting> settings;
    for (std::size_t i = 0; i < row_count(pipe); ++i) {
        if (!carries_gas(pipe.state[i])) continue;
        assets.row.push_back(static_cast<std::int32_t>(i));
        settings.push_back(is_above_ground(scheme, pipe, i) ? AssetSetting::above_ground : AssetSetting::buried);
    }
    assets.pipes = assets.row.size();
    for (std::size_t i = 0; i < row_count(network.riser); ++i) assets.row.push_back(static_cast<std::int32_t>(i));
    settings.resize(assets.size(), AssetSetting::riser);
    resize_rows(assets.facts, assets.size());
    assets.facts.setting = std::move(settings);
    for (std::size_t k = 0; k < assets.size(); ++k) {
        const auto row = static_cast<std::size_t>(assets.row[k]);
        assets.facts.id[k] = assets.is_riser(k) ? network.riser.id[row] : pipe.id[row];
    }
    return assets;
}

void fill_ages(Assets &assets, const Network &network, const FactOptions &options, std::int32_t newest) {
    for (std::size_t k = 0; k < assets.size(); ++k) {
        const auto row = static_cast<std::size_t>(assets.row[k]);
        const std::int32_t laid = assets.is_riser(k) ? network.riser.install_year[row] : network.pipe.install_year[row];
        const bool known = laid != missing_int && laid <= newest;
        if (known) assets.facts.age_a[k] = std::max(0, assets.year - laid);
        assets.facts.assumed_age_a[k] =
            known ? assets.facts.age_a[k] : std::max(0, assets.year - (options.assumed_built_before - 1));
    }
}

void fill_leaks(Assets &assets, const Network &network, const FailureScheme &scheme, std::int32_t newest) {
    const LeakHistory history = count_leaks(network, scheme, newest);
    if (history.counted == 0) return;
    for (std::size_t k = 0; k < assets.size(); ++k) {
        const auto row = static_cast<std::size_t>(assets.row[k]);
        assets.facts.leaks_on_record[k] = assets.is_riser(k) ? history.riser[row] : history.pipe[row];
    }
}

bool is_closed(const Records &record, std::size_t i) {
    static const std::vector<std::string> words{"销号", "已整改", "闭环", "closed"};
    return !record.ended[i].empty() || holds_word(record.state[i], words);
}

/// Works are over by their state; where none is registered, by having an end (as gis/exposure.hpp has it).
bool is_over(const Records &record, std::size_t i) {
    static const std::vector<std::string> words{"完工", "竣工",     "完成",      "结束",
                                                "取消", "finished", "completed", "closed"};
    const std::string &state = record.state[i];
    if (state.empty()) return !record.ended[i].empty();
    return !state.starts_with("未") && !state.starts_with("not ") && holds_word(state, words);
}

/// Ids of pipes and risers among the assets, made only where something refers to them.
struct AssetIds {
    IdMap pipe, riser;

    explicit AssetIds(const Assets &assets) {
        pipe.reserve(assets.pipes), riser.reserve(assets.size() - assets.pipes);
        for (std::size_t k = 0; k < assets.size(); ++k)
            (assets.is_riser(k) ? riser : pipe).emplace(assets.facts.id[k], static_cast<std::int32_t>(k));
    }
    [[nodiscard]] std::int32_t find(std::string_view table, std::string_view id) const {
        if (table.empty() || table == "pipe")
            if (const auto found = pipe.find(id); found != pipe.end()) return found->second;
        if (table.empty() || table == "riser")
            if (const auto found = riser.find(id); found != riser.end()) return found->second;
        return -1;
    }
};

void fill_hazards(AssetFacts &facts, const Records &record, const AssetIds &ids) {
    bool known = false;
    for (std::size_t i = 0; i < row_count(record) && !known; ++i) known = record.kind[i] == "hazard";
    if (!known) return;
    std::fill(facts.open_hazards.begin(), facts.open_hazards.end(), 0);
    for (std::size_t i = 0; i < row_count(record); ++i) {
        if (record.kind[i] != "hazard" || is_closed(record, i)) continue;
        const std::int32_t k = ids.find(record.table_name[i], record.object_id[i]);
        if (k >= 0) ++facts.open_hazards[static_cast<std::size_t>(k)];
    }
}

/// Zero on buried pipes for each kind of thing that has any row: then it was looked for.
void begin_counts(AssetFacts &facts, const Exposures &exposure) {
    const auto has = [&](std::string_view table) {
        return std::find(exposure.table_name.begin(), exposure.table_name.end(), table) != exposure.table_name.end();
    };
    const auto begin = [&](std::vector<std::int32_t> &counts) {
        for (std::size_t k = 0; k < counts.size(); ++k)
            if (facts.setting[k] == AssetSetting::buried) counts[k] = 0;
    };
    if (has("building")) begin(facts.built_over), begin(facts.buildings_near);
    if (has("enclosure")) begin(facts.in_space), begin(facts.crosses_space), begin(facts.spaces_near);
    if (has("record")) begin(facts.works_near), begin(facts.unguarded_works);
    if (has("customer")) begin(facts.special_places);
    if (std::any_of(exposure.clearance_m.begin(), exposure.clearance_m.end(), [](double c) { return !is_missing(c); }))
        begin(facts.clearances_short);
}

/// Counts exposures of one twin into the facts of its pipes.
class ExposureCounter {
  public:
    ExposureCounter(AssetFacts &facts, const Twin &twin)
        : facts_{facts}, twin_{twin}, spaces_{id_map(twin.network.enclosure)}, records_{id_map(twin.network.record)} {}

    void count(std::size_t i, std::size_t k) {
        const Exposures &e = twin_.exposure;
        if (e.distance_m[i] < e.clearance_m[i]) ++facts_.clearances_short[k];
        if (e.table_name[i] == "building") building(e.kind[i], k);
        else if (e.table_name[i] == "enclosure") space(e.kind[i], e.object_id[i], k);
        else if (e.table_name[i] == "customer") ++facts_.special_places[k];
        else works(e.object_id[i], k);
    }

  private:
    void building(ExposureKind kind, std::size_t k) {
        if (kind == ExposureKind::built_over) ++facts_.built_over[k];
        if (kind == ExposureKind::built_over || kind == ExposureKind::protection_zone) ++facts_.buildings_near[k];
    }

    void space(ExposureKind kind, const std::string &id, std::size_t k) {
        ++facts_.spaces_near[k];
        if (kind == ExposureKind::crosses_space) ++facts_.crosses_space[k];
        if (kind != ExposureKind::in_space) return;
        const auto found = spaces_.find(id);
        const Enclosures &enclosure = twin_.network.enclosure;
        if (found == spaces_.end() ||
            !is_recorded_yes(enclosure.gas_protection[static_cast<std::size_t>(found->second)]))
            ++facts_.in_space[k];
    }

    void works(const std::string &id, std::size_t k) {
        const auto found = records_.find(id);
        if (found == records_.end()) return;
        const Records &record = twin_.network.record;
        const auto row = static_cast<std::size_t>(found->second);
        if (is_over(record, row)) return;
        ++facts_.works_near[k];
        if (!is_recorded_yes(record.protection_plan[row]) || !is_recorded_yes(record.guardian[row]))
            ++facts_.unguarded_works[k];
    }

    AssetFacts &facts_;
    const Twin &twin_;
    IdMap spaces_, records_;
};

void count_exposures(AssetFacts &facts, const Twin &twin, const AssetIds &ids) {
    begin_counts(facts, twin.exposure);
    ExposureCounter counter(facts, twin);
    for (std::size_t i = 0; i < row_count(twin.exposure); ++i) {
        const std::int32_t k = ids.find("pipe", twin.exposure.pipe[i]);
        if (k < 0 || facts.setting[static_cast<std::size_t>(k)] != AssetSetting::buried) continue;
        counter.count(i, static_cast<std::size_t>(k));
    }
}

void fill_people(Assets &assets, const Network &network, const ConsequenceScheme &scheme, int threads) {
    std::vector<Flag> above_ground(row_count(network.pipe));
    for (std::size_t k = 0; k < assets.pipes; ++k)
        above_ground[static_cast<std::size_t>(assets.row[k])] = assets.facts.setting[k] != AssetSetting::buried;
    const auto pipes = people_near_pipes(network, scheme, above_ground, threads);
    const auto risers = people_near_risers(network, scheme);
    for (std::size_t k = 0; k < assets.size(); ++k) {
        const PeopleNear &people = (assets.is_riser(k) ? risers : pipes)[static_cast<std::size_t>(assets.row[k])];
        assets.facts.people_near[k] = people.indoor + people.fire;
    }
}

} // namespace

bool is_recorded_yes(std::string_view text) { return !text.empty() && text != "无" && text != "否"; }

Assets gather_assets(const Twin &twin, const FactOptions &options) {
    const Network &network = twin.network;
    const RiskScheme &scheme = default_scheme();
    require_calendar_year("year", options.year);
    require_calendar_year("this_year", options.this_year);
    const std::int32_t newest = newest_year({.year = options.year, .this_year = options.this_year});
    std::int32_t year = options.year != 0 ? options.year : latest_year(network, newest);
    if (year == missing_int) year = scheme.failure.unknown_year + scheme.failure.unknown_age_a;

    Assets assets = list_assets(network, scheme.failure);
    assets.year = year;
    fill_ages(assets, network, options, newest);
    if (row_count(network.record) > 0) fill_leaks(assets, network, scheme.failure, newest);
    if (row_count(network.record) > 0 || row_count(twin.exposure) > 0) {
        const AssetIds ids(assets);
        fill_hazards(assets.facts, network.record, ids);
        count_exposures(assets.facts, twin, ids);
    }
    const int threads = options.threads > 0 ? options.threads : omp_get_max_threads();
    if (options.people) fill_people(assets, network, scheme.consequence, threads);
    return assets;
}

} // namespace gastwin
