// SPDX-License-Identifier: Apache-2.0
#include "gis/noding.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <tuple>

#include "gis/course.hpp"
#include "gis/reserve_rows.hpp"

namespace gastwin {
namespace {

/// Lines that should meet at a point of this feature; 0: nothing said.
int expected_lines(const Draft &draft, const DraftNode &node) {
    if (node.point < 0) return 0;
    const std::string &feature = draft.survey.point.feature[static_cast<std::size_t>(node.point)];
    if (feature.find("四通") != std::string::npos) return 4;
    return feature.find("三通") != std::string::npos ? 3 : 0;
}

class JoinFinder {
  public:
    JoinFinder(const Draft &draft, const SegmentIndex &segments)
        : draft_{draft}, ends_{ends_at_nodes(draft)}, segments_{segments}, along_{draft.course},
          registered_(draft.node.size(), 0), reach_(draft.node.size()), joins_(query_parts) {
        for (const std::int32_t v : registered_nodes(draft)) registered_[static_cast<std::size_t>(v)] = 1;
        at_.reserve(draft.node.size());
        for (const DraftNode &node : draft.node) at_.push_back(node.at);
    }

    std::vector<Join> find() {
        for (std::size_t v = 0; v < at_.size(); ++v) reach_[v] = reach_to_nodes(static_cast<std::int32_t>(v));
        const PointIndex nodes(at_);
        nodes.find_each(reach_, [&](std::size_t part, std::size_t v, std::span<const std::int32_t> near) {
            join_nodes(part, static_cast<std::int32_t>(v), near);
        });
        for (std::size_t v = 0; v < at_.size(); ++v) reach_[v] = reach_to_lines(static_cast<std::int32_t>(v));
        segments_.find_each(nodes, reach_,
                            [&](std::size_t part, std::size_t v, std::span<const SegmentIndex::Hit> hits) {
                                join_lines(part, static_cast<std::int32_t>(v), hits);
                            });
        return in_order();
    }

  private:
    [[nodiscard]] const DraftNode &node(std::int32_t v) const { return draft_.node[static_cast<std::size_t>(v)]; }
    [[nodiscard]] std::span<const std::int32_t> ends(std::int32_t v) const {
        return ends_[static_cast<std::size_t>(v)];
    }

    /// How far this node may be moved: never as far as the other end of its own line.
    [[nodiscard]] double reach_m(std::int32_t v) const {
        double reach = draft_.options.snap_m;
        for (const std::int32_t end : ends(v))
            reach = std::min(reach, 0.45 * along_[static_cast<std::size_t>(end) / 2].back());
        return reach;
    }

    /// How far to look for nodes; negative: not at all.
    [[nodiscard]] double reach_to_nodes(std::int32_t v) const {
        if (ends(v).empty()) return -1.0;
        const double same = draft_.options.t_noding_m;
        return node(v).loose ? std::max(same, reach_m(v)) : same;
    }

    [[nodiscard]] double reach_to_lines(std::int32_t v) const {
        const int named = registered_[static_cast<std::size_t>(v)] ? 1 : 0;
        const int expected = std::max(named, expected_lines(draft_, node(v)));
        const auto degree = static_cast<int>(ends(v).size());
        if (degree == 0 && expected == 0) return -1.0;
        if (degree > 1 && above_ground(node(v))) return -1.0;
        const bool wanting = (node(v).loose && degree == 1) || degree < expected;
        const double same = draft_.options.t_noding_m;
        return wanting ? std::max(same, reach_m(v)) : same;
    }

    void add(std::size_t part, const Join &join) {
        joins_[part].push_back(join);
        if (joins_[part].size() % some == 0 && (found_ += some) > most_meetings(draft_)) refuse_tangle(draft_);
    }

