// SPDX-License-Identifier: Apache-2.0
#include "scenarios/failure_fit.hpp"

#include <Eigen/Dense>
#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <utility>

#include "engine/threads.hpp"
#include "models/error.hpp"

namespace gastwin {
namespace {

constexpr double age_unit = 25.0;
constexpr int most_iterations = 200, most_halvings = 40;
constexpr std::size_t chunk_rows = 2048; ///< rows summed by one thread at a time; sums are added in their order

std::size_t at(std::int32_t i) { return static_cast<std::size_t>(i); }

/// A normal distribution's logarithm without its constant, with derivatives added to the gradient and Hessian of −ln.
double add_prior(const NormalPrior &prior, double x, Eigen::Index k, Eigen::VectorXd &g, Eigen::MatrixXd &h) {
    const double weight = 1.0 / (prior.sd * prior.sd), off = x - prior.mean;
    g[k] += weight * off;
    h(k, k) += weight;
    return 0.5 * weight * off * off;
}

/// ∫ (age/25)^κ dt, and its first and second derivative in κ.
struct AgeIntegral {
    double value = 0.0, first = 0.0, second = 0.0;
};

/// Gauss–Legendre in ln age: the integrand is an exponential there, and eight points leave only round-off over the
/// factor of a hundred between half a year and fifty.
AgeIntegral integrate_age(double kappa, double from_age, double to_age, double least_age) {
    static constexpr std::array<double, 4> node{0.18343464249564980, 0.52553240991632899, 0.79666647741362674,
                                                0.96028985649753623};
    static constexpr std::array<double, 4> weight{0.36268378337836198, 0.31370664587788729, 0.22238103445337447,
                                                  0.10122853629037626};
    AgeIntegral sum;
    const auto add = [&](double ln_age, double years) {
        const double term = years * std::exp(kappa * ln_age);
        sum.value += term;
        sum.first += term * ln_age;
        sum.second += term * ln_age * ln_age;
    };
    if (const double young = std::min(to_age, least_age) - from_age; young > 0.0)
        add(std::log(least_age / age_unit), young);
    const double low = std::log(std::max(from_age, least_age)), high = std::log(std::max(to_age, least_age));
    if (high <= low) return sum;
    const double middle = std::midpoint(low, high), half = 0.5 * (high - low), ln_unit = std::log(age_unit);
    for (std::size_t k = 0; k < node.size(); ++k)
        for (const double u : {middle - half * node[k], middle + half * node[k]})
            add(u - ln_unit, half * weight[k] * std::exp(u));
    return sum;
}

double ln_age(double age, double least_age) { return std::log(std::max(age, least_age) / age_unit); }

/// Places of the parameters: β, κ, ln α, θ.
struct Layout {
    Eigen::Index beta, kappa, shape;

    [[nodiscard]] Eigen::Index kappa_at(std::int32_t group) const { return beta + group; }
    [[nodiscard]] Eigen::Index shape_at(std::int32_t group) const { return beta + kappa + group; }
    [[nodiscard]] Eigen::Index theta_at() const { return beta + kappa + shape; }
    [[nodiscard]] Eigen::Index count() const { return beta + kappa + shape + 1; }
};

struct Problem {
    const FailureRecords &records;
    const FailurePriors &priors;
    Layout layout;
    std::vector<std::int32_t> observed;
    std::vector<double> from_age, to_age; ///< at which the row was watched
    std::vector<double> ln_size;
    std::vector<double> event_ln_age; ///< sum over the row's events

    [[nodiscard]] NormalPrior kappa_of(std::size_t group) const {
        return priors.kappa_of.empty() ? priors.kappa : priors.kappa_of[group];
    }
    [[nodiscard]] double ln_known(std::size_t row) const {
        return records.ln_known.empty() ? 0.0 : records.ln_known[row];
    }
    [[nodiscard]] Eigen::Map<const Eigen::VectorXd> x(std::size_t row) const {
        return {records.design.data() + row * records.terms, layout.beta};
    }
};

/// −ln posterior and what Newton's method needs of it.
struct Sums {
    double value = 0.0;
    Eigen::VectorXd gradient;
    Eigen::MatrixXd hessian;

