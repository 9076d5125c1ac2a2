// SPDX-License-Identifier: Apache-2.0
#include "gis/impute.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <unordered_set>

#include "gis/alternatives.hpp"
#include "gis/donors.hpp"
#include "gis/pipe_notes.hpp"
#include "gis/provenance_columns.hpp"
#include "models/roughness.hpp"

namespace gastwin {
namespace {

/// One attribute on its way from gaps to values.
struct Gaps {
    Pipes &pipe;
    const Neighbours &neighbours;
    Attribute attribute;
    KnownValues values;
    Provenances &provenances;
    Candidates &candidates;
    std::span<const Flag> by_rule; ///< pipes of which nothing is left to guess; empty: none

    void add(std::span<const Trial> trials, std::vector<Filled> cells) const {
        if (!by_rule.empty()) std::erase_if(cells, [&](const Filled &cell) { return by_rule[cell.row] != 0; });
        add_candidates(candidates, pipe, attribute, values, trials, cells);
    }
    void record(std::size_t p, Origin origin, std::string method, double confidence) const {
        record_pipe(provenances, pipe, p, attribute.column, "", attribute.text(attribute.number(pipe, p)), origin,
                    std::move(method), confidence);
    }
};

struct Loan {
    std::size_t from;
    Filled filled;
};

/// A guess made from a guess: right when both are, or when the second mends the first. With skill s, the lender's
/// confidence c and the share π of like values among the kin, of a chain of two states in balance:
/// s c + (1 − c) min(1, π (1 − s) / (1 − π)), which falls from s towards π with every step.
double lent_confidence(const Gaps &gaps, double skill, double lender, Group kin, double value) {
    constexpr double least = 0.05;
    if (lender == 1.0) return std::max(least, skill);
    const double share = gaps.values.share_like(gaps.attribute, kin, value);
    const double mended = std::min(1.0, share * (1.0 - skill) / (1.0 - share));
    return std::max(least, skill * lender + (1.0 - lender) * mended);
}

/// What donors lend in one round, taken together, so that order does not matter.
std::vector<Loan> loans_to(const Gaps &gaps, std::span<const std::size_t> open, const Skill &skill,
                           std::span<const double> confidence) {
    std::vector<Loan> loans;
    for (const std::size_t p : open)
        if (const auto donor = best_donor(gaps.pipe, gaps.neighbours, gaps.attribute, p)) {
            const Evidence evidence = evidence_for(gaps.pipe, gaps.neighbours, gaps.attribute, p, *donor);
            const Group kin = kin_of(gaps.pipe, gaps.attribute, p);
            loans.push_back({*donor,
                             {p, evidence,
                              lent_confidence(gaps, skill.of({kin, evidence}), confidence[*donor], kin,
                                              gaps.attribute.number(gaps.pipe, *donor))}});
        }
    return loans;
}

void spread_from_donors(Gaps &gaps) {
    Attribute &attribute = gaps.attribute;
    std::vector<std::size_t> open;
    for (std::size_t p = 0; p < row_count(gaps.pipe); ++p)
        if (!attribute.known[p]) open.push_back(p);
    const std::vector<Trial> trials = guess_known(gaps.pipe, gaps.neighbours, attribute);
    const Skill skill(gaps.pipe, attribute, trials);
    std::vector<double> confidence(row_count(gaps.pipe), 1.0);
    std::vector<Filled> filled;
    while (!open.empty()) {
        const std::vector<Loan> loans = loans_to(gaps, open, skill, confidence);
        if (loans.empty()) break;
        for (const auto &[from, to] : loans) attribute.copy(gaps.pipe, from, to.row);
        // Next are the gaps beside those just filled; a long chain of gaps would else be walked again and again.
        std::set<std::size_t> beside;
        for (const auto &[from, to] : loans) {
            attribute.known[to.row] = 1;
            confidence[to.row] = to.confidence;
            gaps.record(to.row, Origin::imputed, "neighbour " + gaps.pipe.id[from], to.confidence);
            filled.push_back(to);
        }
        for (const auto &[from, to] : loans)
            gaps.neighbours.for_each(to.row, [&](std::size_t q) {
                if (!attribute.known[q]) beside.insert(q);
            });
        open.assign(beside.begin(), beside.end());
    }
    gaps.add(trials, filled);
}

/// Row whose value is commonest in each group; the first of equally common ones.
std::map<Group, std::size_t> commonest(const Pipes &pipe, const Attribute &attribute) {
    std::map<Group, std::map<double, std::pair<std::int64_t, std::size_t>>> count;
    for (std::size_t p = 0; p < row_count(pipe); ++p)
        if (attribute.known[p]) {
            const Group kin = kin_of(pipe, attribute, p);
            ++count[kin].try_emplace(attribute.number(pipe, p), 0, p).first->second.first;
            if (kin.notation != 0)
                ++count[widened(kin)].try_emplace(attribute.number(pipe, p), 0, p).first->second.first;
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
void fill_from_group(Gaps &gaps) {
    Attribute &attribute = gaps.attribute;
    if (all_known(attribute)) return;
    const std::map<Group, std::size_t> common = commonest(gaps.pipe, attribute);
    std::vector<Trial> trials = guess_known(gaps.pipe, gaps.neighbours, attribute);
    for (Trial &t : trials) {
        const bool neighbour_lends = t.donor >= 0;
        const Group kin = kin_of(gaps.pipe, attribute, static_cast<std::size_t>(t.pipe));
        t = {t.pipe, neighbour_lends ? -1 : static_cast<std::int32_t>(common.at(kin)), Evidence::alone};
    }
    const Skill skill(gaps.pipe, attribute, trials);
    std::vector<Filled> filled;
    for (std::size_t p = 0; p < row_count(gaps.pipe); ++p) {
        if (attribute.known[p]) continue;
        const Group kin = kin_of(gaps.pipe, attribute, p);
        const auto donor = common.contains(kin) ? common.find(kin) : common.find(widened(kin));
        if (donor == common.end()) continue;
        attribute.copy(gaps.pipe, donor->second, p);
        filled.push_back({p, Evidence::alone, skill.of({donor->first, Evidence::alone})});
        gaps.record(p, Origin::imputed, "commonest of its role and tier", filled.back().confidence);
    }
    for (const Filled &cell : filled) attribute.known[cell.row] = 1;
    gaps.add(trials, filled);
}

/// Nothing of its role and tier is known: the hydraulics need a diameter all the same; the rest stays unknown.
void fill_by_rule(Gaps &gaps) {
    constexpr double confidence = 0.1;
    Pipes &pipe = gaps.pipe;
    std::vector<Filled> left;
    for (std::size_t p = 0; p < row_count(pipe); ++p) {
        if (gaps.attribute.known[p]) continue;
        left.push_back({p, Evidence::alone, confidence});
        if (gaps.attribute.column != "inner_diameter_m") continue;
        pipe.inner_diameter_m[p] = pressure_tier(pipe.pressure_class[p]) > 1 ? 0.2 : 0.1;
        gaps.record(p, Origin::rule, "no pipe of its role and tier has a diameter", confidence);
    }
    gaps.add({}, left);
}

/// kind|layer|row of the gaps that the reader has reported.
std::unordered_set<std::string> reported_gaps(const Issues &issues) {
    std::unordered_set<std::string> reported;
    for (std::size_t i = 0; i < row_count(issues); ++i)
        if (issues.kind[i].starts_with("missing_") || issues.kind[i] == "bad_install_year")
            reported.insert(issues.kind[i] + '|' + issues.layer[i] + '|' + std::to_string(issues.row[i]));
    return reported;
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

void impute_attributes(Network &network, Issues &issues, Provenances &provenances, Candidates &candidates,
                       std::span<const Flag> year_by_rule) {
    Pipes &pipe = network.pipe;
    const Neighbours neighbours(network);
    std::optional<std::unordered_set<std::string>> reported;
    for (const auto attribute_of : {material_of, year_of, diameter_of}) {
        Attribute attribute = attribute_of(pipe);
        if (all_known(attribute)) continue;
        if (!reported) reported = reported_gaps(issues);
        report_missing(network, attribute, *reported, issues);
        KnownValues values(pipe, attribute);
        const auto by_rule = attribute.column == "install_year" ? year_by_rule : std::span<const Flag>{};
        Gaps gaps{pipe, neighbours, std::move(attribute), std::move(values), provenances, candidates, by_rule};
        spread_from_donors(gaps);
        fill_from_group(gaps);
        fill_by_rule(gaps);
    }
}

void set_roughness(Network &network) {
    for (std::size_t p = 0; p < row_count(network.pipe); ++p)
        network.pipe.roughness_m[p] = roughness_of(network.pipe.material[p]);
}

} // namespace gastwin
