// SPDX-License-Identifier: Apache-2.0
// Buried pipes, pipes above ground and risers are fitted apart. The rate of an asset is the scheme's, with its age
// factor at 25 years, times
//   exp(level + material + diameter exponent · ln(d/d0) + length exponent · ln(length/100 m) + decade of laying)
//   · (age/25)^κ of the material · frailty,
// priors centred on no correction and on the scheme's own κ. Rate and frailty are Laplace's approximation and the gamma
// posterior (failure_fit.hpp).
#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <optional>
#include <tuple>

#include "scenarios/failure_fit.hpp"
#include "scenarios/risk_steps.hpp"

namespace gastwin {
namespace {

constexpr std::size_t kinds = 3; // buried pipe, pipe above ground, riser
constexpr double fit_age_a = 25.0, shape_length_km = 0.1, least_sd = 1e-3;
constexpr std::uint32_t first_normal = 1000; // beyond those of learn_levels

std::size_t kind_of(const RiskAsset &a) { return a.riser ? 2 : a.above_ground ? 1 : 0; }

/// Decade of laying; of an unknown year none.
std::int32_t decade_of(const RiskAsset &a) { return a.install_year == missing_int ? 0 : a.install_year / 10; }

double size_of(const RiskAsset &a) { return a.riser ? 1.0 : a.size / shape_length_km; }

/// The fit of one kind of asset. Columns: level, exponents of diameter and of length (of risers: of height), materials,
/// decades.
struct KindFit {
    const RiskScheme &scheme;
    std::int32_t year = 0;
    std::map<Material, std::size_t> material =
        {}; ///< column; age and frailty group are counted from the first material
    std::map<std::int32_t, std::size_t> decade = {};
    FailurePriors priors = {};
    std::vector<double> value = {};   ///< β, then κ by material
    Eigen::MatrixXd square_root = {}; ///< of their covariance: lower triangle

    [[nodiscard]] std::size_t terms() const { return priors.beta.size(); }
    [[nodiscard]] std::size_t group(Material m) const { return material.at(m) - 3; }

    /// ln(diameter/reference) as the scheme holds it; of a riser 0.
    [[nodiscard]] double ln_diameter(const RiskAsset &a) const {
        const FailureScheme &f = scheme.failure;
        if (a.riser || is_missing(a.diameter_m)) return 0.0;
        return std::log(std::clamp(a.diameter_m, f.min_diameter_m, f.max_diameter_m) / f.reference_diameter_m);
    }
    [[nodiscard]] double ln_length(const RiskAsset &a) const {
        return a.riser ? std::log(a.length_km * 1e3 / scheme.failure.riser_reference_height_m) : std::log(size_of(a));
    }
    [[nodiscard]] double ln_age(const RiskAsset &a) const {
        const FailureScheme &f = scheme.failure;
        return std::log(std::clamp(age_a(f, a.install_year, year), f.min_age_a, f.max_age_a) / fit_age_a);
    }

    /// Columns and their values, κ's with ln(age/25); a material or decade without assets in the fit is left out.
    [[nodiscard]] std::vector<std::pair<std::size_t, double>> columns(const RiskAsset &a) const {
        std::vector<std::pair<std::size_t, double>> x{{0, 1.0}, {1, ln_diameter(a)}, {2, ln_length(a)}};
        if (const auto found = material.find(a.material); found != material.end()) {
            x.emplace_back(found->second, 1.0);
            x.emplace_back(terms() + found->second - 3, ln_age(a));
        }
        if (const auto found = decade.find(decade_of(a)); found != decade.end()) x.emplace_back(found->second, 1.0);
        return x;
    }

    /// ln of the scheme's rate with the age factor at 25 years.
    [[nodiscard]] double ln_known(const RiskAsset &a) const {
        return std::log(a.factors.product() / a.factors.age * a.size *
                        age_factor(scheme.failure, a.material, fit_age_a));
    }