    explicit Sums(Eigen::Index n) : gradient(Eigen::VectorXd::Zero(n)), hessian(Eigen::MatrixXd::Zero(n, n)) {}
};

/// What one row is worth at the parameters.
struct RowLaw {
    double mean;         ///< M
    double first, ratio; ///< means of ln age and of its square, weighed by the rate
    double shape;        ///< a
};

RowLaw law_of(const Problem &problem, const Eigen::VectorXd &p, std::size_t row) {
    const FailureRecords &records = problem.records;
    const double kappa = p[problem.layout.kappa_at(records.age_group[row])];
    const AgeIntegral age = integrate_age(kappa, problem.from_age[row], problem.to_age[row], records.least_age);
    const double factor = std::exp(problem.ln_known(row) + problem.x(row).dot(p.head(problem.layout.beta)));
    const double ln_shape =
        p[problem.layout.shape_at(records.frailty_group[row])] + p[problem.layout.theta_at()] * problem.ln_size[row];
    const double some = std::max(age.value, 1e-300);
    return {factor * age.value, age.first / some, age.second / some, std::exp(ln_shape)};
}

/// −ln of the row's likelihood, with derivatives: of M along h = (x, mean ln age), of ln a along (1, ln s).
void add_row(const Problem &problem, const Eigen::VectorXd &p, std::size_t row, Sums &sums) {
    const FailureRecords &records = problem.records;
    const Layout &l = problem.layout;
    const RowLaw law = law_of(problem, p, row);
    const double m = law.mean, a = law.shape, n = problem.observed[row];
    double ln_rising = 0.0, inverse = 0.0, inverse_square = 0.0; // of Γ(a + N)/Γ(a) = a (a + 1) … (a + N − 1)
    for (std::int32_t k = 0; k < problem.observed[row]; ++k) {
        ln_rising += std::log(a + k);
        inverse += 1.0 / (a + k);
        inverse_square += 1.0 / ((a + k) * (a + k));
    }
    const auto x = problem.x(row);
    const Eigen::Index kappa = l.kappa_at(records.age_group[row]);
    sums.value += (a + n) * std::log1p(m / a) + n * std::log(a) - ln_rising -
                  n * (problem.ln_known(row) + x.dot(p.head(l.beta))) - p[kappa] * problem.event_ln_age[row];

    const double w = (a + n) / (a + m), slope = w * m;
    sums.gradient.head(l.beta) += (slope - n) * x;
    sums.gradient[kappa] += slope * law.first - problem.event_ln_age[row];
    const double bend = slope * a / (a + m);
    sums.hessian.topLeftCorner(l.beta, l.beta).selfadjointView<Eigen::Upper>().rankUpdate(x, bend);
    sums.hessian.col(kappa).head(l.beta) += bend * law.first * x;
    sums.hessian(kappa, kappa) += slope * (law.ratio - law.first * law.first * m / (a + m));

    const double off = (m - n) / (a + m), along = a * (inverse - std::log1p(m / a) + off);
    const double curve = along + a * a * (1.0 / a - 1.0 / (a + m) - off / (a + m) - inverse_square);
    const double cross = a * off * m / (a + m);
    const Eigen::Index shape = l.shape_at(records.frailty_group[row]), theta = l.theta_at();
    const double s = problem.ln_size[row];
    sums.gradient[shape] -= along;
    sums.gradient[theta] -= along * s;
    sums.hessian(shape, shape) -= curve;
    sums.hessian(shape, theta) -= curve * s;
    sums.hessian(theta, theta) -= curve * s * s;
    for (const auto &[column, by] : {std::pair(shape, cross), std::pair(theta, cross * s)}) {
        sums.hessian.col(column).head(l.beta) += by * x;
        sums.hessian(kappa, column) += by * law.first;
    }
}

/// Rows in chunks, chunks on all threads, their sums added in order.
Sums evaluate(const Problem &problem, const Eigen::VectorXd &p) {
    const std::size_t rows = problem.records.rows(), chunks = (rows + chunk_rows - 1) / chunk_rows;
    std::vector<Sums> part(chunks, Sums(problem.layout.count()));
#pragma omp parallel for schedule(static) if (rows > worth_threads)
    for (std::size_t c = 0; c < chunks; ++c)
        for (std::size_t i = c * chunk_rows; i < std::min(rows, (c + 1) * chunk_rows); ++i)
            add_row(problem, p, i, part[c]);
    Sums sums(problem.layout.count());
    for (const Sums &one : part) {
        sums.value += one.value;
        sums.gradient += one.gradient;
        sums.hessian += one.hessian;
    }
    const Layout &l = problem.layout;
    const auto prior = [&](const NormalPrior &normal, Eigen::Index k) {
        sums.value += add_prior(normal, p[k], k, sums.gradient, sums.hessian);
    };
    for (Eigen::Index k = 0; k < l.beta; ++k) prior(problem.priors.beta[static_cast<std::size_t>(k)], k);
    for (Eigen::Index k = 0; k < l.kappa; ++k) prior(problem.kappa_of(static_cast<std::size_t>(k)), l.beta + k);
    for (Eigen::Index k = l.beta + l.kappa; k < l.theta_at(); ++k) prior(problem.priors.ln_shape, k);
    prior(problem.priors.theta, l.theta_at());
    sums.hessian = sums.hessian.selfadjointView<Eigen::Upper>();
    return sums;
}

[[noreturn]] void refuse(const char *column, std::size_t row, const char *why) {
    throw Error("value_out_of_range",
                {.layer = "failure_records", .row = static_cast<std::int64_t>(row + 1), .column = column}, {}, why);
}

std::int32_t groups_in(const std::vector<std::int32_t> &group, const char *column) {
    std::int32_t count = 0;
    for (std::size_t i = 0; i < group.size(); ++i) {
        if (group[i] < 0 || at(group[i]) > group.size()) refuse(column, i, "groups are numbered from 0");
        count = std::max(count, group[i] + 1);
    }
    return count;
}

void require_rows(const FailureRecords &records, const FailurePriors &priors) {
    const std::size_t n = records.rows();
    if (records.design.size() != n * records.terms || priors.beta.size() != records.terms)
        refuse("design", 0, "one row for each asset and one prior for each column are needed");
    for (const std::size_t size : {records.age_group.size(), records.frailty_group.size(), records.installed.size(),
                                   records.start.size(), records.end.size()})
        if (size != n) refuse("size", 0, "columns differ in length");
    if (records.event_row.size() != records.event_time.size()) refuse("event_time", 0, "columns differ in length");
    if (!records.ln_known.empty() && records.ln_known.size() != n) refuse("ln_known", 0, "columns differ in length");
    if (!(records.least_age > 0.0)) refuse("least_age", 0, "must be positive");
    if (!(records.from < records.to) || !std::isfinite(records.from) || !std::isfinite(records.to))
        refuse("from", 0, "the window of the records is empty");
    for (std::size_t k = 0; k < priors.beta.size(); ++k)
        if (!std::isfinite(priors.beta[k].mean) || !(priors.beta[k].sd > 0.0)) refuse("prior", k, "not a distribution");
    for (std::size_t i = 0; i < n; ++i) {
        if (!(records.size[i] > 0.0) || !std::isfinite(records.size[i])) refuse("size", i, "must be positive");
        if (!std::isfinite(records.installed[i]) || std::isnan(records.start[i]) || std::isnan(records.end[i]))
            refuse("installed", i, "years are needed");
        for (std::size_t k = 0; k < records.terms; ++k)
            if (!std::isfinite(records.design[i * records.terms + k])) refuse("design", i, "must be finite");
    }
    for (std::size_t e = 0; e < records.event_row.size(); ++e) {
        const double t = records.event_time[e];
        if (records.event_row[e] < 0 || at(records.event_row[e]) >= n) refuse("event_row", e, "no such row");
        const std::size_t i = at(records.event_row[e]);
        if (!(t >= records.from && t < records.to && t >= records.start[i] && t < records.end[i]))
            refuse("event_time", e, "outside the window or the time in service");
    }
}

Problem pose(const FailureRecords &records, const FailurePriors &priors) {
    require_rows(records, priors);
    const std::size_t n = records.rows();
    Problem problem{.records = records,
                    .priors = priors,
                    .layout = {static_cast<Eigen::Index>(records.terms), groups_in(records.age_group, "age_group"),
                               groups_in(records.frailty_group, "frailty_group")},
                    .observed = std::vector<std::int32_t>(n, 0),
                    .from_age = std::vector<double>(n),
                    .to_age = std::vector<double>(n),
                    .ln_size = std::vector<double>(n),
                    .event_ln_age = std::vector<double>(n, 0.0)};
    if (!priors.kappa_of.empty() && priors.kappa_of.size() != static_cast<std::size_t>(problem.layout.kappa))
        refuse("kappa", 0, "one prior for each age group is needed");
    for (std::size_t i = 0; i < n; ++i) {
        const double from = std::max(records.from, records.start[i]), to = std::min(records.to, records.end[i]);
        problem.from_age[i] = std::max(from - records.installed[i], 0.0);
        problem.to_age[i] = std::max(to - records.installed[i], problem.from_age[i]);
        problem.ln_size[i] = std::log(records.size[i]);
    }
    for (std::size_t e = 0; e < records.event_row.size(); ++e) {
        const std::size_t i = at(records.event_row[e]);
        ++problem.observed[i];
        problem.event_ln_age[i] += ln_age(records.event_time[e] - records.installed[i], records.least_age);
    }
    return problem;
}

Eigen::VectorXd prior_means(const Problem &problem) {
    const Layout &l = problem.layout;
    Eigen::VectorXd p(l.count());
    for (Eigen::Index k = 0; k < l.beta; ++k) p[k] = problem.priors.beta[static_cast<std::size_t>(k)].mean;
    for (Eigen::Index k = 0; k < l.kappa; ++k) p[l.beta + k] = problem.kappa_of(static_cast<std::size_t>(k)).mean;
    p.segment(l.beta + l.kappa, l.shape).setConstant(problem.priors.ln_shape.mean);
    p[l.theta_at()] = problem.priors.theta.mean;
    return p;
}

/// Downhill whatever the curvature: directions in which −ln L is not convex (those of the shapes) are turned around.
Eigen::VectorXd newton_direction(const Sums &here) {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> axes(here.hessian);
    const Eigen::ArrayXd bend = axes.eigenvalues().array().abs().max(1e-8 * axes.eigenvalues().cwiseAbs().maxCoeff());
    return -(axes.eigenvectors() * ((axes.eigenvectors().transpose() * here.gradient).array() / bend).matrix());
}

Estimate estimate(const Eigen::VectorXd &p, const Eigen::MatrixXd &covariance, Eigen::Index k) {
    return {p[k], std::sqrt(std::max(covariance(k, k), 0.0))};
}

} // namespace

FailureFit fit_failures(const FailureRecords &records, const FailurePriors &priors) {
    const Problem problem = pose(records, priors);
    const Layout &l = problem.layout;
    FailureFit fit;
    Eigen::VectorXd p = prior_means(problem);
    Sums here = evaluate(problem, p);
    while (fit.iterations < most_iterations && !fit.converged) {
        const Eigen::VectorXd step = newton_direction(here);
        const double fall = -step.dot(here.gradient); // twice what the step promises
        fit.converged = fall <= 1e-12 * (1.0 + std::abs(here.value));
        if (fit.converged) break;
        double share = std::min(1.0, 5.0 / step.cwiseAbs().maxCoeff()); // no factor above e⁵ at once
        Sums there = evaluate(problem, p + share * step);
        for (int i = 0; i < most_halvings && !(there.value <= here.value - 1e-4 * share * fall); ++i)
            there = evaluate(problem, p + (share *= 0.5) * step);
        if (!(there.value <= here.value)) break; // round-off: nothing lower can be found
        p += share * step;
        here = std::move(there);
        ++fit.iterations;
    }
    const Eigen::MatrixXd covariance = here.hessian.ldlt().solve(Eigen::MatrixXd::Identity(l.count(), l.count()));
    for (Eigen::Index k = 0; k < l.beta; ++k) fit.beta.push_back(estimate(p, covariance, k));
    for (Eigen::Index k = 0; k < l.kappa; ++k) fit.kappa.push_back(estimate(p, covariance, l.beta + k));
    for (Eigen::Index k = 0; k < l.shape; ++k) fit.ln_shape.push_back(estimate(p, covariance, l.beta + l.kappa + k));
    fit.theta = estimate(p, covariance, l.theta_at());
    fit.covariance.assign(covariance.data(), covariance.data() + covariance.size());
    fit.log_posterior = -here.value;
    fit.observed = problem.observed;
    fit.expected.resize(records.rows());
    fit.shape.resize(records.rows());
    for_each_index(records.rows(), [&](std::size_t i) {
        const RowLaw law = law_of(problem, p, i);
        fit.expected[i] = law.mean;
        fit.shape[i] = law.shape;
    });
    return fit;
}

std::vector<double> expected_failures(const FailureRecords &records, const FailureFit &fit, double from, double to) {
    Eigen::VectorXd beta(static_cast<Eigen::Index>(fit.beta.size()));
    for (Eigen::Index k = 0; k < beta.size(); ++k) beta[k] = fit.beta[static_cast<std::size_t>(k)].value;
    std::vector<double> expected(records.rows());
    for_each_index(records.rows(), [&](std::size_t i) {
        const Eigen::Map<const Eigen::VectorXd> x(records.design.data() + i * records.terms, beta.size());
        const double first = std::max(from - records.installed[i], 0.0);
        const double last = std::max(to - records.installed[i], first);
        const double kappa = fit.kappa[at(records.age_group[i])].value;
        expected[i] = fit.frailty_mean(i) *
                      std::exp(x.dot(beta) + (records.ln_known.empty() ? 0.0 : records.ln_known[i])) *
                      integrate_age(kappa, first, last, records.least_age).value;
    });
    return expected;
}

} // namespace gastwin