    void join_nodes(std::size_t part, std::int32_t v, std::span<const std::int32_t> near) {
        const double same = draft_.options.t_noding_m, reach = reach_[static_cast<std::size_t>(v)];
        for (const std::int32_t w : near) {
            const double distance = distance_m(node(v).at, node(w).at);
            if (w == v || distance > reach) continue;
            const bool seen_from_w = node(w).loose && w < v && distance <= std::max(same, reach_m(w));
            const bool dead_ends = ends(v).size() == 1 && ends(w).size() == 1 && v < w;
            if (node(v).loose ? seen_from_w : node(w).loose || !dead_ends) continue;
            add(part,
                {.node = v, .other_node = w, .distance_m = distance, .at = node(w).at, .certain = distance <= same});
        }
    }

    void join_lines(std::size_t part, std::int32_t v, std::span<const SegmentIndex::Hit> hits) {
        const double same = draft_.options.t_noding_m, reach = reach_[static_cast<std::size_t>(v)];
        for (std::size_t h = 0; h < hits.size();) {
            const std::size_t line = static_cast<std::size_t>(hits[h].line);
            Join best{.node = v, .line = hits[h].line, .distance_m = std::numeric_limits<double>::infinity()};
            if (!draft_.kept[line] || belongs(v, line)) {
                while (h < hits.size() && hits[h].line == best.line) ++h;
                continue;
            }
            for (; h < hits.size() && hits[h].line == best.line; ++h)
                improve(best, line, static_cast<std::size_t>(hits[h].segment));
            if (best.distance_m > reach) continue;
            if (best.along_m <= same || best.along_m >= along_[line].back() - same) continue;
            best.certain = best.distance_m <= same;
            if (!best.certain && node(v).loose) look_back(best, line, reach);
            add(part, best);
        }
    }

    /// All that was found, most certain and nearest first; ends before insides: a line that starts at a junction needs
    /// no cut beside it. Then by number.
    std::vector<Join> in_order() {
        struct Key {
            double distance_m;
            std::int32_t node, line, other_node;
            std::uint32_t row;
            std::uint8_t part;
            bool doubtful;
            [[nodiscard]] auto rank() const {
                return std::tuple(doubtful, distance_m, line >= 0, node, line, other_node);
            }
        };
        std::size_t count = 0;
        for (const auto &joins : joins_) count += joins.size();
        if (count > most_meetings(draft_)) refuse_tangle(draft_);
        std::vector<Key> keys;
        keys.reserve(count);
        for (std::size_t part = 0; part < joins_.size(); ++part)
            for (std::uint32_t row = 0; const Join &join : joins_[part])
                keys.push_back({join.distance_m, join.node, join.line, join.other_node, row++,
                                static_cast<std::uint8_t>(part), !join.certain});
        std::sort(keys.begin(), keys.end(), [](const Key &a, const Key &b) { return a.rank() < b.rank(); });
        std::vector<Join> ordered;
        ordered.reserve(count);
        for (const Key &key : keys) ordered.push_back(joins_[key.part][key.row]);
        return ordered;
    }

    /// Where pipes come out of the ground or rise along a wall, a buried line that happens to pass does not end.
    [[nodiscard]] bool above_ground(const DraftNode &node) const {
        if (node.point < 0) return false;
        const std::string &feature = draft_.survey.point.feature[static_cast<std::size_t>(node.point)];
        return feature.find("出地") != std::string::npos || feature.find("立管") != std::string::npos;
    }

    void improve(Join &best, std::size_t line, std::size_t segment) const {
        const OnCourse found = nearest_on_segment(draft_.course[line], along_[line], segment, node(best.node).at);
        if (found.distance_m >= best.distance_m) return;
        best.distance_m = found.distance_m;
        best.along_m = found.along_m;
        best.at = found.at;
    }

    [[nodiscard]] bool belongs(std::int32_t v, std::size_t line) const {
        return std::any_of(ends(v).begin(), ends(v).end(),
                           [&](std::int32_t end) { return static_cast<std::size_t>(end) / 2 == line; });
    }

