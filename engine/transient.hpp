// SPDX-License-Identifier: Apache-2.0
// Unsteady flow: line-pack, closures, failures and ruptures over minutes to days.
//
// Implicit finite volumes on the network's own graph (engine/cell_problem.hpp: equations; engine/cells.hpp: volumes).
// Isothermal, no kinetic term; without `inertia` friction alone resists the flow, which is exact for slow changes and
// wrong by some per cent within the seconds a pressure wave takes (measured:
// tests/engine/transient_reference_test.cpp). A part of the network without source needs no special care: its gas runs
// out, and its demand ends with it.
//
// Zones and regulators: a regulator that holds its set point makes the zone below independent of the pressure above
// (∂q/∂p_u = 0), and hands its flow up as a demand. So zones are solved one by one, lowest first, and this is Newton's
// method on the whole, block triangular, not an approximation. A regulator that stands wide open, or a compressor that
// works below its capacity, joins its zones into one block. Modes are found by an active-set search within each stage:
// close what would pass gas back, open what is starved or below its set point, limit what exceeds its capacity, until
// nothing changes.
#pragma once
#include "engine/events.hpp"
#include "engine/outflow.hpp"
#include "engine/time_series.hpp"
#include "models/friction.hpp"
#include "models/progress.hpp"

namespace gastwin {

enum class TimeScheme : std::uint8_t {
    backward_euler, ///< first order, never overshoots
    sdirk2          ///< second order, L-stable (engine/transient_step.hpp)
};

/// Rows of the tables to be recorded at each output time; std::nullopt stands for all.
struct Recorded {
    std::optional<std::vector<std::int32_t>> node, pipe = std::vector<std::int32_t>{}, regulator,
                                                   customer = std::vector<std::int32_t>{};
};

/// A leak through soil at a node, there from the start on.
struct BuriedLeak {
    NodeIdx node;
    BuriedHole hole;
};

struct TransientOptions {
    FrictionLaw friction = FrictionLaw::colebrook;
    double local_loss_share = 0.0; ///< as in SolveOptions (engine/steady.hpp)
    double from_s = 0.0, to_s = 86400.0, output_step_s = 3600.0;
    TimeScheme scheme = TimeScheme::sdirk2;
    bool adaptive = true; ///< false: every step is max_step_s, shorter only to meet events and output times
    double max_step_s = 3600.0, min_step_s = 1e-3;
    /// Largest estimated error of one step, as a share of the gauge pressure (of at least 1 kPa).
    double tolerance = 1e-3;
    double longest_cell_m = 500.0;
    bool inertia = false;
    /// Demand ends at this gauge pressure, and is fully served from `cut_off_band_pa` above it.
    double cut_off_gauge_pressure_pa = 0.0, cut_off_band_pa = 100.0;
    /// A customer below this makes the outcome `service_infeasible`.
    double required_gauge_pressure_pa = 0.0;
    double newton_tolerance = 1e-10;
    int max_iterations = 50; ///< Newton iterations per block and stage
    HourlyFactors factors = {};
    /// Slam-shut, excess-flow and self-closing valves shut by themselves (engine/transient_protection.hpp); reported in
    /// TimeSeries::trip. Off: they shut when events say so.
    bool protection = false;
    ProtectionOptions limits = {};
    std::vector<Profile> source_profile = {}; ///< absolute pressures that replace the sources'
    std::vector<Profile> demand_profile = {}; ///< factors of customers' demands, besides the hourly ones
    /// Absolute pressure of each node at the start; empty: the steady state of the demands at from_s, and the
    /// atmosphere's pressure in parts that have no supply then.
    std::vector<double> start_pressure_pa = {};
    std::vector<BuriedLeak> buried = {}; ///< counted with what leaks through holes
    Recorded record = {};
};

/// Simulates from `from_s` to `to_s` for demands (one entry per customer row; negative entries inject) times their
/// hourly factors. Events before from_s are taken as having happened.
///
/// Guarantees: pressures stay above absolute zero; mass balances in each step to round-off (`closure`); numeric trouble
/// is a Status. The same bits for any number of threads. Reversing a pipe changes nothing but its sign.
/// Open valves have no resistance; one that opens lets the gas on both sides mix at once. Regulators, check valves and
/// compressors obey engine/feeds.hpp. Relief valves (engine/relief.hpp) act. With `protection` devices beyond a limit
/// shut when they have been for their response time, and stay shut until regulator_restore, valve_open or
/// customer_reset; when they came to be beyond it is known to a tenth of that time, or with steps that are not adaptive
/// to a step. What a shut customer asks for is no demand.
///
/// Throws Error for broken preconditions: as solve_steady(), and "value_out_of_range", "dangling_reference" for options
/// and events; and "interrupted".
[[nodiscard]] TimeSeries simulate(const Network &network, std::span<const double> customer_demand_kg_s,
                                  const TransientOptions &options = {}, std::span<const Event> events = {},
                                  const Progress &progress = {});

} // namespace gastwin
