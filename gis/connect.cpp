// SPDX-License-Identifier: Apache-2.0
#include "gis/connect.hpp"

#include "gis/crossings.hpp"
#include "gis/exposure.hpp"
#include "gis/gaps.hpp"
#include "gis/impute.hpp"
#include "gis/legal_rows.hpp"
#include "gis/noding.hpp"
#include "gis/pipes.hpp"
#include "gis/place.hpp"
#include "gis/pressure_tiers.hpp"
#include "gis/reconcile.hpp"
#include "gis/riser_alternatives.hpp"
#include "gis/screen.hpp"
#include "gis/supply.hpp"
#include "gis/tenfold_diameters.hpp"
#include "gis/text.hpp"
#include "gis/unknown_policy.hpp"
#include "models/error.hpp"

namespace gastwin {
namespace {

/// Survey rows to lines that meet in nodes.
Draft join_lines(Inventory inventory, const ConnectOptions &options, const Progress &progress) {
    report(progress, "screening rows", 0.0);
    Draft draft = start_draft(std::move(inventory), options);
    // Swapped coordinates first: everything later asks what lies near what.
    exchange_swapped_coordinates(draft);
    leave_out_repeated_rows(draft);
    make_ids_unique(draft.survey.line, draft.survey.issue, draft.survey.repair, draft.kept);
    restore_missing_drawings(draft);

    report(progress, "matching points and lines", 0.15);
    // Point numbers are the surveyor's own topology; the drawing corrects them, not the other way round.
    make_point_nodes(draft);
    turn_reversed_ids(draft);
    assign_ends(draft);
    settle_offsets(draft);

    report(progress, "joining", 0.35);
    // Classes are settled on what certainly meets, before snapping could join two tiers.
    const SegmentIndex segments(draft.course); // no course changes from here on
    const std::vector<Join> joins = find_joins(draft, segments);
    settle_pressure_classes(draft, joins);
    part_tiers_at_nodes(draft);
    execute_joins(draft, joins);
    if (draft.options.crossings == Crossings::connected) connect_crossings(draft, segments);
    leave_out_doubtful_lines(draft);
    report_near_misses(draft, segments);
    report_crossings(draft, segments);
    return draft;
}

/// Lines and registers to tables.
Network place_all(Draft &draft) {
    repair_registers(draft.survey);
    Assembly assembly = assemble_pipes(draft, registered_nodes(draft));
    set_depths(assembly.network);
    if (draft.options.use_levels) set_elevations(draft, assembly, draft.survey.issue);
    place_regulators(draft, assembly);
    place_sources(draft, assembly);
    place_users(draft, assembly);
    // What seems missing depends on roles, on pipes that are in use after all, and on who waits for gas; valves may
    // stand on what is missing. A closed valve must not look like a gap, so valves come last.
    infer_roles(assembly.network, draft.survey.provenance);
    keep_live_pipes(assembly.network, draft.survey.issue, draft.survey.repair);
    draw_missing_pipes(draft, assembly);
    infer_roles(assembly.network, draft.survey.provenance);
    place_valves(draft, assembly);
    return std::move(assembly.network);
}

/// Values the survey lacks or gets wrong.
void complete_values(Twin &twin, const ConnectOptions &options) {
    repair_diameters(twin.network, twin.issue, twin.repair, twin.provenance);
    clear_illegal_values(twin.network.pipe, twin.issue, twin.repair);
    clear_illegal_values(twin.network.node, twin.issue, twin.repair);
    const UnknownRows unknown = find_unknown(twin.network, options.unknown_as_old);
    impute_attributes(twin.network, twin.issue, twin.provenance, twin.candidate, unknown.pipe);
    add_riser_candidates(twin.network, twin.candidate, unknown.riser);
    treat_as_old(twin.network, unknown, twin.provenance);
    set_roughness(twin.network);
}

} // namespace

Twin connect(Inventory inventory, const ConnectOptions &options, const Progress &progress) {
    constexpr double farthest_snap_m = 100.0; // beyond it streets would be joined across blocks
    if (!(options.snap_m >= 0.0 && options.snap_m <= farthest_snap_m))
        throw Error("value_out_of_range", {.column = "snap_m", .value = number_text(options.snap_m)}, {},
                    "0 to 100 metres");
    static_cast<void>(find_unknown({}, options.unknown_as_old)); // refuses other columns before the work
    Draft draft = join_lines(std::move(inventory), options, progress);
    report(progress, "placing registers", 0.6);
    Twin twin;
    twin.network = place_all(draft);
    twin.layer_read = std::move(draft.survey.layer_read);
    twin.issue = std::move(draft.survey.issue);
    twin.repair = std::move(draft.survey.repair);
    twin.provenance = std::move(draft.survey.provenance);
    Plans plans{{}, std::move(draft.survey.enclosure_outline), std::move(draft.survey.record_outline)};
    report(progress, "filling gaps", 0.8);
    complete_values(twin, options);
    report(progress, "checking supply", 0.9);
    report_unsupplied(twin.network, options.suggest_reach_m, twin.issue);
    report(progress, "looking around pipes", 0.95);
    plans.building = twin.network.building_outline;
    twin.exposure = find_exposures(twin.network, plans);
    report_exposures(twin.network, twin.exposure, twin.issue);
    report(progress, "checking supply", 1.0);
    return twin;
}

} // namespace gastwin
