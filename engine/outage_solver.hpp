// SPDX-License-Identifier: Apache-2.0
// The network with one segment shut, or several of one zone, by solving again only the zones that feel it.
//
// What is shut, s (a segment, or several), lies in one zone Z. What it cuts off, D, is a part of Z and whole zones:
// open valves join both ways, so nothing of D touches what stays supplied, R, but through s, or by regulators that lead
// into R. Z loses the edges that pass s, the customers in s and D, and the feeds that begin or end there; dead
// junctions hang on by one edge without flow. Other zones lose feeds. From these zones the change runs on by the passes
// of engine/feeds.hpp: upwards through the flows that feeds ask for, downwards through starved inlets.
//
// Zones of which less is asked stay as they are: no pressure falls there (less demand lowers none), and while the feeds
// below them control, their rise reaches nobody. So the pressures given are exact in the zones given, and pressures of
// all others do not fall. Where a rise does reach a zone that is solved, or falls and rises meet, all changed zones are
// solved.
//
// Not local, hence refused: a source in s; open valves without a pipe that s parts from each other (they are one
// junction); feeds within Z, or a regulator that its pipes bypass; a zone fed by several of which one is starved; zones
// whose feeds cannot carry what is asked, whose lowest pressure is not physical, where a relief valve opens or a source
// gives more than it can.
// Equal to a solve of the network with valves and regulators shut to the tolerance; with a compressibility that depends
// on the pressure, up to the change of κ (engine/zone_problem.hpp) where the highest set point of a zone is shut off.
#pragma once
#include <functional>
#include <utility>

#include "engine/outage_map.hpp"

namespace gastwin {

/// What solve_tiers() says of demands as they stand.
enum class FixedDemands : std::uint8_t {
    met,
    not_met, ///< no physical pressures exist for them, or regulators cannot carry them
    not_told ///< no balance found, gas injected in vain, a relief valve opens, a source gives more than it can
};
[[nodiscard]] FixedDemands judge_fixed_demands(const Tiers &tiers);

/// Keeps the sound network solved: after every call all is bit for bit as before, so that answers depend neither on
/// what was asked before nor on the thread.
class OutageSolver {
  public:
    /// `sound` is solved, its demands are met and no zone has a drain; the rest belongs to it and must outlive the
    /// solver.
    OutageSolver(Tiers sound, const Segments &segments, const DominatorTree &tree, const OutageMap &map,
                 std::span<const double> customer_demand_kg_s);

    /// Called with the zones solved or moved; pressures of what stays supplied there are tiers.pressure_pa().
    using Read = std::function<void(const Tiers &tiers, std::span<const std::int32_t> zones)>;
    /// Shuts a supplied segment; false, and nothing read, where that is not local.
    [[nodiscard]] bool shut(std::int32_t segment, const Read &read);
    /// Shuts several; not local either where they lie in several zones. `dead`: these supplied segments and the others
    /// without supply while they are shut.
    [[nodiscard]] bool shut(std::span<const std::int32_t> section, std::span<const std::int32_t> dead,
                            const Read &read);

  private:
    enum class Found { answer, too_little, nothing };

    [[nodiscard]] bool is_local() const;
    [[nodiscard]] bool keeps_its_junctions(std::int32_t segment) const;
    [[nodiscard]] bool is_dead(std::int32_t vertex) const {
        const std::int32_t segment = map_->vertex_segment[static_cast<std::size_t>(vertex)];
        return segment >= 0 && dead_[static_cast<std::size_t>(segment)];
    }
    [[nodiscard]] bool is_dead_zone(std::int32_t zone) const;
    void shut_feeds();
    [[nodiscard]] Found find(bool all_changes);
    [[nodiscard]] Found solve_upwards(bool all_changes);
    [[nodiscard]] Found set_downwards();
    [[nodiscard]] bool set_one(std::int32_t zone);
    [[nodiscard]] bool is_met() const;
    void renew(std::int32_t zone);
    void cut();
    [[nodiscard]] bool parts_are_fed() const;
    void ask_above(std::int32_t zone);
    void restore();

    Tiers tiers_;
    const Segments *segments_;
    const DominatorTree *tree_;
    const OutageMap *map_;
    std::vector<double> demand_kg_s_;
    std::vector<Feed> sound_feed_;
    std::vector<double> sound_level_pa2_;

    std::span<const std::int32_t> section_, dead_segments_; ///< of the call going on
    std::int32_t zone_ = -1;                                ///< of the section
    bool zone_dies_ = false;
    std::vector<Flag> dead_;                          ///< by segment
    std::vector<Flag> must_, asked_less_;             ///< by zone
    std::vector<Flag> shut_feed_;                     ///< by feed
    std::vector<std::pair<std::int32_t, Tier>> kept_; ///< zones taken out
    std::vector<std::int32_t> moved_;                 ///< zones
    bool falls_apart_ = false;                        ///< zone_ does, into parts that stay supplied
    std::vector<Flag> lives_;                         ///< by part: it stays supplied
    std::vector<std::int32_t> part_;                  ///< of each junction of zone_
};

} // namespace gastwin
