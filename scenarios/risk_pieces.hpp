// SPDX-License-Identifier: Apache-2.0
// Risk of valves and regulators: pieces that leak at their flanges, glands, vents and diaphragms rather than by length.
//
//   leaks/yr    λ = base · (age / 25)^k · level · record          age at least 1; unknown: 25
//               level: the pieces of a kind against the scheme, from the twin's own records (gamma prior);
//               record: the piece's own (empirical-Bayes gamma–Poisson), as for pipes (scenarios/risk.hpp)
//   serious/yr  p · λ
//   CNY/yr      λ · cost of a leak + serious · cost of a serious incident, both those of the pipe it sits on, or of the
//               costliest pipe at its nodes: the same people are near and the same customers go without gas
// Not added to result_risk, whose rank is by km. Indoor pipes and hoses: scenarios/indoor_risk.hpp.
#pragma once
#include <string>
#include <vector>

#include "models/network.hpp"
#include "scenarios/risk.hpp"

namespace gastwin {

struct PieceRisks {
    static constexpr std::string_view name = "result_piece_risk", about = "";
    std::vector<std::string> id, table_name, kind, pipe;
    std::vector<std::int32_t> year, rank, leaks_on_record;
    std::vector<double> frequency_per_year, expected_per_year, level, serious_per_year, risk_cny_per_year,
        risk_fatalities_per_year, people_near, customers_out, age_a;
    std::vector<std::string> causes, causes_zh;

    static constexpr auto columns() {
        using T = PieceRisks;
        const auto text = [](std::string_view n, std::string_view doc, std::vector<std::string> T::*data) {
            return optional(n, "", doc, data, "");
        };
        const auto real = [](std::string_view n, std::string_view unit, std::string_view doc,
                             std::vector<double> T::*data) { return optional(n, unit, doc, data, missing_real); };
        const auto whole = [](std::string_view n, std::string_view doc, std::vector<std::int32_t> T::*data) {
            return optional(n, "", doc, data, std::int32_t{0});
        };
        return std::make_tuple(
            required("id", "", "valve or regulator", &T::id), text("table_name", "valve or regulator", &T::table_name),
            text("kind", "kind as registered: pieces of a kind share a level", &T::kind),
            text("pipe", "pipe whose people and customers count", &T::pipe),
            whole("year", "year of assessment", &T::year), whole("rank", "1: highest risk per year", &T::rank),
            whole("leaks_on_record", "leaks recorded on this piece", &T::leaks_on_record),
            real("frequency_per_year", "1/a", "leaks", &T::frequency_per_year),
            real("expected_per_year", "1/a", "leaks by the scheme alone", &T::expected_per_year),
            real("level", "", "its kind's level from the utility's records", &T::level),
            real("serious_per_year", "1/a", "serious incidents", &T::serious_per_year),
            real("risk_cny_per_year", "CNY/a", "expected yearly loss, lives weighed by the scheme",
                 &T::risk_cny_per_year),
            real("risk_fatalities_per_year", "1/a", "expected fatalities", &T::risk_fatalities_per_year),
            real("people_near", "", "people reached by migrating gas or fire", &T::people_near),
            real("customers_out", "", "customers without gas while it is isolated", &T::customers_out),
            real("age_a", "a", "age in the year of assessment; missing: unknown", &T::age_a),
            text("causes", "the largest contributions", &T::causes),
            text("causes_zh", "the same in Chinese", &T::causes_zh));
    }
};

/// `risk`: of the same network by the same scheme. Years and the window of the records follow `options`, as there.
/// Throws Error("usage") when the risk is of another network.
[[nodiscard]] PieceRisks assess_pieces(const Network &network, const RiskResults &risk,
                                       const RiskScheme &scheme = default_scheme(), const RiskOptions &options = {});

} // namespace gastwin
