// SPDX-License-Identifier: Apache-2.0
// From a release to what it becomes:
//   release ─ ignites at once → jet fire
//           ├ seeps into a building or void → found and aired │ ignites → explosion inside │ disperses
//           └ drifts outdoors → ignites late → flash fire, or a blast where it is congested │ disperses
// The tables are data: pass the utility's own. Most of them come from process plants and transmission mains; most
// deaths by city gas are believed to come by the middle path, whose shares nobody has published: they have no defaults.
#pragma once
#include <array>
#include <cstdint>
#include <limits>
#include <span>

namespace gastwin {

/// Shares of all releases: the two exclude each other.
struct Ignition {
    double immediate = 0.0, delayed = 0.0;

    [[nodiscard]] constexpr double total() const { return immediate + delayed; }
    /// P_del in P = P_imm + (1 − P_imm) P_del.
    [[nodiscard]] constexpr double delayed_if_not_immediate() const {
        return immediate < 1.0 ? delayed / (1.0 - immediate) : 0.0;
    }
    /// Of the releases that ignite.
    [[nodiscard]] constexpr double immediate_share() const { return total() > 0.0 ? immediate / total() : 0.0; }
};

/// A table over the release rate: a row holds below its limit, the last one above all others.
struct IgnitionBand {
    double below_kg_s;
    Ignition ignition;
};

/// Cox, Lees and Ang (1990) for leaks of gas, as in HyRAM+: totals 0.01, 0.07, 0.3.
inline constexpr std::array<IgnitionBand, 3> cox_lees_ang_ignition{
    {{1.0, {0.007, 0.003}}, {50.0, {0.047, 0.023}}, {std::numeric_limits<double>::infinity(), {0.2, 0.1}}}};

/// None for no flow.
[[nodiscard]] Ignition ignition_by_flow(double flow_kg_s, std::span<const IgnitionBand> table = cox_lees_ang_ignition);

enum class BreakSize : std::uint8_t { pinhole, hole, rupture };

/// Total probabilities from transmission pipelines (EGIG, in Muhlbauer 2004), ruptures by diameter.
struct EgigIgnition {
    double pinhole = 0.027, hole = 0.019, rupture_small = 0.099, rupture_large = 0.235;
    double large_from_m = 0.4;
};
[[nodiscard]] double ignition_by_size(BreakSize size, double diameter_m, const EgigIgnition &table = {});

/// Ruptures of transmission mains: P = min(0.81, 0.0555 + 0.0137 p d²), p in bar gauge, d in m (Acton and Baldwin
/// 2008).
[[nodiscard]] double rupture_ignition(double gauge_pressure_pa, double diameter_m);

/// Splits a total in the proportion of another table.
[[nodiscard]] constexpr Ignition split(double total, const Ignition &proportion) {
    const double immediate = total * proportion.immediate_share();
    return {immediate, total - immediate};
}

/// The path into buildings and voids; every value a probability given the step before it.
struct IndoorPath {
    double reaches = 0.0; ///< gas that did not ignite at once gets in and reaches the flammable limit
    double detector = 0.0, odour = 0.0, patrol = 0.0, ventilation = 0.0; ///< each alone ends it in time; independent
    double ignites = 0.0;                                                ///< where nothing ended it
};

/// 1 − Π(1 − p).
[[nodiscard]] double found_in_time(const IndoorPath &path);

/// Shares of all releases; they add up to one.
struct Outcomes {
    double jet_fire = 0.0, flash_fire = 0.0, outdoor_blast = 0.0, indoor_explosion = 0.0;
    double found_in_time = 0.0; ///< indoors, no harm
    double dispersed = 0.0;     ///< never ignited, in or outdoors
};

/// `congested`: share of late outdoor ignitions that accelerate to a blast.
[[nodiscard]] Outcomes event_tree(const Ignition &outdoors, const IndoorPath &indoors, double congested);

} // namespace gastwin