    /// What the records make of the scheme's rate.
    [[nodiscard]] double level(const RiskAsset &a) const {
        double ln = ln_known(a) - std::log(a.factors.product() * a.size);
        for (const auto &[column, x] : columns(a)) ln += value[column] * x;
        if (!material.contains(a.material)) ln += scheme.failure.of(a.material).age_exponent * ln_age(a);
        return std::exp(ln);
    }
};

void pose_columns(KindFit &fit, const std::vector<RiskAsset> &assets, const std::vector<std::size_t> &rows) {
    const UncertaintyScheme &u = fit.scheme.uncertainty;
    const RecordScheme &r = fit.scheme.records;
    const auto add = [&](double sd) {
        fit.priors.beta.push_back({0.0, std::max(sd, least_sd)});
        return fit.priors.beta.size() - 1;
    };
    add(u.base_log_sd), add(r.diameter_exponent_sd), add(r.length_exponent_sd);
    for (const std::size_t i : rows) fit.material[assets[i].material] = 0, fit.decade[decade_of(assets[i])] = 0;
    fit.decade.erase(0);
    for (auto &[material, column] : fit.material) {
        const MaterialFactors &m = fit.scheme.failure.of(material);
        column = add(m.log_sd);
        fit.priors.kappa_of.push_back({m.age_exponent, std::max(u.age_log_sd, least_sd)});
    }
    for (auto &[decade, column] : fit.decade) column = add(r.decade_log_sd);
    fit.priors.ln_shape.mean = -std::log(fit.scheme.failure.overdispersion);
}

FailureRecords records_of(const KindFit &fit, const std::vector<RiskAsset> &assets,
                          const std::vector<std::size_t> &rows, const RecordWindow &window) {
    FailureRecords records;
    records.terms = fit.terms();
    records.from = window.from, records.to = window.to + 1.0;
    records.least_age = fit.scheme.failure.min_age_a;
    records.design.resize(rows.size() * fit.terms());
    for (std::size_t k = 0; k < rows.size(); ++k) {
        const RiskAsset &a = assets[rows[k]];
        for (const auto &[column, x] : fit.columns(a))
            if (column < fit.terms()) records.design[k * fit.terms() + column] = x;
        records.ln_known.push_back(fit.ln_known(a));
        const auto group = static_cast<std::int32_t>(fit.group(a.material));
        records.age_group.push_back(group), records.frailty_group.push_back(group);
        records.size.push_back(size_of(a));
        const double installed = assumed_year(fit.scheme.failure, a.install_year, window.year);
        records.installed.push_back(installed);
        records.start.push_back(a.install_year == missing_int ? records.from : installed);
        records.end.push_back(records.to);
    }
    return records;
}

void add_events(FailureRecords &records, const std::vector<std::size_t> &rows, const std::vector<RiskAsset> &assets,
                const LeakHistory &history) {
    std::map<std::pair<bool, std::size_t>, std::int32_t> place;
    for (std::size_t k = 0; k < rows.size(); ++k)
        place[{assets[rows[k]].riser, assets[rows[k]].row}] = static_cast<std::int32_t>(k);
    for (const LeakEvent &event : history.events) {
        const auto found = place.find({event.riser, event.row});
        const double time = event.year + 0.5;
        if (found == place.end() || time < records.from || time >= records.to) continue;
        records.event_row.push_back(found->second), records.event_time.push_back(time);
    }
}

/// The lower triangle whose product with its transpose is the covariance of β and κ.
Eigen::MatrixXd square_root_of(const FailureFit &found) {
    const auto all = static_cast<Eigen::Index>(std::lround(std::sqrt(static_cast<double>(found.covariance.size()))));
    const auto some = static_cast<Eigen::Index>(found.beta.size() + found.kappa.size());
    const Eigen::Map<const Eigen::MatrixXd> covariance(found.covariance.data(), all, all);
    const Eigen::LDLT<Eigen::MatrixXd> parts(covariance.topLeftCorner(some, some));
    const Eigen::VectorXd scale = parts.vectorD().cwiseMax(0.0).cwiseSqrt();
    return parts.transpositionsP().transpose() * Eigen::MatrixXd(Eigen::MatrixXd(parts.matrixL()) * scale.asDiagonal());
}

/// The asset's share in the uncertainty of β and κ. Its attributes are rounded, so that there are few classes.
CommonNormals common_of(const KindFit &fit, const RiskAsset &a) {
    constexpr double step = 0.25;
    const auto normals = fit.square_root.cols();
    Eigen::VectorXd x = Eigen::VectorXd::Zero(normals);
    for (const auto &[column, value] : fit.columns(a))
        x[static_cast<Eigen::Index>(column)] = step * std::round(value / step);
    const Eigen::VectorXd share = fit.square_root.transpose() * x;
    CommonNormals common;
    for (Eigen::Index j = 0; j < normals; ++j)
        common.emplace_back(first_normal * static_cast<std::uint32_t>(1 + kind_of(a)) + static_cast<std::uint32_t>(j),
                            share[j]);
    return common;
}

} // namespace

Learned learn_by_fit(std::vector<RiskAsset> &assets, const RiskScheme &scheme, const LeakHistory &history,
                     const RecordWindow &window) {
    std::array<std::vector<std::size_t>, kinds> rows;
    for (std::size_t i = 0; i < assets.size(); ++i) rows[kind_of(assets[i])].push_back(i);
    Learned learned = learn_levels(assets, scheme, history, window);
    auto fits = std::make_shared<std::array<std::optional<KindFit>, kinds>>();
    std::map<CommonNormals, std::uint32_t> classes;
    for (std::size_t kind = 0; kind < kinds; ++kind) {
        KindFit fit{.scheme = scheme, .year = window.year};
        pose_columns(fit, assets, rows[kind]);
        FailureRecords records = records_of(fit, assets, rows[kind], window);
        add_events(records, rows[kind], assets, history);
        const FailureFit found = fit_failures(records, fit.priors);
        for (const std::size_t i : rows[kind])
            assets[i].record_model = found.converged ? RecordModel::fitted : RecordModel::not_fitted;
        if (!found.converged) continue;
        for (const Estimate &beta : found.beta) fit.value.push_back(beta.value);
        for (const Estimate &kappa : found.kappa) fit.value.push_back(kappa.value);
        fit.square_root = square_root_of(found);
        for (std::size_t k = 0; k < rows[kind].size(); ++k) {
            RiskAsset &a = assets[rows[kind][k]];
            a.local = fit.level(a);
            a.record = found.frailty_mean(k);
            a.frailty_shape = found.frailty_shape(k);
            const auto [place, is_new] =
                classes.try_emplace(common_of(fit, a), static_cast<std::uint32_t>(learned.common.size()));
            if (is_new) learned.common.push_back(place->first);
            a.common = place->second;
        }
        (*fits)[kind].emplace(std::move(fit));
    }
    learned.level = [fits, of_groups = learned.level](const RiskAsset &a) {
        const std::optional<KindFit> &fit = (*fits)[kind_of(a)];
        return fit ? fit->level(a) : of_groups(a);
    };
    return learned;
}

} // namespace gastwin
