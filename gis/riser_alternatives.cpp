// SPDX-License-Identifier: Apache-2.0
#include "gis/riser_alternatives.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <string>
#include <vector>

namespace gastwin {
namespace {

constexpr std::array strengths{0.1, 0.3, 1.0, 3.0, 10.0, 30.0, 100.0};
constexpr double least_share = 0.005;
constexpr std::size_t most_values = 12, most_tried = 20000;
constexpr std::int32_t unknown = -1, nowhere = -1;

/// How often each value occurs, and how often any.
struct Counts {
    std::map<std::int32_t, double> of;
    double all = 0.0;

    void add(std::int32_t value) { of[value] += 1.0, all += 1.0; }
    [[nodiscard]] double count(std::int32_t value) const {
        const auto found = of.find(value);
        return found == of.end() ? 0.0 : found->second;
    }
};

/// One attribute of all risers, and who is kin to whom.
struct Attribute {
    std::vector<std::int32_t> value;          ///< unknown, or a number that stands for it
    std::vector<std::int32_t> building, year; ///< nowhere: not known
    Counts all;
    std::map<std::int32_t, Counts> in_building, of_year;

    Attribute(const Network &n, std::vector<std::int32_t> values) : value{std::move(values)} {
        for (std::size_t r = 0; r < value.size(); ++r) {
            const BuildingIdx b = n.riser.building[r];
            building.push_back(b.valid() ? static_cast<std::int32_t>(b.row()) : nowhere);
            const std::int32_t built = b.valid() ? n.building.built_year[b.row()] : missing_int;
            year.push_back(is_missing(built) ? nowhere : built);
            if (value[r] == unknown) continue;
            all.add(value[r]);
            if (building[r] != nowhere) in_building[building[r]].add(value[r]);
            if (year[r] != nowhere) of_year[year[r]].add(value[r]);
        }
    }

    /// P of a value for one riser, itself left out where `known` is 1.
    [[nodiscard]] double probability(std::size_t r, std::int32_t v, double by_year, double by_building,
                                     double known) const {
        const double mine = value[r] == v ? known : 0.0;
        double p = (all.count(v) - mine) / std::max(all.all - known, 1.0);
        const auto narrow = [&](const std::map<std::int32_t, Counts> &kin, std::int32_t key, double strength) {
            const auto found = kin.find(key);
            if (key == nowhere || found == kin.end()) return;
            p = (found->second.count(v) - mine + strength * p) / (found->second.all - known + strength);
        };
        narrow(of_year, year[r], by_year);
        narrow(in_building, building[r], by_building);
        return p;
    }

    /// ln of the probability of known values from the others; a value that occurs once tells nothing. Of many risers
    /// some, evenly chosen.
    [[nodiscard]] double likelihood(double by_year, double by_building) const {
        double sum = 0.0;
        for (std::size_t r = 0; r < value.size(); r += 1 + value.size() / most_tried)
            if (value[r] != unknown && all.count(value[r]) > 1.0)
                sum += std::log(probability(r, value[r], by_year, by_building, 1.0));
        return sum;
    }

    /// The likeliest κ_y and κ_b; of equals the first.
    [[nodiscard]] std::pair<double, double> best_strengths() const {
        std::pair best{strengths[0], strengths[0]};
        double highest = -INFINITY;
        for (const double by_year : strengths)
            for (const double by_building : strengths)
                if (const double l = likelihood(by_year, by_building); l > highest)
                    highest = l, best = {by_year, by_building};
        return best;
    }
};

using Shares = std::vector<std::pair<double, std::int32_t>>;

/// The most likely values of one riser, scaled up to 1.
Shares shares_of(const Attribute &attribute, std::size_t r, double by_year, double by_building) {
    Shares shares;
    for (const auto &[v, count] : attribute.all.of)
        shares.emplace_back(attribute.probability(r, v, by_year, by_building, 0.0), v);
    std::sort(shares.begin(), shares.end(), [](const auto &a, const auto &b) {
        return std::tuple(-a.first, a.second) < std::tuple(-b.first, b.second);
    });
    std::size_t kept = 1;
    while (kept < std::min(shares.size(), most_values) && shares[kept].first >= least_share) ++kept;
    shares.resize(kept);
    double sum = 0.0;
    for (const auto &[share, v] : shares) sum += share;
    for (auto &[share, v] : shares) share /= sum;
    return shares;
}

template <class Text>
void add_cells(const Network &n, Candidates &candidates, const char *column, std::vector<std::int32_t> values,
               std::span<const Flag> by_rule, const Text &text_of) {
    const Attribute attribute(n, std::move(values));
    if (attribute.all.of.size() < 2 || attribute.all.all == static_cast<double>(attribute.value.size())) return;
    const auto [by_year, by_building] = attribute.best_strengths();
    for (std::size_t r = 0; r < attribute.value.size(); ++r) {
        if (attribute.value[r] != unknown || (!by_rule.empty() && by_rule[r] != 0)) continue;
        for (const auto &[share, v] : shares_of(attribute, r, by_year, by_building)) {
            const auto row = append_row(candidates, std::to_string(row_count(candidates) + 1)).row();
            candidates.table_name[row] = "riser", candidates.object_id[row] = n.riser.id[r];
            candidates.column[row] = column, candidates.value[row] = text_of(v);
            candidates.probability[row] = share;
        }
    }
}

} // namespace

void add_riser_candidates(const Network &network, Candidates &candidates, std::span<const Flag> year_by_rule) {
    std::vector<std::int32_t> material, year;
    for (const Material m : network.riser.material)
        material.push_back(m == Material::unknown ? unknown : static_cast<std::int32_t>(m));
    for (const std::int32_t y : network.riser.install_year) year.push_back(is_missing(y) ? unknown : y);
    add_cells(network, candidates, "material", std::move(material), {},
              [](std::int32_t v) { return std::string(code_of(static_cast<Material>(v))); });
    add_cells(network, candidates, "install_year", std::move(year), year_by_rule,
              [](std::int32_t v) { return std::to_string(v); });
}

} // namespace gastwin
