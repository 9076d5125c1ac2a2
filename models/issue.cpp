// SPDX-License-Identifier: Apache-2.0
#include "models/issue.hpp"

namespace gastwin {
namespace {

template <TableType Table> std::string next_id(const Table &table) { return std::to_string(row_count(table) + 1); }

} // namespace

void add_issue(Issues &issues, Issue issue) {
    const Kind &k = kind(issue.kind);
    issues.id.push_back(next_id(issues));
    issues.code.push_back(code_text(k.number));
    issues.kind.emplace_back(k.slug);
    issues.severity.push_back(k.severity);
    issues.layer.push_back(std::move(issue.layer));
    issues.object_id.push_back(std::move(issue.object_id));
    issues.row.push_back(issue.row);
    issues.column.push_back(std::move(issue.column));
    issues.value.push_back(std::move(issue.value));
    issues.detail.push_back(std::move(issue.detail));
    issues.x_m.push_back(issue.x_m);
    issues.y_m.push_back(issue.y_m);
}

std::string issue_message(const Issues &issues, std::size_t row, Lang lang) {
    const Kind &k = kind(issues.kind[row]);
    std::string text(lang == Lang::zh ? k.zh : k.en);
    if (!issues.detail[row].empty()) text += ": " + issues.detail[row];
    return text;
}

std::string_view issue_fix(const Issues &issues, std::size_t row, Lang lang) {
    const Kind &k = kind(issues.kind[row]);
    return lang == Lang::zh ? k.fix_zh : k.fix_en;
}

void add_repair(Repairs &repairs, Repair repair) {
    repairs.id.push_back(next_id(repairs));
    repairs.kind.emplace_back(repair.kind);
    repairs.layer.push_back(std::move(repair.layer));
    repairs.object_id.push_back(std::move(repair.object_id));
    repairs.row.push_back(repair.row);
    repairs.before.push_back(std::move(repair.before));
    repairs.after.push_back(std::move(repair.after));
    repairs.distance_m.push_back(repair.distance_m);
    repairs.confidence.push_back(repair.confidence);
    repairs.reversible.push_back(repair.reversible ? 1 : 0);
    repairs.x_m.push_back(repair.x_m);
    repairs.y_m.push_back(repair.y_m);
}

void add_provenance(Provenances &provenances, Provenance provenance) {
    provenances.id.push_back(next_id(provenances));
    provenances.table_name.push_back(std::move(provenance.table_name));
    provenances.object_id.push_back(std::move(provenance.object_id));
    provenances.column.push_back(std::move(provenance.column));
    provenances.raw.push_back(std::move(provenance.raw));
    provenances.value.push_back(std::move(provenance.value));
    provenances.origin.push_back(provenance.origin);
    provenances.method.push_back(std::move(provenance.method));
    provenances.confidence.push_back(provenance.confidence);
    provenances.source.push_back(std::move(provenance.source));
    provenances.source_row.push_back(provenance.source_row);
}

} // namespace gastwin
