// SPDX-License-Identifier: Apache-2.0
#include "gis/pressure_tiers.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "gis/row_lists.hpp"

namespace gastwin {
namespace {

constexpr double outweighs = 3.0;
constexpr std::size_t most_slips = 8; ///< lines; more of one class together are no slip of the pen
constexpr double anchor_weight = 5.0, riser_weight = 1.0;

int tier_of(const Draft &draft, std::int32_t line) {
    return pressure_tier(draft.survey.line.pressure_class[static_cast<std::size_t>(line)]);
}

const std::vector<std::string> *reference_texts(const References &references, std::string_view column) {
    const auto found = references.find(column);
    return found == references.end() ? nullptr : &found->second;
}

std::int32_t node_of(const Draft &draft, const std::vector<std::string> *texts, std::size_t row) {
    if (!texts) return -1;
    const auto found = draft.node_of_point.find((*texts)[row]);
    return found == draft.node_of_point.end() ? -1 : found->second;
}

/// Points at which a change of class is expected: regulators, by register or as drawn.
std::vector<Flag> regulator_nodes(const Draft &draft) {
    std::vector<Flag> here(draft.node.size(), 0);
    for (std::size_t v = 0; v < draft.node.size(); ++v)
        if (const std::int32_t p = draft.node[v].point; p >= 0)
            here[v] = draft.survey.point.appurtenance[static_cast<std::size_t>(p)].find("调压") != std::string::npos;
    const References &refs = draft.survey.regulator.references;
    const auto *from = reference_texts(refs, "from_node"), *to = reference_texts(refs, "to_node");
    for (std::size_t r = 0; r < row_count(draft.survey.regulator.rows); ++r) {
        const std::int32_t a = node_of(draft, from, r), b = node_of(draft, to, r);
        if (a >= 0 && (a == b || b < 0)) here[static_cast<std::size_t>(a)] = 1;
    }
    return here;
}

/// Lines that certainly meet: one group per node.
RowLists meeting_lines(const Draft &draft, std::span<const Join> joins) {
    DisjointSets same(draft.node.size());
    for (const Join &join : joins)
        if (join.certain && join.other_node >= 0) same.unite(join.node, join.other_node);
    const auto group_of = [&](std::int32_t v) { return static_cast<std::size_t>(same.find(v)); };
    std::vector<Flag> apart(draft.node.size(), 0); // a regulator stands between the lines
    const std::vector<Flag> regulator = regulator_nodes(draft);
    for (std::size_t v = 0; v < apart.size(); ++v)
        if (regulator[v]) apart[group_of(static_cast<std::int32_t>(v))] = 1;
    return {draft.node.size(), [&](auto &&add) {
                const auto meets = [&](std::int32_t v, std::int32_t line) {
                    if (const std::size_t group = group_of(v); !apart[group]) add(group, line);
                };
                for (std::size_t i = 0; i < draft.lines(); ++i)
                    for (const std::int32_t v : draft.end_node[i])
                        if (draft.kept[i]) meets(v, static_cast<std::int32_t>(i));
                for (const Join &join : joins)
                    if (join.certain && join.line >= 0) meets(join.node, join.line);
            }};
}

class Blocks {
  public:
    Blocks(Draft &draft, const RowLists &groups) : draft_{draft}, sets_{draft.lines()}, weight_(draft.lines(), 0.0) {
        for (std::size_t i = 0; i < draft.lines(); ++i) weight_[i] = draft.kept[i] ? 1.0 : 0.0;
        add_anchors();
        for (std::size_t g = 0; g < groups.size(); ++g) link(groups[g]);
        std::set<std::int32_t> contested;
        for (const auto &[line, others] : neighbours_) contested.insert(sets_.find(line));
        for (std::size_t i = 0; i < draft.lines(); ++i)
            if (const std::int32_t block = sets_.find(static_cast<std::int32_t>(i)); contested.contains(block))
                members_[block].push_back(static_cast<std::int32_t>(i));
    }

