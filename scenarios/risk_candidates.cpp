// SPDX-License-Identifier: Apache-2.0
// What an imputed pipe or riser may be instead. Cells (material, year, of a pipe diameter) are taken as independent;
// every combination of their candidates has a leak rate, the group's level included, as a multiple of the one in use.
// Combinations are put in the order of that multiple and, where there are more than sixteen, into as many steps of like
// probability.
#include <algorithm>
#include <array>
#include <boost/math/special_functions/erf.hpp>
#include <charconv>
#include <cmath>
#include <numbers>
#include <string_view>
#include <unordered_map>

#include "scenarios/risk_steps.hpp"

namespace gastwin {
namespace {

constexpr std::size_t most_steps = 16, cells = 3;
constexpr std::array<std::uint32_t, cells> bit_of{imputed_material, imputed_year, imputed_diameter};
constexpr std::array<std::string_view, cells> column_of{"material", "install_year", "inner_diameter_m"};

struct Option {
    double value, probability;
};
using Cells = std::array<std::vector<Option>, cells>;

/// A candidate's value as a number; a material by its place among the names. Missing where it cannot be read.
double number_of(std::size_t cell, std::string_view text) {
    if (cell == 0) {
        const auto material = parse_code<Material>(text);
        return material ? static_cast<double>(*material) : missing_real;
    }
    double value = missing_real;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
    const bool possible =
        cell == 1 ? value >= first_calendar_year && value <= last_calendar_year : value > 0.0 && value < 100.0;
    return fault == std::errc() && end == text.data() + text.size() && possible ? value : missing_real;
}

/// Options of every cell by id of the asset.
struct CellsById {
    std::unordered_map<std::string_view, Cells> pipe, riser;

