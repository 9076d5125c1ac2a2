// SPDX-License-Identifier: Apache-2.0
#include "scenarios/failure_fit.hpp"

#include <gtest/gtest.h>
#include <omp.h>

#include <algorithm>
#include <cmath>

#include "models/error.hpp"
#include "models/random.hpp"

namespace gastwin {
namespace {

constexpr double exactly = 1e-7; ///< sd of a prior that leaves no choice

FailureRecords records_from(double from, double to, std::size_t terms) {
    FailureRecords records;
    records.terms = terms;
    records.from = from;
    records.to = to;
    return records;
}

void add_asset(FailureRecords &records, const std::vector<double> &x, double size, double installed, double start,
               double end, std::int32_t group = 0) {
    records.design.insert(records.design.end(), x.begin(), x.end());
    records.age_group.push_back(group);
    records.frailty_group.push_back(group);
    records.size.push_back(size);
    records.installed.push_back(installed);
    records.start.push_back(start);
    records.end.push_back(end);
}

void add_event(FailureRecords &records, std::int32_t row, double time) {
    records.event_row.push_back(row);
    records.event_time.push_back(time);
}

/// What the synthetic records below are drawn from.
struct Truth {
    std::vector<double> beta{std::log(0.3), 0.7, -0.6};
    std::vector<double> kappa{0.6, 1.8};
    std::vector<double> alpha{1.5, 0.8};
    double theta = 0.5;
};

/// A gamma draw by Marsaglia and Tsang 2000, boosted below shape 1.
double gamma_draw(Random &dice, double shape) {
    if (shape < 1.0) return gamma_draw(dice, shape + 1.0) * std::pow(dice.uniform(), 1.0 / shape);
    const double d = shape - 1.0 / 3.0, c = 1.0 / std::sqrt(9.0 * d);
    while (true) {
        const double z = dice.normal(), v = std::pow(1.0 + c * z, 3);
        if (v > 0.0 && std::log(dice.uniform()) < 0.5 * z * z + d - d * v + d * std::log(v)) return d * v;
    }
}

/// Pipes of two materials, watched for twelve years, some built and some replaced in them.
FailureRecords draw_records(std::uint64_t seed, std::size_t rows, const Truth &truth = {},
                            std::vector<double> *frailty = nullptr) {
    FailureRecords records = records_from(2000.0, 2012.0, 3);
    Random dice(seed);
    for (std::size_t i = 0; i < rows; ++i) {
        const std::int32_t group = dice.chance(0.5) ? 1 : 0;
        const double size = std::exp(dice.uniform(-1.5, 1.5)), ln_d = dice.uniform(-1.0, 1.0);
        const double installed = dice.uniform(1950.0, 2008.0);
        const double end = dice.chance(0.2) ? std::max(installed + 1.0, dice.uniform(2003.0, 2012.0)) : 3000.0;
        add_asset(records, {1.0, static_cast<double>(group), ln_d}, size, installed, installed, end, group);
        const auto g = static_cast<std::size_t>(group);
        const double shape = truth.alpha[g] * std::pow(size, truth.theta), z = gamma_draw(dice, shape) / shape;
        if (frailty != nullptr) frailty->push_back(z);
        const double level = z * std::exp(truth.beta[0] + truth.beta[1] * group + truth.beta[2] * ln_d);
        constexpr double step = 0.05;
        for (double t = std::max(2000.0, installed); t + step <= std::min(2012.0, end); t += step) {
            const double age = std::max(t + 0.5 * step - installed, 0.5);
            const int failures = dice.poisson(level * step * std::pow(age / 25.0, truth.kappa[g]));
            for (int k = 0; k < failures; ++k) add_event(records, static_cast<std::int32_t>(i), t + 0.5 * step);
        }
    }
    return records;
}

FailurePriors weak_priors(std::size_t terms) {
    return {.beta = std::vector<NormalPrior>(terms, {0.0, 10.0}),
            .kappa = {0.5, 5.0},
            .ln_shape = {0.0, 3.0},
            .theta = {0.5, 3.0}};
}

/// The slow oracle: the negative binomial by its formula with lgamma, time integrated in four thousand steps.
double log_posterior(const FailureRecords &r, const FailurePriors &priors, const std::vector<double> &beta,
                     const std::vector<double> &kappa, const std::vector<double> &ln_shape, double theta) {
    double sum = 0.0;
    const auto prior = [&](const NormalPrior &p, double x) { sum -= 0.5 * std::pow((x - p.mean) / p.sd, 2); };
    for (std::size_t k = 0; k < beta.size(); ++k) prior(priors.beta[k], beta[k]);
    for (const double k : kappa) prior(priors.kappa, k);
    for (const double s : ln_shape) prior(priors.ln_shape, s);
    prior(priors.theta, theta);
    for (std::size_t i = 0; i < r.rows(); ++i) {
        const auto g = static_cast<std::size_t>(r.age_group[i]);
        double eta = 0.0, mean = 0.0, count = 0.0;
        for (std::size_t k = 0; k < beta.size(); ++k) eta += beta[k] * r.design[i * beta.size() + k];
        const auto rate = [&](double t) {
            return std::exp(eta) * std::pow(std::max(t - r.installed[i], 0.5) / 25.0, kappa[g]);
        };
        const double from = std::max(r.from, r.start[i]), to = std::min(r.to, r.end[i]);
        const int steps = 4000;
        for (int s = 0; s < steps && to > from; ++s)
            mean += rate(from + (to - from) * (s + 0.5) / steps) * (to - from) / steps;
        for (std::size_t e = 0; e < r.event_row.size(); ++e)
            if (r.event_row[e] == static_cast<std::int32_t>(i)) sum += std::log(rate(r.event_time[e])), count += 1.0;
        const double a = std::exp(ln_shape[g] + theta * std::log(r.size[i]));
        sum += std::lgamma(a + count) - std::lgamma(a) + a * std::log(a) - (a + count) * std::log(a + mean);
    }
    return sum;
}

TEST(FailureFit, EmpiricalBayesWithoutCovariatesIsTheReferencesFormula) {
    // Risk reference, section 3: μ = 0.3189 per km and year, overdispersion 0.9, 13 years.
    struct Case {
        double km;
        int failures;
        double per_km_year;
    };
    for (const Case &c : {Case{0.12, 3, 0.81502}, Case{0.12, 0, 0.22028}, Case{0.5, 0, 0.11129}}) {
        FailureRecords records = records_from(1998.0, 2011.0, 1);
        add_asset(records, {1.0}, c.km, 1960.0, 1960.0, 3000.0);
        for (int k = 0; k < c.failures; ++k) add_event(records, 0, 2000.5 + k);
        const FailurePriors priors{.beta = {{std::log(0.3189 * c.km), exactly}},
                                   .kappa = {0.0, exactly},
                                   .ln_shape = {std::log(1.0 / 0.9), exactly},
                                   .theta = {0.0, exactly}};
        const FailureFit fit = fit_failures(records, priors);
        EXPECT_TRUE(fit.converged);
        EXPECT_NEAR(expected_failures(records, fit, 2011.0, 2012.0)[0] / c.km, c.per_km_year, 1e-5);
    }
}

TEST(FailureFit, EndsAtTheMaximumOfTheOraclesPosterior) {
    for (const std::uint64_t seed : {1, 2, 3}) {
        const FailureRecords records = draw_records(seed, 120);
        const FailurePriors priors = weak_priors(3);
        const FailureFit fit = fit_failures(records, priors);
        ASSERT_TRUE(fit.converged);
        std::vector<double> p; // β, κ, ln α, θ
        for (const auto *list : {&fit.beta, &fit.kappa, &fit.ln_shape})
            for (const Estimate &e : *list) p.push_back(e.value);
        p.push_back(fit.theta.value);
        const auto oracle = [&](const std::vector<double> &q) {
            return log_posterior(records, priors, {q[0], q[1], q[2]}, {q[3], q[4]}, {q[5], q[6]}, q[7]);
        };
        EXPECT_NEAR(oracle(p), fit.log_posterior, 1e-4 * std::abs(fit.log_posterior));
        for (std::size_t k = 0; k < p.size(); ++k) {
            std::vector<double> up = p, down = p;
            up[k] += 0.02;
            down[k] -= 0.02;
            const double slope = (oracle(up) - oracle(down)) / 0.04;
            const double curvature = (2.0 * oracle(p) - oracle(up) - oracle(down)) / (0.02 * 0.02);
            EXPECT_GT(curvature, 0.0) << k;
            EXPECT_LT(std::abs(slope), 0.02 * curvature + 1e-3) << k; // the maximum is within 0.02 of it
        }
    }
}

TEST(FailureFit, FindsTheParametersWithinItsIntervals) {
    const Truth truth;
    int inside = 0, all = 0;
    double theta = 0.0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const FailureFit fit = fit_failures(draw_records(seed, 1500), weak_priors(3));
        ASSERT_TRUE(fit.converged);
        const auto count = [&](const Estimate &e, double true_value) {
            ++all;
            inside += std::abs(e.value - true_value) <= 1.96 * e.sd;
        };
        for (std::size_t k = 0; k < 3; ++k) count(fit.beta[k], truth.beta[k]);
        for (std::size_t g = 0; g < 2; ++g) {
            count(fit.kappa[g], truth.kappa[g]);
            count(fit.ln_shape[g], std::log(truth.alpha[g]));
        }
        count(fit.theta, truth.theta);
        theta += fit.theta.value / 20.0;
    }
    EXPECT_EQ(all, 160);
    EXPECT_GE(inside, 144); // 95 % of 160 are 152; fewer than 144 in one of a thousand such suites
    EXPECT_NEAR(theta, truth.theta, 0.1);
}

TEST(FailureFit, ItsFrailtiesCoverTheTrueOnes) {
    std::vector<double> truth;
    const FailureRecords records = draw_records(5, 4000, {}, &truth);
    const FailureFit fit = fit_failures(records, weak_priors(3));
    double off = 0.0, by_prior = 0.0, bias = 0.0;
    for (std::size_t i = 0; i < truth.size(); ++i) {
        const double sd = std::sqrt(fit.frailty_shape(i)) / fit.frailty_rate(i);
        off += std::pow((truth[i] - fit.frailty_mean(i)) / sd, 2) / 4000.0;
        by_prior += std::pow(truth[i] - 1.0, 2) / 4000.0 - std::pow(truth[i] - fit.frailty_mean(i), 2) / 4000.0;
        bias += (truth[i] - fit.frailty_mean(i)) / 4000.0;
    }
    EXPECT_NEAR(off, 1.0, 0.15); // the stated spread is the true one
    EXPECT_NEAR(bias, 0.0, 0.05);
    EXPECT_GT(by_prior, 0.1); // and knowing the records helps
}

TEST(FailureFit, AReplacedPipeNeitherInheritsNorLends) {
    FailureRecords records = records_from(2000.0, 2010.0, 1);
    add_asset(records, {1.0}, 1.0, 1960.0, 1960.0, 2005.0); // replaced
    add_asset(records, {1.0}, 1.0, 2005.0, 2005.0, 3000.0); // by this
    add_asset(records, {1.0}, 1.0, 2005.0, 2005.0, 3000.0); // its like without a past
    for (const double t : {2001.2, 2002.7, 2003.1, 2004.9}) add_event(records, 0, t);
    const FailureFit fit = fit_failures(records, weak_priors(1));
    EXPECT_EQ(fit.observed, (std::vector<std::int32_t>{4, 0, 0}));
    EXPECT_EQ(fit.frailty_mean(1), fit.frailty_mean(2));
    EXPECT_GT(fit.frailty_mean(0), 1.0);
    EXPECT_NEAR(fit.expected[1], fit.expected[2], 0.0);
}

TEST(FailureFit, WithoutEventsOrTimeThePriorsStand) {
    FailureRecords records = records_from(2000.0, 2001.0, 1);
    add_asset(records, {1.0}, 1.0, 2050.0, 2050.0, 3000.0); // not there yet
    const FailurePriors priors{.beta = {{-3.0, 0.5}}};
    const FailureFit fit = fit_failures(records, priors);
    EXPECT_TRUE(fit.converged);
    EXPECT_NEAR(fit.beta[0].value, -3.0, 1e-6);
    EXPECT_NEAR(fit.beta[0].sd, 0.5, 1e-3);
    EXPECT_EQ(fit.expected[0], 0.0);
    EXPECT_EQ(fit.frailty_mean(0), 1.0);
    const FailureFit none = fit_failures(records_from(2000.0, 2001.0, 1), priors);
    EXPECT_TRUE(none.converged);
    EXPECT_TRUE(none.expected.empty());
}

TEST(FailureFit, AThreadMoreOrLessChangesNoBit) {
    const FailureRecords records = draw_records(7, 9000);
    const int threads = omp_get_max_threads();
    omp_set_num_threads(1);
    const FailureFit one = fit_failures(records, weak_priors(3));
    omp_set_num_threads(3);
    const FailureFit three = fit_failures(records, weak_priors(3));
    omp_set_num_threads(threads);
    EXPECT_EQ(one.log_posterior, three.log_posterior);
    EXPECT_EQ(one.expected, three.expected);
    EXPECT_EQ(one.theta.value, three.theta.value);
}

TEST(FailureFit, RefusesWhatCannotBe) {
    const FailureRecords good = draw_records(1, 20);
    const auto slug_of = [](const FailureRecords &records, const FailurePriors &priors) -> std::string {
        try {
            (void)fit_failures(records, priors);
        } catch (const Error &error) {
            return std::string(error.kind().slug);
        }
        return "";
    };
    const auto broken = [&](auto &&change) {
        FailureRecords records = good;
        change(records);
        return slug_of(records, weak_priors(3));
    };
    const std::string slug = "value_out_of_range";
    EXPECT_EQ(slug_of(good, weak_priors(3)), "");
    EXPECT_EQ(slug_of(good, weak_priors(2)), slug);
    EXPECT_EQ(broken([](FailureRecords &r) { r.size[0] = 0.0; }), slug);
    EXPECT_EQ(broken([](FailureRecords &r) { r.size.pop_back(); }), slug);
    EXPECT_EQ(broken([](FailureRecords &r) { r.installed[0] = std::nan(""); }), slug);
    EXPECT_EQ(broken([](FailureRecords &r) { r.design[0] = std::numeric_limits<double>::infinity(); }), slug);
    EXPECT_EQ(broken([](FailureRecords &r) { r.age_group[0] = -1; }), slug);
    EXPECT_EQ(broken([](FailureRecords &r) { r.to = r.from; }), slug);
    EXPECT_EQ(broken([](FailureRecords &r) { add_event(r, 99, 2005.0); }), slug);
    EXPECT_EQ(broken([](FailureRecords &r) { add_event(r, 0, 1990.0); }), slug);
}

TEST(FailureFit, WhatIsKnownIsTakenOffTheLevelAndTheCovarianceHoldsTheDeviations) {
    FailureRecords records = draw_records(3, 800);
    const FailureFit plain = fit_failures(records, weak_priors(3));
    records.ln_known.assign(records.rows(), 0.7);
    FailurePriors priors = weak_priors(3);
    priors.beta[0].mean = -0.7;
    priors.kappa_of = {priors.kappa, priors.kappa};
    const FailureFit fit = fit_failures(records, priors);
    EXPECT_NEAR(fit.beta[0].value, plain.beta[0].value - 0.7, 1e-6);
    EXPECT_NEAR(fit.kappa[1].value, plain.kappa[1].value, 1e-6);
    EXPECT_NEAR(fit.log_posterior, plain.log_posterior, 1e-6);
    const std::size_t n = 3 + 2 + 2 + 1;
    ASSERT_EQ(fit.covariance.size(), n * n);
    EXPECT_DOUBLE_EQ(std::sqrt(fit.covariance[0]), fit.beta[0].sd);
    EXPECT_DOUBLE_EQ(std::sqrt(fit.covariance[3 * n + 3]), fit.kappa[0].sd);
    EXPECT_DOUBLE_EQ(std::sqrt(fit.covariance[n * n - 1]), fit.theta.sd);
    priors.kappa_of.pop_back();
    EXPECT_THROW((void)fit_failures(records, priors), Error);
    records.least_age = 0.0;
    EXPECT_THROW((void)fit_failures(records, weak_priors(3)), Error);
}

TEST(FailureFit, YoungAssetsCountAsOldAsTheLeastAge) {
    FailureRecords records = records_from(2000.0, 2010.0, 1);
    records.least_age = 30.0;
    for (int i = 0; i < 50; ++i) {
        add_asset(records, {1.0}, 1.0, 1990.0, 1990.0, 3000.0);
        add_event(records, i, 2001.5 + 0.1 * i);
    }
    FailurePriors priors = weak_priors(1);
    priors.kappa = {1.0, 1e-6};
    // Never older than 20 years: the rate is that of 30 years throughout, 1.2 times the level at 25.
    const FailureFit fit = fit_failures(records, priors);
    EXPECT_NEAR(fit.expected[0], std::exp(fit.beta[0].value) * 10.0 * 1.2, 1e-4);
}

} // namespace
} // namespace gastwin
