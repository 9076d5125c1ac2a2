// SPDX-License-Identifier: Apache-2.0
// A counting-process model of failures, fitted to a utility's own records.
//
//   rate of asset version i at time t   λ_i(t) = Z_i · exp(x_i·β) · (age_i(t)/25 a)^κ,   age held at least_age or
//   more frailty                             Z_i ~ Gamma(mean 1, shape a_i),  a_i = α_g · sᶿ,  s the size of i, g its
//   group
//
// Failures of one asset given Z are a Poisson process, so with M_i the integral of λ_i/Z_i over the time in which i was
// both there and watched, and N_i the failures seen, the likelihood is that of a negative binomial:
//   ln L = Σ_events ln(λ/Z) + Σ_i [ln Γ(a + N) − ln Γ(a) + a ln a − (a + N) ln(a + M)].
// Risk time starts at the later of installation and first record (left truncation); a replaced asset is two rows, so
// that neither inherits the other's failures. θ = 1 is a frailty of every metre by itself, θ = 0 one of the whole
// asset; θ, κ and α are estimated. Normal priors on β, κ, ln α and θ take the place of data where there are none: many
// districts or decades may be columns of x without taking up noise (a hierarchical model at its posterior mode).
// The posterior of Z_i is Gamma(a + N, rate a + M): empirical Bayes (gamma–Poisson) is the case of x without
// covariates. Sources: Lawless 1987 (negative binomial regression of recurrent events), Kleiner & Rajani 2001 (water
// mains).
#pragma once
#include <cstdint>
#include <span>
#include <vector>

namespace gastwin {

/// Asset versions, one row each, and their failures. Times are decimal years.
struct FailureRecords {
    std::size_t terms = 0;                     ///< columns of `design`
    std::vector<double> design;                ///< x, row by row
    std::vector<double> ln_known = {};         ///< added to x·β: what is not to be estimated; empty: nothing
    std::vector<std::int32_t> age_group;       ///< which κ; from 0, without gaps
    std::vector<std::int32_t> frailty_group;   ///< which α; from 0, without gaps
    std::vector<double> size;                  ///< s > 0, in any unit, e.g. of 100 m
    std::vector<double> installed, start, end; ///< birth; in service from start to before end
    std::vector<std::int32_t> event_row;
    std::vector<double> event_time;
    double from = 0.0, to = 0.0; ///< the time in which every failure was recorded, [from, to)
    double least_age = 0.5;      ///< younger counts as this old

    [[nodiscard]] std::size_t rows() const { return size.size(); }
};

struct NormalPrior {
    double mean, sd;
};

struct FailurePriors {
    std::vector<NormalPrior> beta;          ///< one for each column of the design
    NormalPrior kappa{0.5, 1.0};            ///< failures grow slowly with age
    std::vector<NormalPrior> kappa_of = {}; ///< of each age group; empty: `kappa` for all
    NormalPrior ln_shape{0.0, 1.5};         ///< overdispersion 1/α of 0.05 … 20
    NormalPrior theta{0.5, 0.5};
};

/// A parameter at the posterior mode and its standard deviation (Laplace's approximation).
struct Estimate {
    double value, sd;
};

struct FailureFit {
    std::vector<Estimate> beta, kappa, ln_shape;
    Estimate theta{};
    std::vector<double> covariance; ///< of β, κ, ln α, θ in this order, row by row
    std::vector<double> expected;   ///< M of each row
    std::vector<double> shape;      ///< a of each row
    std::vector<std::int32_t> observed;
    double log_posterior = 0.0;
    int iterations = 0;
    bool converged = false;

    /// Shape and rate of the gamma distribution of Z after what was seen.
    [[nodiscard]] double frailty_shape(std::size_t row) const { return shape[row] + observed[row]; }
    [[nodiscard]] double frailty_rate(std::size_t row) const { return shape[row] + expected[row]; }
    [[nodiscard]] double frailty_mean(std::size_t row) const { return frailty_shape(row) / frailty_rate(row); }
};

/// The posterior mode, by Newton's method with exact derivatives. The same bits for any number of threads.
/// Throws Error("value_out_of_range") for tables of unequal length, sizes, times or priors that are not finite or not
/// positive, groups out of range, and events that fall outside the window or their row's service. Without events the
/// priors decide.
[[nodiscard]] FailureFit fit_failures(const FailureRecords &records, const FailurePriors &priors);

/// Failures expected of each row from `from` to `to`, in service or not, by the posterior mean of Z.
[[nodiscard]] std::vector<double> expected_failures(const FailureRecords &records, const FailureFit &fit, double from,
                                                    double to);

} // namespace gastwin
