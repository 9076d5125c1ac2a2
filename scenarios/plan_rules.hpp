// SPDX-License-Identifier: Apache-2.0
// Designs of renewal and rules of a plan, as data (scenarios/schemes/plan.toml, whose comments name the sources).
//
// Benefit of design k in year t: Σ_{y=t}^{e} v^y [ (1 − a_k) r_ageing(y) + (1 − s_k) r_other ], e the last year of its
// life or of the horizon, a_k and s_k the shares of risk that stay. A design without a life is a new pipe: its own
// ageing is taken off as scenarios/plan.hpp says. Validity: a screening of alternatives; shares are per design, not
// per pipe.
#pragma once
#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "models/classes.hpp"
#include "models/network.hpp"
#include "scenarios/works_gas.hpp"
#include "scenarios/works_pressure.hpp"

namespace gastwin {

enum class Design : std::uint8_t { replace, insert, line, protect };

template <> struct Names<Design> {
    static constexpr std::array<Name, 4> names{{{"replace", "replace", "更换"},
                                                {"insert", "insert a new pipe", "穿插更新"},
                                                {"line", "line", "内衬修复"},
                                                {"protect", "protect", "防护整治"}}};
};
inline constexpr std::size_t design_count = Names<Design>::names.size();

struct DesignScheme {
    double cost_share = 1.0, cny_per_asset = 0.0;
    double ageing_left = 0.0, third_party_left = 1.0, life_a = 0.0;
    double crew_days_per_100_m = 0.0, opened_share = 1.0, bore_share = 1.0;
    double roughness_m = 0.0; ///< of what gas then flows along; 0: that of the new pipe's material
    double min_diameter_m = 0.0, max_diameter_m = 3.0;
    std::vector<std::string> materials = {};
    bool buried = true, above_ground = true;
    bool gas_off = true; ///< the pipe is without gas while it is worked on
};

/// Which assets a rule is about: those that match every list that is not empty.
struct AssetChoice {
    std::vector<std::string> ids = {}, streets = {}, districts = {}, materials = {};
};

/// A project that holds such an asset keeps to these years; `must`: the assets are done.
struct WindowRule {
    AssetChoice assets = {};
    std::int32_t earliest = 0, latest = 0; ///< calendar years; 0: open
    std::vector<double> never_in = {};     ///< calendar years without works (road moratorium)
    bool must = false, never = false;
};

/// The street is dug up anyway in a year: part of the set-up is saved then. `fixed`: that year or not at all.
struct JointRule {
    AssetChoice assets = {};
    std::int32_t year = 0;
    double setup_saved_share = 0.5;
    bool fixed = false;
};

struct PrecedenceRule {
    AssetChoice first = {}, then = {};
};

struct FloorRule {
    std::string district;
    double money_share = 0.0, benefit_share = 0.0;
};

/// Metres of street opened a year in a district; without a name, in each of them.
struct OpeningRule {
    std::string district;
    double m_per_year = 0.0;
};

/// A district by its streets or assets. Assets in none: risers by their building, pipes by the nearest building.
struct DistrictRule {
    std::string name;
    std::vector<std::string> streets = {}, ids = {};
};

/// Demand to come over that of today, of customers who match every list that is not empty; rules multiply.
struct GrowthRule {
    std::vector<std::string> districts = {}, kinds = {};
    double factor = 1.0;
};

struct PlanRules {
    std::vector<std::string> offered;
    std::array<DesignScheme, design_count> design;
    bool carry_over = false;
    std::vector<double> budget_by_year_cny, crew_days_per_year;
    double crew_setup_days = 0.0;
    std::vector<WindowRule> window;
    std::vector<JointRule> joint;
    std::vector<PrecedenceRule> precedence;
    std::vector<FloorRule> floor;
    std::vector<OpeningRule> opening;
    std::vector<DistrictRule> district;
    ClosureRules closure;
    PressureRules pressure;
    SizeRules sizes;
    std::vector<GrowthRule> growth;

    [[nodiscard]] bool offers(Design design) const;
};

/// The bundled designs without rules, and their text to be copied and edited.
[[nodiscard]] const PlanRules &default_plan_rules();
[[nodiscard]] std::string_view default_plan_rules_text();

/// The bundled designs with the changes and rules of this TOML text. Throws Error("bad_scheme").
[[nodiscard]] PlanRules read_plan_rules(std::string_view text, const std::string &file = "");

} // namespace gastwin
