// SPDX-License-Identifier: Apache-2.0
// Every TOML text the C++ side reads: mapping profiles, the schemes of risk, costs, incidents and scores, policy rules.
// The first byte picks the reader.
#include "fuzz.hpp"
#include "gis/mapping.hpp"
#include "gis/profile.hpp"
#include "scenarios/incident_scheme.hpp"
#include "scenarios/policy.hpp"
#include "scenarios/scheme.hpp"
#include "scenarios/score_scheme.hpp"

using namespace gastwin;

namespace {

/// A profile that was accepted must be usable.
void use(const Profile &profile) {
    RawLayer head;
    head.layer = "RQLINE";
    for (const char *name : {"管线编号", "起点点号", "终点点号", "材质", "管径（mm）", "压力(MPa)", "id"})
        head.columns.push_back({name});
    const Match match = recognise(head, profile);
    if (match.spec == nullptr) return;
    fuzz::require(match.column.size() == match.spec->columns.size(), "a match knows every column of its table");
    static_cast<void>(wanted_columns(match, head.columns.size()));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size) {
    fuzz::Input input(data, size);
    const std::uint8_t reader = input.byte() % 6;
    const std::string_view text = input.rest();
    fuzz::answers([&] {
        if (reader == 0) use(parse_profile(text, "fuzz.toml"));
        else if (reader == 1) static_cast<void>(read_scheme(text, "fuzz.toml"));
        else if (reader == 2) static_cast<void>(read_cost_scheme(text, "fuzz.toml"));
        else if (reader == 3) static_cast<void>(read_incident_scheme(text, "fuzz.toml"));
        else if (reader == 4) static_cast<void>(read_score_scheme(text, "fuzz.toml"));
        else static_cast<void>(read_policy(text, "fuzz.toml"));
    });
    return 0;
}
