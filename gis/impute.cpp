// SPDX-License-Identifier: Apache-2.0
#include "gis/impute.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <optional>
#include <set>
#include <unordered_set>

#include "gis/parts.hpp"
#include "gis/provenance_columns.hpp"
#include "models/roughness.hpp"

namespace gastwin {
namespace {

using Group = std::pair<PipeRole, int>; ///< pipes that may stand in for each other

Group group_of(const Pipes &pipe, std::size_t p) { return {pipe.role[p], pressure_tier(pipe.pressure_class[p])}; }

/// Pipes that meet pipe p at either end.
class Neighbours {
  public:
    explicit Neighbours(const Network &network) : pipe_{network.pipe} {
        start_.assign(row_count(network.node) + 1, 0);
        const auto each = [&](auto &&f) {
            for (std::size_t p = 0; p < row_count(pipe_); ++p)
                for (const NodeIdx v : {pipe_.from_node[p], pipe_.to_node[p]}) f(v.row(), static_cast<std::int32_t>(p));
        };
        each([&](std::size_t v, std::int32_t) { ++start_[v + 1]; });
        std::partial_sum(start_.begin(), start_.end(), start_.begin());
        rows_.resize(static_cast<std::size_t>(start_.back()));
        std::vector<std::int32_t> next(start_.begin(), start_.end() - 1);
        each([&](std::size_t v, std::int32_t p) { rows_[static_cast<std::size_t>(next[v]++)] = p; });
    }

    /// At a hub of very many pipes only the first ones count; keeps absurd input linear.
    template <class F> void for_each(std::size_t p, F &&f) const {
        constexpr std::int32_t most = 64;
        for (const NodeIdx v : {pipe_.from_node[p], pipe_.to_node[p]}) {
            const std::int32_t first = start_[v.row()], last = std::min(start_[v.row() + 1], first + most);
            for (std::int32_t k = first; k < last; ++k)
                if (const auto q = static_cast<std::size_t>(rows_[static_cast<std::size_t>(k)]); q != p) f(q);
        }
    }
    [[nodiscard]] std::int32_t degree(NodeIdx v) const { return start_[v.row() + 1] - start_[v.row()]; }