    /// Lightest block first; a block that gives way joins its neighbour, which may tip the scales for the next.
    void settle() {
        std::set<std::pair<double, std::int32_t>> queue; // blocks that touch another tier
        for (const auto &[line, others] : neighbours_) queue.insert({weight(line), sets_.find(line)});
        while (!queue.empty()) {
            const auto [w, block] = *queue.begin();
            queue.erase(queue.begin());
            if (sets_.find(block) != block || weight(block) != w) continue;
            if (members_[block].size() > most_slips) continue;
            const std::int32_t strongest = strongest_neighbour(block);
            if (strongest < 0 || weight(strongest) < outweighs * w) continue;
            give_way(block, strongest);
            queue.insert({weight(block), sets_.find(block)});
        }
    }

  private:
    [[nodiscard]] double weight(std::int32_t line) { return weight_[static_cast<std::size_t>(sets_.find(line))]; }

    /// Lines of one tier become one block; the first of each tier stands for it among the neighbours of the others.
    void link(std::span<const std::int32_t> group) {
        std::array<std::int32_t, 5> first{-1, -1, -1, -1, -1};
        for (const std::int32_t line : group)
            if (const auto t = static_cast<std::size_t>(tier_of(draft_, line)); t != 0) {
                if (first[t] >= 0) unite(first[t], line);
                else first[t] = line;
            }
        for (const std::int32_t line : group)
            for (std::size_t t = 1; t < first.size(); ++t)
                if (first[t] >= 0 && tier_of(draft_, line) != 0 && static_cast<int>(t) != tier_of(draft_, line)) {
                    neighbours_[line].insert(first[t]);
                    neighbours_[first[t]].insert(line);
                }
    }

    void unite(std::int32_t a, std::int32_t b) {
        const std::int32_t ra = sets_.find(a), rb = sets_.find(b);
        if (ra == rb) return;
        const double sum = weight(ra) + weight(rb);
        sets_.unite(ra, rb);
        weight_[static_cast<std::size_t>(sets_.find(ra))] = sum;
    }

    void anchor(std::int32_t node, double bonus, auto &&confirms) {
        if (node < 0) return;
        for (const std::int32_t end : ends_[static_cast<std::size_t>(node)])
            if (confirms(tier_of(draft_, end / 2))) weight_[static_cast<std::size_t>(end / 2)] += bonus;
    }

    void add_anchors() {
        ends_ = ends_at_nodes(draft_);
        const auto &regulator = draft_.survey.regulator;
        const auto *from = reference_texts(regulator.references, "from_node");
        const auto *to = reference_texts(regulator.references, "to_node");
        for (std::size_t r = 0; r < row_count(regulator.rows); ++r) {
            const int outlet = pressure_tier(class_of_gauge_pressure(regulator.rows.set_gauge_pressure_pa[r]));
            if (outlet == 0) continue;
            anchor(node_of(draft_, from, r), anchor_weight, [&](int tier) { return tier > outlet; });
            anchor(node_of(draft_, to, r), anchor_weight, [&](int tier) { return tier == outlet; });
        }
        const auto &source = draft_.survey.source;
        const auto *at = reference_texts(source.references, "node");
        for (std::size_t s = 0; s < row_count(source.rows); ++s) {
            const int held = pressure_tier(class_of_gauge_pressure(source.rows.gauge_pressure_pa[s]));
            anchor(node_of(draft_, at, s), anchor_weight, [&](int tier) { return tier == held; });
        }
        const auto &riser = draft_.survey.riser;
        const auto *foot = reference_texts(riser.references, "node");
        for (std::size_t r = 0; r < row_count(riser.rows); ++r)
            anchor(node_of(draft_, foot, r), riser_weight, [](int tier) { return tier == 1; });
    }

    std::int32_t strongest_neighbour(std::int32_t block) {
        std::int32_t best = -1;
        for (const std::int32_t line : members_[block]) {
            const auto found = neighbours_.find(line);
            if (found == neighbours_.end()) continue;
            for (const std::int32_t other : found->second)
                if (sets_.find(other) != block && tier_of(draft_, other) != tier_of(draft_, block))
                    if (best < 0 || weight(other) > weight(best) || (weight(other) == weight(best) && other < best))
                        best = other;
        }
        return best;
    }