    /// Did the loose end run past the other line? Then they meet where they cross.
    void look_back(Join &join, std::size_t line, double reach) const {
        const std::int32_t end = ends(join.node).front();
        const Course &own = draft_.course[static_cast<std::size_t>(end) / 2];
        const Point last = end % 2 == 0 ? own[0] : own.back(), before = end % 2 == 0 ? own[1] : own[own.size() - 2];
        const Course &other = draft_.course[line];
        for (std::size_t s = 0; s + 1 < other.size(); ++s) {
            const auto shares = crossing_shares(last, before, other[s], other[s + 1]);
            if (!shares) continue;
            const Point at{last.x + shares->first * (before.x - last.x), last.y + shares->first * (before.y - last.y)};
            if (distance_m(last, at) > reach) continue;
            join.at = at;
            join.along_m = along_[line][s] + shares->second * (along_[line][s + 1] - along_[line][s]);
            join.distance_m = distance_m(last, at);
            join.past_end = true;
            return;
        }
    }

    static constexpr std::size_t some = 4096; ///< joins between two looks at how many there are

    const Draft &draft_;
    NodeEnds ends_;
    const SegmentIndex &segments_;
    Milestones along_;
    std::vector<Flag> registered_;
    std::vector<Point> at_;
    std::vector<double> reach_;            ///< of each node, in the search under way; negative: none
    std::vector<std::vector<Join>> joins_; ///< by part
    std::atomic<std::size_t> found_ = 0;
};

/// Where no line ends, the registers say what belongs there: low pressure at risers, behind a regulator the tier of its
/// set point, before it a higher one. Without that, a wide snap could hang both its sides on one pipe.
void take_registered_tiers(const Draft &draft, std::vector<int> &tier) {
    const auto set = [&](const References &references, std::string_view column, std::size_t row, int value) {
        const auto found = draft.node_of_point.find(reference_text(references, column, row));
        if (found == draft.node_of_point.end()) return;
        int &t = tier[static_cast<std::size_t>(found->second)];
        if (t == 0) t = value;
    };
    const Regulators &regulator = draft.survey.regulator.rows;
    for (std::size_t r = 0; r < row_count(regulator); ++r) {
        const References &references = draft.survey.regulator.references;
        if (reference_text(references, "from_node", r) == reference_text(references, "to_node", r)) continue;
        const int outlet = pressure_tier(class_of_gauge_pressure(regulator.set_gauge_pressure_pa[r]));
        if (outlet == 0) continue;
        set(references, "to_node", r, outlet);
        set(references, "from_node", r, outlet + 1);
    }
    for (std::size_t r = 0; r < row_count(draft.survey.riser.rows); ++r)
        set(draft.survey.riser.references, "node", r, pressure_tier(PressureClass::low));
}

/// Tier of each node: that of its lines, which agree (pressure_tiers.hpp).
std::vector<int> node_tiers(const Draft &draft) {
    std::vector<int> tier(draft.node.size(), 0);
    for (std::size_t i = 0; i < draft.lines(); ++i)
        for (const std::int32_t v : draft.end_node[i])
            if (draft.kept[i] && v >= 0) {
                int &t = tier[static_cast<std::size_t>(v)];
                t = std::max(t, pressure_tier(draft.survey.line.pressure_class[i]));
            }
    take_registered_tiers(draft, tier);
    return tier;
}

/// How exactly the drawing's ends meet: what 99 % of the meetings within t_noding_m keep, at least a millimetre.
/// Rounded coordinates make it a centimetre; in a drawing made with snapping the odd end 8 mm beside a line is chance.
double drawing_accuracy_m(const Draft &draft, std::span<const Join> joins) {
    constexpr double least_m = 1e-3, share = 0.99;
    std::vector<double> distance;
    for (const Join &join : joins)
        if (join.certain && draft.node[static_cast<std::size_t>(join.node)].id.empty())
            distance.push_back(join.distance_m);
    if (distance.empty()) return least_m;
    const auto k = static_cast<std::ptrdiff_t>(std::ceil(share * static_cast<double>(distance.size() - 1)));
    std::nth_element(distance.begin(), distance.begin() + k, distance.end());
    return std::max(least_m, distance[static_cast<std::size_t>(k)]);
}

/// Lines that end at each node; those of a node that is merged into another are appended to the other's.
class LinesAtNodes {
  public:
    explicit LinesAtNodes(const NodeEnds &ends)
        : ends_{ends}, next_(ends.end.size(), -1), head_(ends.start.size() - 1, -1), tail_(head_),
          count_(head_.size()) {
        for (std::size_t v = 0; v < head_.size(); ++v) {
            const std::int32_t first = ends.start[v], last = ends.start[v + 1];
            count_[v] = static_cast<std::size_t>(last - first);
            if (first == last) continue;
            head_[v] = first, tail_[v] = last - 1;
            for (std::int32_t k = first; k + 1 < last; ++k) next_[static_cast<std::size_t>(k)] = k + 1;
        }
    }
    [[nodiscard]] std::size_t count(std::int32_t v) const { return count_[static_cast<std::size_t>(v)]; }
    [[nodiscard]] std::int32_t front(std::int32_t v) const { return line(head_[static_cast<std::size_t>(v)]); }

