// SPDX-License-Identifier: Apache-2.0
#include "gis/impute.hpp"

#include <algorithm>
#include <array>
#include <set>
#include <unordered_set>

#include "gis/donors.hpp"
#include "gis/parts.hpp"
#include "gis/pipe_notes.hpp"
#include "gis/provenance_columns.hpp"
#include "models/roughness.hpp"

namespace gastwin {
namespace {

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
            record_pipe(provenances, pipe, loan.to, attribute.column, "", attribute.text(pipe, loan.to),
                        Origin::imputed, "neighbour " + pipe.id[loan.from], loan.confidence);
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
        record_pipe(provenances, pipe, p, attribute.column, "", attribute.text(pipe, p), Origin::imputed,
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
        record_pipe(provenances, pipe, p, "inner_diameter_m", "", std::to_string(pipe.inner_diameter_m[p]),
                    Origin::rule, "no pipe of its role and tier has a diameter", 0.1);
    }
}

void set_roughness(Network &network) {
    for (std::size_t p = 0; p < row_count(network.pipe); ++p)
        network.pipe.roughness_m[p] = roughness_of(network.pipe.material[p]);
}

} // namespace gastwin
