// SPDX-License-Identifier: Apache-2.0
// The equations of the whole network when demands follow the pressure, and one step of Newton's method on them. What
// they are and why they have one solution: engine/elastic.hpp.
#pragma once
#include <span>
#include <vector>

#include "engine/feed_equation.hpp"
#include "engine/relief.hpp"
#include "engine/unsymmetric.hpp"

namespace gastwin {

/// The share of loss, leak and blending in the laws that does not count any more.
inline constexpr double least_epsilon = 1e-12;

/// What one customer draws or, with a negative demand, injects; or what a relief valve blows off.
struct Sink {
    std::int32_t customer, vertex, junction; ///< customer −1: a relief valve
    double demand_kg_s;                      ///< of a relief valve its capacity
    ServicePressure service;                 ///< absolute; of a relief valve from where to where it opens
    double limit_pa = 0.0;                   ///< twice the highest pressure given in its zone
    bool is_given = false;                   ///< draws its demand whatever the pressure
    bool is_limited = false;                 ///< an injection that ends there, because no source could take it
    std::int32_t regulator = -1;
    ReliefValve relief = {}; ///< of that regulator
};

/// A feed, or a source that can give only so much: gas enters `down` from `up`, or from a given pressure where up = −1.
struct Port {
    std::int32_t feed = -1, source = -1;
    std::int32_t up = -1, down = -1; ///< junctions of the network
    std::int32_t up_vertex = -1, down_vertex = -1;
    double given_pa = 0.0, capacity_kg_s = 0.0; ///< of sources
    double flow_unit_kg_s = 0.0;
    bool shut = false; ///< its outlet is held by a source
};

struct ElasticPipe {
    std::int32_t from, to, zone; ///< junctions of the network
    const PipeElement *law;
};

struct ElasticState {
    std::vector<double> deviation_pa2; ///< of each junction of the network, from its zone's level_pa2
    std::vector<double> pipe_kg_s, port_kg_s;
};

/// Everything the equations say at one state.
struct ElasticBalance {
    std::vector<double> mass, mass_slope, noise; ///< by junction: Σ out − Σ in + d(ψ); Σ d'; what round-off in ψ moves
    std::vector<double> drop, energy, energy_noise, weight; ///< by pipe
    std::vector<FeedEquation> port;
    std::vector<double> supplied_kg_s; ///< by sink
};

class ElasticSystem {
  public:
    /// All supplied zones of loaded tiers. Demands follow the pressure in the zones marked in `elastic`.
    ElasticSystem(const Tiers &tiers, std::span<const double> customer_demand_kg_s, const SolveOptions &options,
                  std::span<const Flag> elastic);

    std::vector<Sink> sink;
    std::vector<Port> port;
    std::vector<ElasticPipe> pipe;
    std::vector<std::int32_t> row;  ///< of each junction among the unknowns; −1: held by a source, or no gas
    std::vector<double> flow_scale; ///< by zone: what may have to pass through it

    [[nodiscard]] std::size_t unknowns() const { return unknowns_; }
    [[nodiscard]] double pressure_pa(const ElasticState &state, std::int32_t vertex) const;
    [[nodiscard]] std::int32_t zone_of(std::int32_t junction) const;

    /// Potentials of the tiers as they are, none below the atmosphere's, and the flows that belong to them.
    [[nodiscard]] ElasticState start() const;

    /// Every zone at its highest given pressure, without flow.
    [[nodiscard]] ElasticState rest() const;

    /// Keeps potentials of an iterate finite: within a range far wider than that of the answer.
    void confine(ElasticState &state) const;

    /// `chord`, 0…1: share of the slope towards the other end of its range that a customer beyond one end counts with
    /// at least. Newton's step then does not fly off where nobody's draw depends on the pressure.
    void measure(const ElasticState &state, double epsilon, double chord, ElasticBalance &balance) const;

    /// Newton's step in deviation and flows; false when the matrix is singular or the step not finite.
    [[nodiscard]] bool step(const ElasticState &state, const ElasticBalance &balance, UnsymmetricMatrix &solver,
                            ElasticState &move) const;

  private:
    void list_sinks(std::span<const double> demand_kg_s, const SolveOptions &options, std::span<const Flag> elastic);
    void list_relief_valves();
    void list_sources();
    void list_feeds(std::span<const double> reach_kg_s);
    void number_unknowns();
    void set_given(ElasticState &state) const;
    void measure_pipes(const ElasticState &state, ElasticBalance &balance) const;
    [[nodiscard]] double pressure_slope(const ElasticState &state, std::int32_t vertex) const;
    [[nodiscard]] FeedEquation port_equation(const Port &port, const ElasticState &state, double flow_kg_s,
                                             double epsilon) const;
    [[nodiscard]] Outflow outflow(const Sink &sink, double pressure_pa, double epsilon) const;
    [[nodiscard]] std::vector<MatrixEntry> matrix(const ElasticState &state, const ElasticBalance &balance) const;

    const Tiers &tiers_;
    std::size_t unknowns_ = 0;
    double lowest_pa_ = 1e4; ///< no answer comes near it
};

} // namespace gastwin