    /// Of a node that has not been merged into another.
    template <class F> [[nodiscard]] bool any_of(std::int32_t v, F &&f) const {
        for (std::int32_t k = head_[static_cast<std::size_t>(v)]; k >= 0; k = next_[static_cast<std::size_t>(k)])
            if (f(line(k))) return true;
        return false;
    }
    void append(std::int32_t stays, std::int32_t goes) {
        const auto to = static_cast<std::size_t>(stays), from = static_cast<std::size_t>(goes);
        if (count_[from] == 0) return;
        if (count_[to] == 0) head_[to] = head_[from];
        else next_[static_cast<std::size_t>(tail_[to])] = head_[from];
        tail_[to] = tail_[from];
        count_[to] += count_[from];
    }

  private:
    [[nodiscard]] std::int32_t line(std::int32_t k) const { return ends_.end[static_cast<std::size_t>(k)] / 2; }

    const NodeEnds &ends_;
    std::vector<std::int32_t> next_, head_, tail_; ///< places in ends_.end; -1: none
    std::vector<std::size_t> count_;
};

class Joiner {
  public:
    Joiner(Draft &draft, std::span<const Join> joins)
        : draft_{draft}, ends_{ends_at_nodes(draft)}, same_{draft.node.size()}, drawn_{draft.node.size()},
          tiers_{node_tiers(draft)}, accuracy_m_{drawing_accuracy_m(draft, joins)}, lines_at_{ends_},
          last_cut_(draft.lines(), -1) {
        numbered_.reserve(draft.node.size()), degree_.reserve(draft.node.size());
        for (std::size_t v = 0; v < draft.node.size(); ++v) {
            numbered_.push_back(!draft.node[v].loose);
            degree_.push_back(static_cast<int>(ends_[v].size()));
        }
        reserve_rows_for(joins);
        for (std::size_t i = 0; i < draft.lines(); ++i)
            if (draft.kept[i]) {
                tiers_.unite(draft.end_node[i][0], draft.end_node[i][1]);
                drawn_.unite(draft.end_node[i][0], draft.end_node[i][1]);
            }
        for (const Join &join : joins)
            if (join.distance_m <= accuracy_m_ && tiers_.compatible(join.node, far_node(join)))
                drawn_.unite(join.node, far_node(join));
    }

    void execute(const Join &join) {
        if (join.line < 0) merge(join);
        else touch(join);
    }

    void finish() {
        restore_lost_points();
        for (std::size_t i = 0; i < draft_.lines(); ++i)
            for (std::int32_t &v : draft_.end_node[i])
                if (v >= 0) v = same_.find(v);
        for (Cut &cut : draft_.cut) cut.node = same_.find(cut.node);
        for (auto &[id, v] : draft_.node_of_point) v = same_.find(v);
        std::unordered_map<std::int32_t, std::vector<std::int32_t>> copies;
        for (const auto &[original, others] : draft_.copies)
            for (const std::int32_t copy : others) copies[same_.find(original)].push_back(same_.find(copy));
        draft_.copies = std::move(copies);
    }

  private:
    /// Every tee is a row of its own in the ledger and among the issues.
    void reserve_rows_for(std::span<const Join> joins) {
        const auto tees = static_cast<std::size_t>(
            std::count_if(joins.begin(), joins.end(), [](const Join &join) { return join.line >= 0; }));
        reserve_more(draft_.survey.issue, tees);
        reserve_more(draft_.survey.repair, tees);
        draft_.cut.reserve(tees), cut_before_.reserve(tees);
    }

