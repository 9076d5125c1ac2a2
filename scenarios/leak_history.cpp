// SPDX-License-Identifier: Apache-2.0
#include "scenarios/leak_history.hpp"

#include <algorithm>

#include "models/references.hpp"

namespace gastwin {
namespace {

void widen_window(LeakHistory &history, std::int32_t year) {
    history.from_year = history.known() ? std::min(history.from_year, year) : year;
    history.to_year = history.to_year == missing_int ? year : std::max(history.to_year, year);
}

} // namespace

LeakHistory count_leaks(const Network &network, const FailureScheme &scheme, std::int32_t newest_year) {
    LeakHistory history;
    history.pipe.resize(row_count(network.pipe));
    history.riser.resize(row_count(network.riser));
    const IdMap pipes = id_map(network.pipe), risers = id_map(network.riser);
    const Records &record = network.record;
    for (std::size_t i = 0; i < row_count(record); ++i) {
        if (record.kind[i] != "leak") continue;
        const std::int32_t year = year_of_date(record.started[i]);
        if (year == missing_int || year > newest_year) {
            ++history.undated;
            continue;
        }
        widen_window(history, year);
        if (holds_word(record.cause[i], scheme.third_party_words)) {
            ++history.third_party;
            continue;
        }
        const std::string &table = record.table_name[i];
        auto pipe = pipes.end();
        auto riser = risers.end();
        if (table.empty() || table == "pipe") pipe = pipes.find(record.object_id[i]);
        if (pipe == pipes.end() && (table.empty() || table == "riser")) riser = risers.find(record.object_id[i]);
        if (pipe == pipes.end() && riser == risers.end()) {
            ++history.unmatched;
            continue;
        }
        const bool on_pipe = pipe != pipes.end();
        const auto row = static_cast<std::size_t>(on_pipe ? pipe->second : riser->second);
        const std::int32_t installed = on_pipe ? network.pipe.install_year[row] : network.riser.install_year[row];
        if (installed != missing_int && installed <= newest_year && year < installed) {
            ++history.before_install;
            continue;
        }
        ++(on_pipe ? history.pipe : history.riser)[row];
        history.events.push_back({!on_pipe, row, year});
        ++history.counted;
    }
    return history;
}

} // namespace gastwin