    /// Every line of the block takes the class of the neighbour it gave way to.
    void give_way(std::int32_t block, std::int32_t neighbour) {
        SurveyLines &line = draft_.survey.line;
        const PressureClass before = line.pressure_class[static_cast<std::size_t>(block)];
        const PressureClass after = line.pressure_class[static_cast<std::size_t>(neighbour)];
        const double confidence = 1.0 - weight(block) / (weight(block) + weight(neighbour));
        std::vector<std::int32_t> moved = std::move(members_[block]);
        members_.erase(block);
        for (const std::int32_t i : moved) {
            const auto row = static_cast<std::size_t>(i);
            const std::string was(code_of(line.pressure_class[row]));
            line.pressure_class[row] = after;
            mend_line(draft_, row,
                      {.kind = "wrong_pressure_class",
                       .column = "pressure_class",
                       .value = was,
                       .detail = "connected to " + line.id[static_cast<std::size_t>(neighbour)],
                       .before = was,
                       .after = std::string(code_of(after)),
                       .confidence = confidence});
            add_provenance(draft_.survey.provenance, {.table_name = "pipe",
                                                      .object_id = line.id[row],
                                                      .column = "pressure_class",
                                                      .raw = was,
                                                      .value = std::string(code_of(after)),
                                                      .origin = Origin::inferred,
                                                      .method = "class of the connected pipes",
                                                      .confidence = confidence,
                                                      .source = line.source[row],
                                                      .source_row = line.source_row[row]});
        }
        if (pressure_tier(before) == pressure_tier(after)) return;
        absorb(moved, neighbour);
    }

    /// The block is now of its neighbour's tier: it joins every such block it touches.
    void absorb(const std::vector<std::int32_t> &moved, std::int32_t neighbour) {
        std::vector<std::int32_t> touching{neighbour};
        for (const std::int32_t i : moved)
            if (const auto found = neighbours_.find(i); found != neighbours_.end())
                for (const std::int32_t other : found->second)
                    if (tier_of(draft_, other) == tier_of(draft_, neighbour)) touching.push_back(other);
        std::vector<std::int32_t> all = moved;
        for (const std::int32_t other : touching) {
            const std::int32_t root = sets_.find(other);
            if (const auto found = members_.find(root); found != members_.end()) {
                if (found->second.size() > all.size()) std::swap(found->second, all); // append the shorter list
                all.insert(all.end(), found->second.begin(), found->second.end());
                members_.erase(found);
            }
            unite(moved.front(), root);
        }
        members_[sets_.find(neighbour)] = std::move(all);
    }

