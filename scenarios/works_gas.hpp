// SPDX-License-Identifier: Apache-2.0
// Gas while works go on (停气施工): what is shut for a project, who is without gas at once, and what that costs.
//
// Ways, of which the cheapest is taken that leaves no more households out at once than the rules allow:
//   valves     all sections that the pipes pass, shut together by their valves;
//   sections   one section after the other;
//   stopped    the pipes stopped off at their own ends (夹扁, 阻气袋, 带压封堵), which spares the rest of a large
//   section; bypass     the same with a temporary line around the works: all beyond keep their gas, those on the pipes
//   are moved
//              over one by one. Possible everywhere, also next to the only station.
// Cost: notice and relighting of every household that loses gas, temporary supply of special places, each further
// section, each stop by bore, the temporary line by bore and length. Rates are data (scenarios/schemes/plan.toml).
// Who is out: households of the sections or stopped pipes, and of what they cut off; a matter of connection alone. The
// pressure of those who stay connected counts where a load is given: who then falls below his limit is out too.
#pragma once
#include <array>
#include <span>
#include <string_view>
#include <vector>

#include "engine/segments.hpp"
#include "scenarios/projects.hpp"

namespace gastwin {

enum class GasWay : std::uint8_t { riser, valves, sections, stopped, bypass };

template <> struct Names<GasWay> {
    static constexpr std::array<Name, 5> names{{{"riser", "the riser is shut", "立管停气"},
                                                {"valves", "valves shut", "关阀停气"},
                                                {"sections", "section after section", "分段关阀停气"},
                                                {"stopped", "stopped off at the works", "带压封堵停气"},
                                                {"bypass", "stopped off with a by-pass", "带压封堵加旁通"}}};
};
inline constexpr std::size_t gas_way_count = Names<GasWay>::names.size();

/// Limits and rates; [closure] of a rules file. The last rate holds beyond the largest diameter.
struct ClosureRules {
    std::int32_t households_at_once = 0;         ///< most, outside the heating season
    std::int32_t heating_households_at_once = 0; ///< in it; works that leave out more are done outside it
    double household_cny = 0.0, special_place_cny = 0.0, section_cny = 0.0;
    std::vector<double> up_to_diameter_m, stop_cny, bypass_cny_per_m;
};

/// What one way means for a project.
struct WorksClosure {
    bool possible = false;
    std::int32_t customers = 0, households = 0, special = 0; ///< without gas, or short of it, at once
    std::int32_t customers_low = 0, households_low = 0;      ///< of these, connected with too little pressure
    std::int32_t households_in_all = 0;                      ///< over all stages
    std::int32_t pieces = 0;                                 ///< sections shut, or places stopped off
    double cost_cny = 0.0;
};

struct WorksGas {
    GasWay way = GasWay::valves;
    std::array<WorksClosure, gas_way_count> by_way{};

    [[nodiscard]] const WorksClosure &chosen() const { return by_way[static_cast<std::size_t>(way)]; }
    [[nodiscard]] const WorksClosure &of(GasWay other) const { return by_way[static_cast<std::size_t>(other)]; }
};

/// Supplied segments without supply while those of `section` (supplied ones) are shut, these included, ascending.
/// Nothing outside the subtree of their nearest common dominator loses its supply, so no more is searched.
class SectionShutter {
  public:
    SectionShutter(const Segments &segments, const DominatorTree &tree);
    [[nodiscard]] std::vector<std::int32_t> dead(std::span<const std::int32_t> section);

  private:
    const Segments *segments_;
    const DominatorTree *tree_;
    std::vector<Flag> shut_, reached_; ///< all 0 between calls
};

/// The network with a virtual valve at each end of a project's pipe where something else joins it, and its segments.
/// Rows of virtual valves follow the true ones.
[[nodiscard]] Network with_stops(const Network &network, std::span<const Candidate> candidates,
                                 const ProjectGroups &groups);

/// What customers draw, and the gauge pressure each needs (missing: none); those below it today do not count. Where
/// demands cannot be met today they are taken as what is served.
struct WorksLoad {
    std::vector<double> demand_kg_s, least_pa;
};

/// One for each project. Precondition: require_sound(network). O(network), and for each project what hangs behind the
/// nearest place that all its pipes hang on; with a load, a solve of the zone for each way that may be the cheapest.
/// The same for any number of threads.
[[nodiscard]] std::vector<WorksGas> gas_while_working(const Network &network, std::span<const Candidate> candidates,
                                                      const ProjectGroups &groups, const ClosureRules &rules,
                                                      const WorksLoad *load = nullptr);

} // namespace gastwin
