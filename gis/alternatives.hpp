// SPDX-License-Identifier: Apache-2.0
// What a value that was filled in may be instead, as probabilities.
//
// The stated confidence c is the probability that the truth is like the value in use, v (Attribute::same). Among like
// and unlike values apart, a value T has the weight w(T):
//     f(T) = n(T) / Σ n                                     its share in the survey
//     g(T) = (n_kin(T) + κ f(T)) / (Σ n_kin + κ)            in role and tier; for materials, as the size is written
//     q(T) = (m(v → T) + κ g(T)) / (Σ m(v → ·) + κ)         how often the rule said v where T was true
//     w(T) = (m_case(v → T) + κ q(T)) / (Σ m_case(v → ·) + κ)   the same of this kin on this evidence
//     P(T) = c w(T) / Σ w(like)  or  (1 − c) w(T) / Σ w(unlike)
// with κ = 10 and m counted on the known values, each guessed as if it were missing; for years the difference T − v
// stands for the pair. Shrinkage by Dirichlet priors of fixed strength: Gelman et al., Bayesian Data Analysis, 3rd ed.,
// chapter 5. Valid for gaps that came about by chance: values missing for a reason are likelier to be odd ones.
//
// Values shown are values found: single materials; nominal sizes, one for all inner diameters within 6 % of its least,
// by the commonest of them; years in spans of about four, each by its median. The value in use stands for its class.
// At most 12 values a cell, fewer where an attribute had more than a million rows in all but never fewer than 4; what
// has less than 0.5 % is left out and the others scaled up.
//
// Guarantees: per cell the probabilities sum to 1 and are positive, the value in use is among them, and what is like it
// sums to c. Where a material or year is still missing, because the survey knows some but none of this role and tier,
// the probabilities are g. No rows: pipes that carry no gas; cells of which the survey shows nothing unlike. Memory
// about 200 bytes a row. Results do not depend on the number of threads.
#pragma once
#include "gis/donors.hpp"
#include "models/candidate.hpp"

namespace gastwin {

/// The values that the survey knows of an attribute, in classes, ascending.
class KnownValues {
  public:
    KnownValues(const Pipes &pipe, const Attribute &attribute);

    [[nodiscard]] std::size_t size() const { return shown_.size(); }
    [[nodiscard]] double shown(std::size_t k) const { return shown_[k]; }
    /// Class of a value; none when it is not like any that was found.
    [[nodiscard]] std::optional<std::size_t> class_of(double number) const;
    /// g at the top; f for kin without known values.
    [[nodiscard]] const std::vector<double> &shares(Group kin) const;
    /// How often a pipe of this kin has a value like this one; less where few of them are known.
    [[nodiscard]] double share_like(const Attribute &attribute, Group kin, double guess) const;

  private:
    struct Peers {
        std::vector<double> shares; ///< counts until all are counted
        double known = 0.0;
    };
    void count(Group kin, std::size_t k);
    [[nodiscard]] const Peers *peers(Group kin) const;

    std::vector<double> lowest_, highest_, shown_, shares_;
    std::map<Group, Peers> groups_;
};

/// A cell that was filled in.
struct Filled {
    std::size_t row;
    Evidence evidence;
    double confidence;
};

/// Rows for cells that one rule has filled in; the trials are those of this rule. A cell still without a value gets the
/// shares of its group.
void add_candidates(Candidates &candidates, const Pipes &pipe, const Attribute &attribute, const KnownValues &values,
                    std::span<const Trial> trials, std::span<const Filled> cells);

} // namespace gastwin