    Draft &draft_;
    NodeEnds ends_;
    DisjointSets sets_;
    std::vector<double> weight_;
    std::map<std::int32_t, std::set<std::int32_t>> neighbours_; ///< lines that meet a line of another tier
    std::map<std::int32_t, std::vector<std::int32_t>> members_; ///< lines of the blocks that meet another tier
};

/// Missing classes, outward from the known ones.
void fill_missing_classes(Draft &draft, const RowLists &groups) {
    SurveyLines &line = draft.survey.line;
    if (std::find(line.pressure_class.begin(), line.pressure_class.end(), PressureClass::unknown) ==
        line.pressure_class.end())
        return;
    const RowLists groups_of(draft.lines(), [&](auto &&add) {
        for (std::size_t g = 0; g < groups.size(); ++g)
            for (const std::int32_t i : groups[g]) add(static_cast<std::size_t>(i), static_cast<std::int32_t>(g));
    });
    std::vector<std::int32_t> front;
    for (std::size_t i = 0; i < draft.lines(); ++i)
        if (draft.kept[i] && tier_of(draft, static_cast<std::int32_t>(i)) != 0)
            front.push_back(static_cast<std::int32_t>(i));
    std::vector<Flag> spread(groups.size(), 0);
    for (std::size_t next = 0; next < front.size(); ++next) {
        const auto known = static_cast<std::size_t>(front[next]);
        for (const std::int32_t g : groups_of[known]) {
            if (std::exchange(spread[static_cast<std::size_t>(g)], Flag{1})) continue;
            for (const std::int32_t i : groups[static_cast<std::size_t>(g)]) {
                const auto row = static_cast<std::size_t>(i);
                if (line.pressure_class[row] != PressureClass::unknown) continue;
                line.pressure_class[row] = line.pressure_class[known];
                front.push_back(i);
                report_line(draft, row,
                            {.kind = "missing_pressure_class",
                             .column = "pressure_class",
                             .detail = "taken from " + line.id[known]});
                add_provenance(draft.survey.provenance, {.table_name = "pipe",
                                                         .object_id = line.id[row],
                                                         .column = "pressure_class",
                                                         .value = std::string(code_of(line.pressure_class[row])),
                                                         .origin = Origin::imputed,
                                                         .method = "class of the connected pipes",
                                                         .confidence = 0.8,
                                                         .source = line.source[row],
                                                         .source_row = line.source_row[row]});
            }
        }
    }
}

/// The one known tier among these ends; 0: none is known; -1: there are several.
int common_tier(const Draft &draft, std::span<const std::int32_t> ends) {
    int common = 0;
    for (const std::int32_t end : ends) {
        const int tier = tier_of(draft, end / 2);
        if (tier == 0 || tier == common) continue;
        if (common != 0) return -1;
        common = tier;
    }
    return common;
}

} // namespace

void settle_pressure_classes(Draft &draft, std::span<const Join> joins) {
    const RowLists groups = meeting_lines(draft, joins);
    Blocks(draft, groups).settle();
    fill_missing_classes(draft, groups);
}

void part_tiers_at_nodes(Draft &draft) {
    const NodeEnds ends = ends_at_nodes(draft);
    const std::vector<Flag> regulator = regulator_nodes(draft);
    const std::size_t nodes = draft.node.size();
    for (std::size_t v = 0; v < nodes; ++v) {
        if (const int tier = common_tier(draft, ends[v]); tier >= 0) {
            if (tier > 0) draft.node[v].tier = tier;
            continue;
        }
        std::array<std::vector<std::int32_t>, 5> by_tier;
        for (const std::int32_t end : ends[v])
            by_tier[static_cast<std::size_t>(tier_of(draft, end / 2))].push_back(end);
        // The tier of most lines keeps the node, the lower one on a tie; lines of unknown class stay with it.
        const auto most = std::max_element(by_tier.begin() + 1, by_tier.end(),
                                           [](const auto &a, const auto &b) { return a.size() < b.size(); });
        if (!most->empty()) draft.node[v].tier = static_cast<int>(most - by_tier.begin());
        for (auto tier = by_tier.begin() + 1; tier != by_tier.end(); ++tier) {
            if (tier == most || tier->empty()) continue;
            DraftNode copy = draft.node[v];
            copy.tier = static_cast<int>(tier - by_tier.begin());
            copy.id += '~' + std::to_string(copy.tier);
            const auto fresh = static_cast<std::int32_t>(draft.node.size());
            draft.node.push_back(copy);
            draft.copies[static_cast<std::int32_t>(v)].push_back(fresh);
            for (const std::int32_t end : *tier) {
                draft.end_node[static_cast<std::size_t>(end) / 2][static_cast<std::size_t>(end) % 2] = fresh;
                if (!regulator[v])
                    report_line(draft, static_cast<std::size_t>(end) / 2,
                                {.kind = "class_change_without_regulator",
                                 .column = end % 2 == 0 ? "from_point" : "to_point",
                                 .value = draft.node[v].id,
                                 .at = copy.at});
            }
        }
    }
}

std::int32_t node_of_tier(const Draft &draft, const std::string &point_id, bool highest) {
    const auto found = draft.node_of_point.find(point_id);
    if (found == draft.node_of_point.end()) return -1;
    std::int32_t best = found->second;
    const auto tier = [&](std::int32_t v) { return draft.node[static_cast<std::size_t>(v)].tier; };
    if (const auto copies = draft.copies.find(best); copies != draft.copies.end())
        for (const std::int32_t copy : copies->second)
            if ((tier(copy) > tier(best)) == highest) best = copy;
    return best;
}

} // namespace gastwin
