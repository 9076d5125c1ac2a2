// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "scenarios/incident_parts.hpp"

namespace gastwin {
namespace {

/// What happened, for people.
struct EventText {
    std::string en, zh;
};

IncidentPhase phase_at(const Course &course, double over_s, double t) {
    using enum IncidentPhase;
    if (t < course.called_s) return undetected;
    if (t < course.on_site_s) return on_the_way;
    if (t < course.first_operation_s()) return locating;
    if (t < course.isolated_s) return closing;
    if (t < over_s) return depressurising;
    return t < course.recharged_s ? repairing : restoring;
}

std::size_t add_row(IncidentTimeline &timeline, double t_s, IncidentPhase phase, EventText event = {}) {
    const std::size_t row = append_row(timeline, "").row();
    timeline.t_s[row] = t_s;
    timeline.phase[row] = phase;
    timeline.event[row] = std::move(event.en);
    timeline.event_zh[row] = std::move(event.zh);
    return row;
}

void tell_release(const Release &release, const std::vector<double> &tripped, const IncidentOutcome &outcome,
                  IncidentTimeline &timeline) {
    std::vector<double> order = tripped;
    std::sort(order.begin(), order.end());
    const SystemSeries &system = release.run.system;
    for (std::size_t i = 0; i < row_count(system); ++i) {
        const double t = system.time_s[i];
        const std::size_t row = add_row(timeline, t, phase_at(release.course, outcome.duration_s, t));
        timeline.release_kg_s[row] = i == 0 ? outcome.peak_release_kg_s : system.leak_kg_s[i];
        timeline.released_kg[row] = system.leaked_kg[i];
        timeline.inventory_kg[row] = system.linepack_kg[i];
        timeline.customers_out[row] =
            static_cast<std::int32_t>(std::upper_bound(order.begin(), order.end(), t) - order.begin());
    }
}

EventText operation_text(const Event &event) {
    if (event.kind == EventKind::valve_close) return {"closed valve " + event.element, "关闭阀门 " + event.element};
    if (event.kind == EventKind::regulator_close)
        return {"shut station " + event.element, "切断调压站 " + event.element};
    return {"took out source " + event.element, "停用气源 " + event.element};
}

void tell_events(const Release &release, const IncidentOutcome &outcome, IncidentTimeline &timeline) {
    const Course &course = release.course;
    const auto tell = [&](double t, EventText event) {
        const std::size_t row = add_row(timeline, t, phase_at(course, outcome.duration_s, t), std::move(event));
        timeline.customers_out[row] = outcome.customers_out; // as everybody is once the release is over
    };
    tell(0.0, {"damage", "管线损坏"});
    tell(course.called_s, {"reported", "接警"});
    tell(course.on_site_s, {"crew on site", "抢修人员到场"});
    for (const Event &operation : release.operations) tell(operation.time_s, operation_text(operation));
    tell(outcome.duration_s, {"release over", "泄漏终止"});
    tell(course.repaired_s, {"repaired", "修复完成"});
    tell(course.recharged_s, {"street recharged", "管网恢复供气"});
}

/// Rows in order of time; those of events take the numbers of the row before them.
void put_in_order(IncidentTimeline &timeline) {
    std::vector<std::int32_t> order(row_count(timeline));
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int32_t>(i);
    std::stable_sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
        return timeline.t_s[static_cast<std::size_t>(a)] < timeline.t_s[static_cast<std::size_t>(b)];
    });
    timeline = select_rows(timeline, order);
    for (std::size_t i = 0; i < order.size(); ++i) {
        timeline.id[i] = std::to_string(i + 1);
        if (i == 0 || !is_missing(timeline.released_kg[i])) continue;
        timeline.release_kg_s[i] = timeline.release_kg_s[i - 1];
        timeline.released_kg[i] = timeline.released_kg[i - 1];
        timeline.inventory_kg[i] = timeline.inventory_kg[i - 1];
        if (timeline.phase[i] < IncidentPhase::repairing) timeline.customers_out[i] = timeline.customers_out[i - 1];
    }
}

void tell_restoration(const RestorationCurve &curve, std::int32_t out, IncidentTimeline &timeline) {
    if (curve.share.empty())
        add_row(timeline, curve.start_s, IncidentPhase::restored, {"nobody was out", "无用户停气"});
    for (std::size_t i = 0; i < curve.share.size(); ++i) {
        const bool last = i + 1 == curve.share.size();
        const std::size_t row =
            add_row(timeline, curve.time_s[i], last ? IncidentPhase::restored : IncidentPhase::restoring,
                    last ? EventText{"last customer restored", "最后一户恢复供气"} : EventText{});
        timeline.customers_out[row] =
            static_cast<std::int32_t>(std::lround((1.0 - curve.share[i]) * static_cast<double>(out)));
    }
}

} // namespace

void tell_timeline(const Release &release, const std::vector<double> &tripped, const RestorationCurve &curve,
                   IncidentOutcome &outcome) {
    tell_release(release, tripped, outcome, outcome.timeline);
    tell_events(release, outcome, outcome.timeline);
    tell_restoration(curve, outcome.customers_out, outcome.timeline);
    put_in_order(outcome.timeline);
}

} // namespace gastwin
