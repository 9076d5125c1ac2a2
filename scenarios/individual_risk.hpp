// SPDX-License-Identifier: Apache-2.0
// Individual risk around pipes: the yearly probability that somebody who is always at a place dies of them.
//
//   IR(x) = Σ_pipes f/L ∫ [ P_in(d) + P_fire(d) ] ds        d from the spot on the pipe to x
//   P_in   = lethality_indoor · entry · (1 − d/R)            gas that creeps into buildings, as models/consequence.hpp
//   P_fire = Σ_holes share · ignited · lethality of the heat at d
// f serious incidents per year (models/failure.hpp), R migration reach of the pressure class, entry less above ground.
// Fire: an upright flame in calm air of a hole at the design pressure of the class (models/jet.hpp, thermal.hpp), heat
// for `exposure_s` by one of the laws of models/vulnerability.hpp; low pressure has none, as in the impact radius.
// A rupture burns with full_bore_release(), not with what a street can feed: cautious. No shelter, no flight, no wind.
//
// Caveats. The ranked table weighs fire by the scheme's lethality_fire inside the impact radius, this map by the laws
// of fire: they agree on the indoor path alone. P_in is meant for places in buildings. Risers are left out: they
// endanger their own building, at no distance. Pipes without a place are left out.
#pragma once
#include <array>

#include "models/network.hpp"
#include "models/vulnerability.hpp"
#include "scenarios/line_raster.hpp"
#include "scenarios/risk.hpp"

namespace gastwin {

/// Of serious incidents: share with such a hole, and share of these that ignite.
struct HoleShare {
    double diameter_m = 0.0; ///< at most the bore; infinity: full bore, both ends
    double share = 0.0, ignited = 0.0;
};

struct IndividualRiskOptions {
    double cell_m = 5.0;
    /// Leak, mechanical puncture and rupture of US reportable incidents 2010-21 (PHMSA): 396, 393 and 58 of the 847
    /// with one of these types, ignited 0.64, 0.41 and 0.66. Conditional on being reportable, as serious incidents are.
    /// Diameters of leak and puncture as in schemes/incident.toml (the latter of all machines).
    std::array<HoleShare, 3> hole{{{0.005, 396.0 / 847.0, 0.64},
                                   {0.0508, 393.0 / 847.0, 0.41},
                                   {std::numeric_limits<double>::infinity(), 58.0 / 847.0, 0.66}}};
    double exposure_s = 30.0; ///< until one is out of the heat
    ThermalLaw law = default_thermal_law;
    int threads = 0; ///< 0: as OpenMP decides; results do not depend on it
};

/// Probability of death after a serious incident at this distance in the open, by fire. Beyond the last value it is
/// below 1e-6.
[[nodiscard]] ByDistance death_by_fire(const Gas &gas, double bore_m, double gauge_pressure_pa,
                                       const IndividualRiskOptions &options = {});

/// The same by all paths, for a pipe of this class.
[[nodiscard]] ByDistance death_by_distance(const Gas &gas, const ConsequenceScheme &scheme,
                                           PressureClass pressure_class, double bore_m, bool above_ground,
                                           const IndividualRiskOptions &options = {});

struct IndividualRisk {
    Raster raster; ///< 1/a
    std::int32_t pipes_without_place = 0;
};

/// `risk` of this network. Throws Error("dangling_reference") for a pipe it does not have, Error("value_out_of_range")
/// for options that mean nothing and for too many cells. Precondition: require_sound(network).
[[nodiscard]] IndividualRisk individual_risk(const Network &network, const RiskResults &risk,
                                             const RiskScheme &scheme = default_scheme(),
                                             const IndividualRiskOptions &options = {}, const Progress &progress = {});

} // namespace gastwin