    /// Ends that name a point nobody surveyed and met no other: the point is where they are drawn.
    void restore_lost_points() {
        for (std::size_t v = 0; v < draft_.node.size(); ++v) {
            const DraftNode &lost = draft_.node[v];
            const std::int32_t root = same_.find(static_cast<std::int32_t>(v));
            if (!lost.loose || lost.id.empty() || numbered_[static_cast<std::size_t>(root)] || ends_[v].empty())
                continue;
            draft_.node_of_point.emplace(lost.id, static_cast<std::int32_t>(v));
            const auto end = static_cast<std::size_t>(ends_[v].front());
            mend_line(draft_, end / 2,
                      {.kind = "missing_point_row",
                       .column = end % 2 == 0 ? "from_point" : "to_point",
                       .value = lost.id,
                       .detail = "one line ends there",
                       .after = coordinate_text(node(root).at),
                       .confidence = 0.7,
                       .at = node(root).at});
        }
    }

    [[nodiscard]] DraftNode &node(std::int32_t v) { return draft_.node[static_cast<std::size_t>(v)]; }

    void refuse(const Join &join, std::int32_t own_line) {
        if (!join.certain) return;
        report_line(draft_, static_cast<std::size_t>(own_line),
                    {.kind = "class_change_without_regulator", .at = join.at});
    }

    [[nodiscard]] std::int32_t far_node(const Join &join) const {
        return join.line < 0 ? join.other_node : draft_.end_node[static_cast<std::size_t>(join.line)][0];
    }

    /// Is nearness all that speaks for joining an end to a line to which pipes drawn with care lead already? House
    /// connections end beside one another's lines by chance; only what connects something, or runs across, is a tee.
    [[nodiscard]] bool by_chance(const Join &join) {
        const DraftNode &end = node(join.node);
        return end.loose && end.id.empty() && !join.past_end && join.distance_m > accuracy_m_ &&
               drawn_.find(join.node) == drawn_.find(far_node(join));
    }

    void merge(const Join &join) {
        const std::int32_t a = same_.find(join.node), b = same_.find(join.other_node);
        if (a == b) return;
        const bool both_numbered = numbered_[static_cast<std::size_t>(a)] && numbered_[static_cast<std::size_t>(b)];
        if (both_numbered && !join.certain) return;
        // A dead end may be brought to a junction; two junctions near each other are two junctions.
        if (!join.certain && degree_[static_cast<std::size_t>(a)] > 1 && degree_[static_cast<std::size_t>(b)] > 1)
            return;
        if (closes_line(join, a, b)) return;
        if (!tiers_.unite(a, b)) return refuse(join, lines_at_.front(join.node));
        const bool keep_a = numbered_[static_cast<std::size_t>(a)];
        const DraftNode stays = node(keep_a ? a : b);
        log_merge(join, stays, keep_a ? join.other_node : join.node);
        same_.unite(a, b);
        const std::int32_t root = same_.find(a), gone = root == a ? b : a;
        node(root) = stays;
        numbered_[static_cast<std::size_t>(root)] =
            numbered_[static_cast<std::size_t>(a)] || numbered_[static_cast<std::size_t>(b)];
        lines_at_.append(root, gone);
        degree_[static_cast<std::size_t>(root)] += degree_[static_cast<std::size_t>(gone)];
    }

    /// Would a line collapse, or be closed to a ring on no better evidence than nearness?
    [[nodiscard]] bool closes_line(const Join &join, std::int32_t a, std::int32_t b) {
        return lines_at_.any_of(lines_at_.count(a) < lines_at_.count(b) ? a : b, [&](std::int32_t line) {
            const auto row = static_cast<std::size_t>(line);
            const std::int32_t f = same_.find(draft_.end_node[row][0]), t = same_.find(draft_.end_node[row][1]);
            if (std::minmax(f, t) != std::minmax(a, b)) return false;
            return !join.certain || length_m(draft_.course[row]) <= draft_.options.snap_m;
        });
    }

