// SPDX-License-Identifier: Apache-2.0
#include "engine/pipe_trial.hpp"

#include <algorithm>

#include "engine/feeds.hpp"
#include "engine/starvation.hpp"

namespace gastwin {
namespace {

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// The same stretch with another bore: R = L_e a² µ²/(2 D³), Re/q = 4/(π µ D), ζ D/L.
PipeElement relaid(const PipeElement &old, double inner_diameter_m, double roughness_m) {
    const double bore = carried_diameter_m(inner_diameter_m), ratio = bore / old.inner_diameter_m;
    PipeElement pipe = old;
    pipe.resistance_pa2 /= ratio * ratio * ratio;
    pipe.reynolds_per_flow /= ratio;
    pipe.relative_roughness = roughness_m / bore;
    pipe.local_loss *= ratio;
    pipe.given_factor = 0.0;
    pipe.inner_diameter_m = bore;
    pipe.curve = nullptr; // made ready for another roughness
    return pipe;
}

bool has_several_feeds(const Tier &tier) { return is_multi_fed(tier) && !tier.in.empty(); }

} // namespace

PipeTrial::PipeTrial(const Network &network, std::span<const double> customer_demand_kg_s, const SolveOptions &options)
    : network_{network},
      demand_kg_s_(customer_demand_kg_s.begin(), customer_demand_kg_s.end()), options_{options}, tiers_{build_tiers(
                                                                                                     network, options)},
      place_(tiers_.graph.edge_count(), -1), is_kept_(tiers_.tier.size(), 0) {
    load_tiers(tiers_, demand_kg_s_);
    solve_tiers(tiers_, {});
    sound_feed_ = tiers_.feed;
    is_plain_ = true;
    for (std::int32_t z = 0; z < tiers_.zones.zone_count; ++z) {
        const Tier &tier = tiers_.tier[at(z)];
        sound_level_pa2_.push_back(tier.level_pa2);
        std::int32_t place = 0;
        for (const std::int32_t e : tiers_.zones.edges_in(z)) place_[at(e)] = place++;
        if (!tier.supplied) continue;
        if (tier.drain >= 0 || tier.stalled || (has_several_feeds(tier) && has_starved_feed(tiers_, z)))
            is_plain_ = false;
    }
}

void PipeTrial::lay(std::span<const Change> changes, const Read &read) {
    struct Restore {
        PipeTrial &trial;
        ~Restore() { trial.restore(); }
    };
    {
        const Restore in_the_end{*this};
        if (is_plain_) {
            for (const Change &c : changes) change(c);
            solve_upwards();
            if (set_downwards()) {
                read(tiers_, moved_);
                return;
            }
        }
    }
    lay_anew(changes, read);
}

void PipeTrial::keep(std::int32_t zone) {
    if (is_kept_[at(zone)]) return;
    is_kept_[at(zone)] = 1;
    Tier &t = tiers_.tier[at(zone)];
    kept_.push_back(
        {zone, std::move(t.flow), t.inputs, t.level_pa2, t.over_supplied, t.over_capacity, t.stalled, t.solved, {}});
    t.flow = {}; // from nothing: the answer does not depend on where it starts
    t.solved = false;
}

void PipeTrial::change(const Change &change) {
    const std::size_t row = change.pipe.row();
    for (std::int32_t e = tiers_.graph.pipe_edge[row]; e < tiers_.graph.pipe_edge[row + 1]; ++e) {
        const std::int32_t z = tiers_.zones.zone_of_vertex(tiers_.graph.from[at(e)]);
        if (place_[at(e)] < 0 || !tiers_.tier[at(z)].supplied) continue;
        keep(z);
        std::vector<PipeElement> &pipe = tiers_.tier[at(z)].problem.pipe;
        Kept &kept = *std::find_if(kept_.begin(), kept_.end(), [&](const Kept &k) { return k.zone == z; });
        if (kept.pipe.empty()) kept.pipe = pipe;
        PipeElement &element = pipe[at(place_[at(e)])];
        element = relaid(element, change.inner_diameter_m, change.roughness_m);
    }
}

void PipeTrial::solve_upwards() {
    for (std::size_t i = tiers_.downstream_order.size(); i-- > 0;) {
        const std::int32_t z = tiers_.downstream_order[i];
        const Tier &tier = tiers_.tier[at(z)];
        if (!tier.supplied) continue;
        const bool asked_alike =
            std::equal(tier.out.begin(), tier.out.end(), tier.inputs.begin(), tier.inputs.end(),
                       [&](std::int32_t f, double flow_kg_s) { return tiers_.feed[at(f)].flow_kg_s == flow_kg_s; });
        if (tier.solved && asked_alike) continue;
        keep(z);
        share_demand(tiers_, z);
    }
}

/// False where pressures above and below are one problem.
bool PipeTrial::set_downwards() {
    std::vector<Flag> moved(tiers_.tier.size(), 0);
    for (const std::int32_t z : tiers_.downstream_order) {
        const Tier &tier = tiers_.tier[at(z)];
        if (!tier.supplied) continue;
        const bool felt = is_kept_[at(z)] || std::any_of(tier.in.begin(), tier.in.end(), [&](std::int32_t f) {
                              return moved[at(tiers_.feed[at(f)].up_zone)] != 0;
                          });
        if (!felt) continue;
        if (has_several_feeds(tier) && has_starved_feed(tiers_, z)) return false;
        set_level(tiers_, z);
        if (!is_kept_[at(z)] && tier.level_pa2 == sound_level_pa2_[at(z)]) continue;
        moved[at(z)] = 1;
        moved_.push_back(z);
    }
    return true;
}

void PipeTrial::restore() {
    for (Kept &k : kept_) {
        Tier &t = tiers_.tier[at(k.zone)];
        t.flow = std::move(k.flow);
        t.inputs = std::move(k.inputs);
        t.over_supplied = k.over_supplied, t.over_capacity = k.over_capacity;
        t.stalled = k.stalled, t.solved = k.solved;
        if (!k.pipe.empty()) t.problem.pipe = std::move(k.pipe);
        is_kept_[at(k.zone)] = 0;
    }
    for (std::size_t z = 0; z < sound_level_pa2_.size(); ++z) tiers_.tier[z].level_pa2 = sound_level_pa2_[z];
    tiers_.feed = sound_feed_;
    kept_.clear();
    moved_.clear();
}

void PipeTrial::lay_anew(std::span<const Change> changes, const Read &read) const {
    Network network = network_;
    for (const Change &c : changes) {
        network.pipe.inner_diameter_m[c.pipe.row()] = c.inner_diameter_m;
        network.pipe.roughness_m[c.pipe.row()] = c.roughness_m;
        network.pipe.friction_factor[c.pipe.row()] = missing_real;
    }
    Tiers tiers = build_tiers(network, options_);
    load_tiers(tiers, demand_kg_s_);
    solve_tiers(tiers, {});
    std::vector<std::int32_t> zones;
    for (std::int32_t z = 0; z < tiers.zones.zone_count; ++z)
        if (tiers.tier[at(z)].supplied) zones.push_back(z);
    read(tiers, zones);
}

} // namespace gastwin
