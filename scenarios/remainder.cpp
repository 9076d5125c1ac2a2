// SPDX-License-Identifier: Apache-2.0
#include "scenarios/remainder.hpp"

#include <algorithm>

namespace gastwin {

Network remaining_network(const Network &network, const Removal &removal) {
    Network rest;
    rest.node = network.node;
    rest.pipe = network.pipe;
    rest.valve = network.valve;
    rest.regulator = network.regulator;
    rest.customer = network.customer;
    rest.gas = network.gas;
    std::fill(rest.customer.riser.begin(), rest.customer.riser.end(), RiserIdx{});
    std::fill(rest.customer.building.begin(), rest.customer.building.end(), BuildingIdx{});
    for (const ValveIdx v : removal.valves) rest.valve.open[v.row()] = 0;
    for (const RegulatorIdx r : removal.regulators) rest.regulator.state[r.row()] = RegulatorState::closed;
    std::vector<std::int32_t> kept;
    for (std::size_t s = 0; s < row_count(network.source); ++s)
        if (std::find(removal.sources.begin(), removal.sources.end(), SourceIdx{s}) == removal.sources.end())
            kept.push_back(static_cast<std::int32_t>(s));
    rest.source = select_rows(network.source, kept);
    return rest;
}

} // namespace gastwin