    /// The ends of node `goes` move to `stays`.
    void log_merge(const Join &join, const DraftNode &stays, std::int32_t goes) {
        const DraftNode &left = node(goes);
        // Ends that name no point and meet exactly are plain geometry, not a repair.
        if (left.id.empty() && join.certain) return;
        for (const std::int32_t end : ends_[static_cast<std::size_t>(goes)])
            mend_line(draft_, static_cast<std::size_t>(end) / 2,
                      {.kind = left.id.empty() ? "snap_gap" : "dangling_point_reference",
                       .column = end % 2 == 0 ? "from_point" : "to_point",
                       .value = left.id,
                       .before = left.id.empty() ? coordinate_text(left.at) : left.id,
                       .after = left.id.empty() ? coordinate_text(stays.at) : stays.id,
                       .distance_m = join.distance_m,
                       .confidence = join.certain ? 0.9 : 0.7,
                       .at = stays.at});
    }

    void touch(const Join &join) {
        const std::int32_t v = same_.find(join.node);
        const auto line = static_cast<std::size_t>(join.line);
        const auto [from, to] = draft_.end_node[line];
        if (same_.find(from) == v || same_.find(to) == v) return;
        if (by_chance(join)) return; // report_near_misses() lists it
        const int expected = std::max(2, expected_lines(draft_, node(v)));
        if (!join.certain && degree_[static_cast<std::size_t>(v)] >= expected) return;
        if (!tiers_.unite(v, from)) return lines_at_.count(v) == 0 ? void() : refuse(join, lines_at_.front(v));
        if (!join.certain) move_to(join, v);
        degree_[static_cast<std::size_t>(v)] += 2;
        for (std::int32_t c = last_cut_[line]; c >= 0; c = cut_before_[static_cast<std::size_t>(c)]) {
            const Cut &cut = draft_.cut[static_cast<std::size_t>(c)];
            if (std::abs(cut.along_m - join.along_m) <= draft_.options.t_noding_m) same_.unite(cut.node, v);
        }
        cut_before_.push_back(std::exchange(last_cut_[line], static_cast<std::int32_t>(draft_.cut.size())));
        draft_.cut.push_back({join.line, join.along_m, v});
        mend_line(draft_, line,
                  {.kind = "unsplit_T",
                   .detail = "at " + (node(v).id.empty() ? coordinate_text(join.at) : node(v).id),
                   .before = draft_.survey.line.id[line],
                   .distance_m = join.distance_m,
                   .confidence = join.certain ? 1.0 : 0.7,
                   .at = join.at});
    }

    /// The dangling end is brought to the line it was meant to touch.
    void move_to(const Join &join, std::int32_t v) {
        const std::string_view kind = join.past_end ? "overshoot" : "undershoot";
        for (const std::int32_t end : ends_[static_cast<std::size_t>(join.node)])
            mend_line(draft_, static_cast<std::size_t>(end) / 2,
                      {.kind = kind,
                       .before = (end % 2 == 0 ? "start " : "end ") + coordinate_text(node(v).at),
                       .after = (end % 2 == 0 ? "start " : "end ") + coordinate_text(join.at),
                       .distance_m = join.distance_m,
                       .confidence = 0.7,
                       .at = join.at});
        node(v).at = join.at;
    }

    Draft &draft_;
    NodeEnds ends_;
    DisjointSets same_, drawn_; ///< one node; connected by what the drawing shows, before anything is moved
    TierSets tiers_;
    double accuracy_m_;
    std::vector<bool> numbered_; ///< the set holds a node of the point table
    LinesAtNodes lines_at_;
    std::vector<int> degree_;
    std::vector<std::int32_t> last_cut_, cut_before_; ///< of each line, and on the same line as each cut; -1: none
};

} // namespace

std::vector<Join> find_joins(const Draft &draft, const SegmentIndex &segments) {
    return JoinFinder(draft, segments).find();
}

void execute_joins(Draft &draft, std::span<const Join> joins) {
    Joiner joiner(draft, joins);
    for (const Join &join : joins) joiner.execute(join);
    joiner.finish();
}

} // namespace gastwin
