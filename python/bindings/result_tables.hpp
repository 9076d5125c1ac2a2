// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <type_traits>

#include "engine/protection.hpp"
#include "scenarios/counterfactual.hpp"
#include "scenarios/criticality.hpp"
#include "scenarios/indoor_risk.hpp"
#include "scenarios/kept_answers.hpp"
#include "scenarios/plan.hpp"
#include "scenarios/policy.hpp"
#include "scenarios/risk.hpp"
#include "scenarios/risk_comparison.hpp"
#include "scenarios/risk_pieces.hpp"
#include "scenarios/score.hpp"
#include "scenarios/station_failures.hpp"

namespace gastwin::python {

/// Every table that a twin file holds as a result; THE list on this side of the boundary.
template <class F> void for_each_result_table(F &&f) {
    [&]<class... Tables>(std::type_identity<Tables>...) {
        (f(std::type_identity<Tables>{}), ...);
    }(std::type_identity<NodeResults>{}, std::type_identity<PipeResults>{}, std::type_identity<RegulatorResults>{},
      std::type_identity<CustomerResults>{}, std::type_identity<ZoneResults>{},
      std::type_identity<CriticalityResults>{}, std::type_identity<RiskResults>{}, std::type_identity<PlanProjects>{},
      std::type_identity<PlanPipes>{}, std::type_identity<PlanRisers>{}, std::type_identity<PlanPractices>{},
      std::type_identity<PlanClashes>{}, std::type_identity<PlanYears>{}, std::type_identity<Trips>{},
      std::type_identity<ValveCriticalityResults>{}, std::type_identity<StationFailureResults>{},
      std::type_identity<Scores>{}, std::type_identity<ScoreParts>{}, std::type_identity<Findings>{},
      std::type_identity<RuleSummary>{}, std::type_identity<PieceRisks>{}, std::type_identity<HouseholdRisks>{},
      std::type_identity<Counterfactuals>{}, std::type_identity<RiskComparisons>{},
      std::type_identity<PlanCurvePoints>{}, std::type_identity<KeptScenarios>{},
      std::type_identity<ScenarioAnswers>{});
}

} // namespace gastwin::python