    explicit CellsById(const Candidates &candidates) { // which outlive it
        for (std::size_t i = 0; i < row_count(candidates); ++i) {
            const bool of_riser = candidates.table_name[i] == "riser";
            const auto place = std::find(column_of.begin(), column_of.end(), candidates.column[i]);
            if ((!of_riser && candidates.table_name[i] != "pipe") || place == column_of.end()) continue;
            const auto cell = static_cast<std::size_t>(place - column_of.begin());
            if (of_riser && column_of[cell] == "inner_diameter_m") continue; // no factor of a riser
            const double value = number_of(cell, candidates.value[i]);
            if (!is_missing(value) && candidates.probability[i] > 0.0)
                (of_riser ? riser : pipe)[candidates.object_id[i]][cell].push_back({value, candidates.probability[i]});
        }
    }
    [[nodiscard]] const Cells *find(const RiskAsset &a, const Network &network) const {
        const auto &table = a.riser ? riser : pipe;
        const auto found = table.find(a.riser ? network.riser.id[a.row] : network.pipe.id[a.row]);
        return found == table.end() ? nullptr : &found->second;
    }
};

void put(RiskAsset &a, std::size_t cell, double value) {
    if (cell == 0) a.material = static_cast<Material>(static_cast<int>(value));
    else if (cell == 1) a.install_year = static_cast<std::int32_t>(value);
    else a.diameter_m = value;
}

struct Combination {
    double ln_ratio, probability;
    std::array<std::size_t, cells> option;
};

/// Leak rates of all combinations against the one in use; probabilities sum to 1.
std::vector<Combination> combine(const RiskAsset &a, const Cells &of, const Network &network,
                                 const FailureScheme &scheme, const Learned &learned, std::int32_t year) {
    std::vector<Combination> all;
    std::array<std::size_t, cells> at{};
    double total = 0.0;
    while (true) {
        RiskAsset other = a;
        double probability = 1.0;
        for (std::size_t c = 0; c < cells; ++c)
            if (!of[c].empty()) put(other, c, of[c][at[c]].value), probability *= of[c][at[c]].probability;
        other.factors = leak_factors(network, other, scheme, year);
        const double rate = other.factors.product() * learned.level(other);
        all.push_back({std::log(rate / (a.factors.product() * a.local)), probability, at});
        total += probability;
        std::size_t c = 0;
        while (c < cells && ++at[c] >= of[c].size()) at[c++] = 0;
        if (c == cells) break;
    }
    for (Combination &one : all) one.probability /= total;
    return all;
}

/// Variance of ln(leaks) that goes when one cell is known: of its values' conditional means.
std::array<double, cells> told_by_cell(const std::vector<Combination> &all, const Cells &of, double mean) {
    std::array<double, cells> variance{};
    for (std::size_t c = 0; c < cells; ++c) {
        std::vector<double> sum(std::max<std::size_t>(1, of[c].size())), weight(sum.size());
        for (const Combination &one : all) {
            sum[one.option[c]] += one.probability * one.ln_ratio;
            weight[one.option[c]] += one.probability;
        }
        for (std::size_t v = 0; v < sum.size(); ++v)
            if (weight[v] > 0.0) variance[c] += weight[v] * std::pow(sum[v] / weight[v] - mean, 2);
    }
    return variance;
}

/// Steps of the multiple in ascending order, each up to a normal quantile.
std::vector<Alternative> steps_of(std::vector<Combination> all) {
    std::sort(all.begin(), all.end(), [](const auto &x, const auto &y) { return x.ln_ratio < y.ln_ratio; });
    std::vector<Alternative> steps;
    double below = 0.0, weight = 0.0, ratio = 0.0;
    for (std::size_t i = 0; i < all.size(); ++i) {
        weight += all[i].probability, ratio += all[i].probability * std::exp(all[i].ln_ratio);
        const bool last = i + 1 == all.size();
        if (!last && all.size() > most_steps && weight < 1.0 / most_steps) continue;
        below += weight;
        const double z = last || below >= 1.0 ? 1e30 : -std::numbers::sqrt2 * boost::math::erfc_inv(2.0 * below);
        steps.push_back({static_cast<float>(z), static_cast<float>(std::log(ratio / weight))});
        weight = ratio = 0.0;
    }
    return steps;
}

} // namespace

double own_variance(const RiskAsset &a, const UncertaintyScheme &u) {
    const std::array<double, cells> sd{u.imputed_material_log_sd, u.imputed_year_log_sd, u.imputed_diameter_log_sd};
    double variance = std::log1p(1.0 / a.frailty_shape);
    for (std::size_t c = 0; c < cells; ++c)
        if ((a.imputed & bit_of[c] & ~a.with_candidates) != 0U) variance += sd[c] * sd[c];
    return variance;
}

void add_candidates(std::vector<RiskAsset> &assets, const Network &network, const RiskScheme &scheme,
                    const Candidates *candidates, const Learned &learned, std::int32_t year) {
    static const Candidates none;
    const CellsById known(candidates != nullptr ? *candidates : none);
    const UncertaintyScheme &u = scheme.uncertainty;
    const std::array<double, cells> sd{u.imputed_material_log_sd, u.imputed_year_log_sd, u.imputed_diameter_log_sd};
    for (RiskAsset &a : assets) {
        const Cells *found = known.find(a, network);
        std::array<double, cells> told{};
        double total = 0.0;
        if (found != nullptr) {
            const std::vector<Combination> all = combine(a, *found, network, scheme.failure, learned, year);
            double mean = 0.0;
            for (const Combination &one : all) mean += one.probability * one.ln_ratio;
            for (const Combination &one : all) total += one.probability * std::pow(one.ln_ratio - mean, 2);
            told = told_by_cell(all, *found, mean);
            for (std::size_t c = 0; c < cells; ++c)
                if (!(*found)[c].empty()) a.with_candidates |= bit_of[c];
            a.alternatives = steps_of(all);
        }
        for (std::size_t c = 0; c < cells; ++c)
            if ((a.imputed & bit_of[c] & ~a.with_candidates) != 0U) told[c] = sd[c] * sd[c];
        total += own_variance(a, u);
        for (const auto &[normal, log_sd] : learned.common[a.common]) total += log_sd * log_sd;
        const auto most = std::max_element(told.begin(), told.end());
        if (!(*most > 0.0)) continue;
        a.survey_next = column_of[static_cast<std::size_t>(most - told.begin())];
        a.survey_next_share = *most / total;
    }
}

} // namespace gastwin