  private:
    const Pipes &pipe_;
    std::vector<std::int32_t> start_, rows_;
};

void record(Provenances &provenances, const Pipes &pipe, std::size_t p, std::string column, std::string raw,
            std::string value, Origin origin, std::string method, double confidence) {
    add_provenance(provenances, {.table_name = "pipe",
                                 .object_id = pipe.id[p],
                                 .column = std::move(column),
                                 .raw = std::move(raw),
                                 .value = std::move(value),
                                 .origin = origin,
                                 .method = std::move(method),
                                 .confidence = confidence,
                                 .source = pipe.source[p],
                                 .source_row = pipe.source_row[p]});
}

Point middle_of(const Network &network, std::size_t p) {
    return p < network.pipe_line.rows() ? point_along(network.pipe_line[p], 0.5) : Point{missing_real, missing_real};
}

void report_pipe(Issues &issues, const Network &network, std::size_t p, std::string_view kind, std::string column,
                 std::string value) {
    const Point at = middle_of(network, p);
    add_issue(issues, {.kind = kind,
                       .layer = network.pipe.source[p],
                       .object_id = network.pipe.id[p],
                       .row = network.pipe.source_row[p],
                       .column = std::move(column),
                       .value = std::move(value),
                       .x_m = at.x,
                       .y_m = at.y});
}

/// One attribute: which rows have it, how to copy it, how to write it, when one value will do for another.
struct Attribute {
    std::string column;
    std::string_view missing_kind;
    std::vector<Flag> known;
    void (*copy)(Pipes &, std::size_t from, std::size_t to);
    std::string (*text)(const Pipes &, std::size_t);
    bool (*alike)(const Pipes &, std::size_t, std::size_t);
};

bool all_known(const Attribute &attribute) {
    return std::find(attribute.known.begin(), attribute.known.end(), Flag{0}) == attribute.known.end();
}

/// Steels, irons and polyethylenes of unknown kind stand for their kinds.
int material_family(Material material) {
    using enum Material;
    switch (material) {
    case grey_iron:
    case ductile_iron:
        return static_cast<int>(iron);
    case pe80:
    case pe100:
        return static_cast<int>(pe);
    default:
        return static_cast<int>(material);
    }
}

constexpr double same_size_share = 0.06; ///< one nominal size with another wall
constexpr std::int32_t same_era_a = 5;   ///< years of laying that mean the same for age and technique

Attribute diameter_of(const Pipes &pipe) {
    Attribute a{"inner_diameter_m", "missing_diameter", {}, nullptr, nullptr, nullptr};
    for (const double d : pipe.inner_diameter_m) a.known.push_back(!is_missing(d));
    a.copy = [](Pipes &t, std::size_t from, std::size_t to) {
        t.inner_diameter_m[to] = t.inner_diameter_m[from];
        t.outer_diameter_m[to] = t.outer_diameter_m[from];
        t.diameter_text[to] = t.diameter_text[from];
    };
    a.text = [](const Pipes &t, std::size_t p) { return std::to_string(t.inner_diameter_m[p]); };
    a.alike = [](const Pipes &t, std::size_t p, std::size_t q) {
        return std::abs(t.inner_diameter_m[p] - t.inner_diameter_m[q]) <= same_size_share * t.inner_diameter_m[p];
    };
    return a;
}

Attribute material_of(const Pipes &pipe) {
    Attribute a{"material", "missing_material", {}, nullptr, nullptr, nullptr};
    for (const Material m : pipe.material) a.known.push_back(m != Material::unknown);
    a.copy = [](Pipes &t, std::size_t from, std::size_t to) { t.material[to] = t.material[from]; };
    a.text = [](const Pipes &t, std::size_t p) { return std::string(code_of(t.material[p])); };
    a.alike = [](const Pipes &t, std::size_t p, std::size_t q) {
        return material_family(t.material[p]) == material_family(t.material[q]);
    };
    return a;
}

Attribute year_of(const Pipes &pipe) {
    Attribute a{"install_year", "bad_install_year", {}, nullptr, nullptr, nullptr};
    for (const std::int32_t y : pipe.install_year) a.known.push_back(!is_missing(y));
    a.copy = [](Pipes &t, std::size_t from, std::size_t to) { t.install_year[to] = t.install_year[from]; };
    a.text = [](const Pipes &t, std::size_t p) { return std::to_string(t.install_year[p]); };
    a.alike = [](const Pipes &t, std::size_t p, std::size_t q) {
        return std::abs(t.install_year[p] - t.install_year[q]) <= same_era_a;
    };
    return a;
}

/// The donor rule at the top of impute.hpp.
std::optional<std::size_t> best_donor(const Pipes &pipe, const Neighbours &neighbours, std::span<const Flag> known,
                                      std::size_t p) {
    constexpr std::int32_t unknown_gap_a = 20;
    const auto rank = [&](std::size_t q) {
        const bool years = !is_missing(pipe.install_year[p]) && !is_missing(pipe.install_year[q]);
        const std::int32_t gap = years ? std::abs(pipe.install_year[p] - pipe.install_year[q]) : unknown_gap_a;
        return std::make_tuple(pipe.street[p] != pipe.street[q], pipe.material[p] != pipe.material[q], gap, q);
    };
    std::optional<std::size_t> best;
    neighbours.for_each(p, [&](std::size_t q) {
        if (known[q] && group_of(pipe, q) == group_of(pipe, p) && (!best || rank(q) < rank(*best))) best = q;
    });
    return best;
}

/// Do the neighbours that could lend a value say the same as the donor?
enum class Evidence { alone, unanimous, divided };

Evidence evidence_for(const Pipes &pipe, const Neighbours &neighbours, const Attribute &attribute, std::size_t p,
                      std::size_t donor) {
    std::int32_t alike = 0, all = 0;
    neighbours.for_each(p, [&](std::size_t q) {
        if (!attribute.known[q] || group_of(pipe, q) != group_of(pipe, p)) return;
        ++all;
        if (attribute.alike(pipe, donor, q)) ++alike;
    });
    return all <= 1 ? Evidence::alone : alike == all ? Evidence::unanimous : Evidence::divided;
}

/// How often a rule is right, counted where the answer is known: each known value is guessed as if it were missing.
/// Few cases lean on all cases together, and those on a belief held before looking.
class Skill {
  public:
    using Case = std::pair<Group, Evidence>;

    void count(Case which, bool right) {
        for (Tally *tally : {&cases_[which], &all_}) ++tally->tries, tally->hits += right ? 1.0 : 0.0;
    }
    void count(const Skill &more) {
        for (const auto &[which, tally] : more.cases_) cases_[which].add(tally);
        all_.add(more.all_);
    }
    [[nodiscard]] double of(Case which) const {
        constexpr double usual = 0.7, weight_of_usual = 5.0, weight_of_all = 10.0;
        const double together = (all_.hits + weight_of_usual * usual) / (all_.tries + weight_of_usual);
        const auto found = cases_.find(which);
        const Tally tally = found == cases_.end() ? Tally{} : found->second;
        return (tally.hits + weight_of_all * together) / (tally.tries + weight_of_all);
    }

  private:
    struct Tally {
        double hits = 0.0, tries = 0.0; // whole numbers: sums do not depend on their order
        void add(const Tally &more) { hits += more.hits, tries += more.tries; }
    };
    std::map<Case, Tally> cases_;
    Tally all_;
};

/// count(skill, p) for each pipe whose value is known, on all threads.
template <class Count> Skill skill_on_known(const Attribute &attribute, const Count &count) {
    const std::size_t pipes = attribute.known.size();
    std::array<Skill, 16> part_skill;
    for_each_part(part_skill.size(), [&](std::size_t part) {
        Skill skill; // of this thread's own until it is full: neighbours in memory would wait for each other
        const std::size_t last = first_of_part(pipes, part + 1, part_skill.size());
        for (std::size_t p = first_of_part(pipes, part, part_skill.size()); p < last; ++p)
            if (attribute.known[p]) count(skill, p);
        part_skill[part] = std::move(skill);
    });
    Skill skill;
    for (const Skill &more : part_skill) skill.count(more);
    return skill;
}

Skill donor_skill(const Pipes &pipe, const Neighbours &neighbours, const Attribute &attribute) {
    return skill_on_known(attribute, [&](Skill &skill, std::size_t p) {
        if (const auto donor = best_donor(pipe, neighbours, attribute.known, p))
            skill.count({group_of(pipe, p), evidence_for(pipe, neighbours, attribute, p, *donor)},
                        attribute.alike(pipe, p, *donor));
    });
}

struct Loan {
    std::size_t to, from;
    double confidence;
};

void spread_from_donors(Pipes &pipe, const Neighbours &neighbours, Attribute &attribute, Provenances &provenances) {
    constexpr double least = 0.05;
    std::vector<std::size_t> open;
    for (std::size_t p = 0; p < row_count(pipe); ++p)
        if (!attribute.known[p]) open.push_back(p);
    if (open.empty()) return;
    const Skill skill = donor_skill(pipe, neighbours, attribute);
    std::vector<double> confidence(row_count(pipe), 1.0);
    while (!open.empty()) {
        std::vector<Loan> loans; // taken together, so that order does not matter
        for (const std::size_t p : open)
            if (const auto donor = best_donor(pipe, neighbours, attribute.known, p)) {
                const Evidence evidence = evidence_for(pipe, neighbours, attribute, p, *donor);
                loans.push_back(
                    {p, *donor, std::max(least, skill.of({group_of(pipe, p), evidence}) * confidence[*donor])});
            }
        if (loans.empty()) return;
        for (const Loan &loan : loans) attribute.copy(pipe, loan.from, loan.to);
        // Next are the gaps beside those just filled; a long chain of gaps would else be walked again and again.
        std::set<std::size_t> beside;
        for (const Loan &loan : loans) {
            attribute.known[loan.to] = 1;
            confidence[loan.to] = loan.confidence;
            record(provenances, pipe, loan.to, attribute.column, "", attribute.text(pipe, loan.to), Origin::imputed,
                   "neighbour " + pipe.id[loan.from], loan.confidence);
        }
        for (const Loan &loan : loans)
            neighbours.for_each(loan.to, [&](std::size_t q) {
                if (!attribute.known[q]) beside.insert(q);
            });
        open.assign(beside.begin(), beside.end());
    }
}

/// Row whose value is commonest in each group; the first of equally common ones.
std::map<Group, std::size_t> commonest(const Pipes &pipe, const Attribute &attribute) {
    std::map<Group, std::map<std::string, std::pair<std::int64_t, std::size_t>>> count;
    for (std::size_t p = 0; p < row_count(pipe); ++p)
        if (attribute.known[p]) {
            auto &entry = count[group_of(pipe, p)].try_emplace(attribute.text(pipe, p), 0, p).first->second;
            ++entry.first;
        }
    std::map<Group, std::size_t> best;
    for (const auto &[group, values] : count) {
        const auto most = std::max_element(values.begin(), values.end(), [](const auto &a, const auto &b) {
            return std::make_pair(a.second.first, b.second.second) < std::make_pair(b.second.first, a.second.second);
        });
        best.emplace(group, most->second.second);
    }
    return best;
}

/// The commonest value is taken where no neighbour lends one; how often it is right is counted on such pipes too.
void fill_from_group(Pipes &pipe, const Neighbours &neighbours, Attribute &attribute, Provenances &provenances) {
    if (all_known(attribute)) return;
    const std::map<Group, std::size_t> common = commonest(pipe, attribute);
    const Skill skill = skill_on_known(attribute, [&](Skill &known, std::size_t p) {
        if (!best_donor(pipe, neighbours, attribute.known, p))
            known.count({group_of(pipe, p), Evidence::alone}, attribute.alike(pipe, p, common.at(group_of(pipe, p))));
    });
    for (std::size_t p = 0; p < row_count(pipe); ++p) {
        if (attribute.known[p]) continue;
        const auto donor = common.find(group_of(pipe, p));
        if (donor == common.end()) continue;
        attribute.copy(pipe, donor->second, p);
        record(provenances, pipe, p, attribute.column, "", attribute.text(pipe, p), Origin::imputed,
               "commonest of its role and tier", skill.of({donor->first, Evidence::alone}));
    }
    for (std::size_t p = 0; p < row_count(pipe); ++p)
        if (common.contains(group_of(pipe, p))) attribute.known[p] = 1;
}

void report_missing(const Network &network, const Attribute &attribute, const std::unordered_set<std::string> &reported,
                    Issues &issues) {
    const Pipes &pipe = network.pipe;
    if (row_count(pipe) > 0 &&
        std::none_of(attribute.known.begin(), attribute.known.end(), [](Flag known) { return known; })) {
        add_issue(
            issues,
            {.kind = attribute.missing_kind, .layer = "pipe", .column = attribute.column, .detail = "no pipe has one"});
        return;
    }
    for (std::size_t p = 0; p < row_count(pipe); ++p)
        // A pipe that no survey row stands for was drawn in: an issue of its own says so.
        if (!attribute.known[p] && !is_missing(pipe.source_row[p]) &&
            !reported.contains(std::string(attribute.missing_kind) + '|' + pipe.source[p] + '|' +
                               std::to_string(pipe.source_row[p])))
            report_pipe(issues, network, p, attribute.missing_kind, attribute.column, "");
}

double size_of(const Pipes &pipe, std::size_t p) {
    return is_missing(pipe.outer_diameter_m[p]) ? pipe.inner_diameter_m[p] : pipe.outer_diameter_m[p];
}

struct SizeRange {
    double smallest = 0.0, usual_largest = std::numeric_limits<double>::infinity();
};

std::map<Group, SizeRange> size_ranges(const Pipes &pipe) {
    constexpr std::size_t enough = 20;
    std::map<Group, std::vector<double>> sizes;
    for (std::size_t p = 0; p < row_count(pipe); ++p)
        if (!is_missing(size_of(pipe, p))) sizes[group_of(pipe, p)].push_back(size_of(pipe, p));
    std::map<Group, SizeRange> ranges;
    for (auto &[group, values] : sizes) {
        SizeRange &range = ranges[group];
        range.smallest = *std::min_element(values.begin(), values.end());
        if (values.size() < enough) continue;
        const auto large = values.begin() + static_cast<std::ptrdiff_t>(values.size() * 95 / 100);
        std::nth_element(values.begin(), large, values.end());
        range.usual_largest = *large;
    }
    return ranges;
}

bool ten_times_too_large(const Pipes &pipe, const Neighbours &neighbours, const SizeRange &range, std::size_t p) {
    const double size = size_of(pipe, p);
    if (size / 10.0 < 0.8 * range.smallest) return false;
    double alike = 0.0, any = 0.0;
    neighbours.for_each(p, [&](std::size_t q) {
        const double other = size_of(pipe, q);
        if (is_missing(other)) return;
        any = std::max(any, other);
        if (group_of(pipe, q) == group_of(pipe, p)) alike = std::max(alike, other);
    });
    return size > 1.5 * range.usual_largest || (alike > 0.0 ? size >= 3.0 * alike : any > 0.0 && size >= 5.0 * any);
}

/// "DN1500" → "DN150"; "" when the number does not end in 0.
std::string tenth_of(const std::string &text) {
    const std::size_t first = text.find_first_of("0123456789");
    if (first == std::string::npos) return "";
    const std::size_t end = std::min(text.find_first_not_of("0123456789", first), text.size());
    if (text[end - 1] != '0') return "";
    return text.substr(0, end - 1) + text.substr(end);
}

} // namespace

void infer_roles(Network &network, Provenances &provenances) {
    Pipes &pipe = network.pipe;
    const Neighbours neighbours(network);
    const auto aerial = [&](std::size_t p) {
        return pipe.laying[p].find("架空") != std::string::npos ||
               (!is_missing(pipe.depth_m[p]) && pipe.depth_m[p] < 0.0);
    };
    std::vector<Flag> rises(row_count(network.node), 0); // one buried pipe comes up here
    std::vector<std::int32_t> buried(row_count(network.node), 0);
    for (std::size_t p = 0; p < row_count(pipe); ++p)
        for (const NodeIdx v : {pipe.from_node[p], pipe.to_node[p]})
            if (aerial(p)) rises[v.row()] = 1;
            else ++buried[v.row()];
    for (const NodeIdx v : network.riser.node)
        if (v.valid()) rises[v.row()] = 1;
    for (std::size_t v = 0; v < rises.size(); ++v)
        if (buried[v] > 1) rises[v] = 0;
    const auto is_service = [&](std::size_t p) {
        if (pressure_tier(pipe.pressure_class[p]) > 1) return false;
        const bool dead_end = neighbours.degree(pipe.from_node[p]) == 1 || neighbours.degree(pipe.to_node[p]) == 1;
        const bool small = pipe.length_m[p] <= 30.0 && pipe.inner_diameter_m[p] <= 0.11;
        return rises[pipe.from_node[p].row()] != rises[pipe.to_node[p].row()] || (dead_end && small);
    };
    std::vector<std::size_t> inferred;
    for (std::size_t p = 0; p < row_count(pipe); ++p) {
        if (pipe.role[p] != PipeRole::unknown) continue;
        pipe.role[p] = aerial(p) ? PipeRole::courtyard : is_service(p) ? PipeRole::service : PipeRole::main;
        inferred.push_back(p);
    }
    add_provenances(provenances, inferred.size(),
                    {.table_name = "pipe",
                     .object_id = [&](std::size_t i) { return std::string_view(pipe.id[inferred[i]]); },
                     .column = [](std::size_t) { return std::string_view("role"); },
                     .raw = [](std::size_t) { return std::string_view(); },
                     .value = [&](std::size_t i) { return code_of(pipe.role[inferred[i]]); },
                     .origin = [](std::size_t) { return Origin::inferred; },
                     .method = [](std::size_t) { return std::string_view("laying, ends, size"); },
                     .confidence = [](std::size_t) { return 0.8; },
                     .source = [&](std::size_t i) { return std::string_view(pipe.source[inferred[i]]); },
                     .source_row = [&](std::size_t i) { return pipe.source_row[inferred[i]]; }});
}

void repair_diameters(Network &network, Issues &issues, Repairs &repairs, Provenances &provenances) {
    Pipes &pipe = network.pipe;
    const Neighbours neighbours(network);
    const std::map<Group, SizeRange> ranges = size_ranges(pipe);
    std::vector<std::size_t> wrong;
    for (std::size_t p = 0; p < row_count(pipe); ++p)
        if (!is_missing(size_of(pipe, p)) && ten_times_too_large(pipe, neighbours, ranges.at(group_of(pipe, p)), p))
            wrong.push_back(p);
    if (wrong.empty()) return;
    std::map<std::pair<std::string, bool>, std::size_t> example; // a pipe of each nominal size, plastic or not
    for (std::size_t p = 0; p < row_count(pipe); ++p)
        if (!is_missing(size_of(pipe, p)) && !std::binary_search(wrong.begin(), wrong.end(), p))
            example.emplace(std::pair{pipe.diameter_text[p], is_plastic(pipe.material[p])}, p);
    for (const std::size_t p : wrong) {
        const std::string before = pipe.diameter_text[p], after = tenth_of(before);
        report_pipe(issues, network, p, "diameter_x10", "diameter_text", before);
        const auto alike = example.find({after, is_plastic(pipe.material[p])});
        const double inner = pipe.inner_diameter_m[p], outer = pipe.outer_diameter_m[p];
        pipe.inner_diameter_m[p] = alike != example.end() ? pipe.inner_diameter_m[alike->second] : inner / 10.0;
        pipe.outer_diameter_m[p] = alike != example.end() ? pipe.outer_diameter_m[alike->second] : outer / 10.0;
        pipe.diameter_text[p] = after;
        const Point at = middle_of(network, p);
        add_repair(repairs, {.kind = "diameter_x10",
                             .layer = pipe.source[p],
                             .object_id = pipe.id[p],
                             .row = pipe.source_row[p],
                             .before = before + " inner " + std::to_string(inner) + " outer " + std::to_string(outer),
                             .after = after + " inner " + std::to_string(pipe.inner_diameter_m[p]),
                             .confidence = 0.9,
                             .x_m = at.x,
                             .y_m = at.y});
        record(provenances, pipe, p, "inner_diameter_m", before, std::to_string(pipe.inner_diameter_m[p]),
               Origin::inferred, "a tenth, as its neighbours", 0.9);
    }
}

void impute_attributes(Network &network, Issues &issues, Provenances &provenances) {
    Pipes &pipe = network.pipe;
    const Neighbours neighbours(network);
    std::array<Attribute, 3> attributes{material_of(pipe), year_of(pipe), diameter_of(pipe)};
    std::unordered_set<std::string> reported;
    const bool complete = std::all_of(attributes.begin(), attributes.end(), all_known);
    for (std::size_t i = 0; i < row_count(issues) && !complete; ++i)
        if (issues.kind[i].starts_with("missing_") || issues.kind[i] == "bad_install_year")
            reported.insert(issues.kind[i] + '|' + issues.layer[i] + '|' + std::to_string(issues.row[i]));
    for (Attribute &attribute : attributes) {
        report_missing(network, attribute, reported, issues);
        spread_from_donors(pipe, neighbours, attribute, provenances);
        fill_from_group(pipe, neighbours, attribute, provenances);
    }
    for (std::size_t p = 0; p < row_count(pipe); ++p) {
        if (!is_missing(pipe.inner_diameter_m[p])) continue;
        pipe.inner_diameter_m[p] = pressure_tier(pipe.pressure_class[p]) > 1 ? 0.2 : 0.1;
        record(provenances, pipe, p, "inner_diameter_m", "", std::to_string(pipe.inner_diameter_m[p]), Origin::rule,
               "no pipe of its role and tier has a diameter", 0.1);
    }
}

void set_roughness(Network &network) {
    for (std::size_t p = 0; p < row_count(network.pipe); ++p)
        network.pipe.roughness_m[p] = roughness_of(network.pipe.material[p]);
}

} // namespace gastwin
