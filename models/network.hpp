// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <tuple>

#include "models/building.hpp"
#include "models/customer.hpp"
#include "models/device.hpp"
#include "models/enclosure.hpp"
#include "models/gas.hpp"
#include "models/geometry.hpp"
#include "models/node.hpp"
#include "models/pipe.hpp"
#include "models/record.hpp"
#include "models/regulator.hpp"
#include "models/riser.hpp"
#include "models/source.hpp"
#include "models/valve.hpp"

namespace gastwin {

/// The twin's tables: THE list. Adding a component is one header and one line in tables().
struct Network {
    // Compiled once, in network.cpp: the tables hold some two hundred vectors.
    Network();
    Network(const Network &);
    Network(Network &&) noexcept;
    Network &operator=(const Network &);
    Network &operator=(Network &&) noexcept;
    ~Network();

    Nodes node;
    Pipes pipe;
    Valves valve;
    Regulators regulator;
    Sources source;
    Risers riser;
    Customers customer;
    Devices device;
    Buildings building;
    Enclosures enclosure;
    Records record;

    Gas gas;
    Shapes pipe_line;        ///< drawn course of each pipe; no parts: straight between its nodes
    Shapes building_outline; ///< footprint rings; no parts: unknown
    std::string crs;         ///< "EPSG:4547" or WKT; empty: none (local metres)

    static constexpr auto tables() {
        return std::make_tuple(&Network::node, &Network::pipe, &Network::valve, &Network::regulator, &Network::source,
                               &Network::riser, &Network::customer, &Network::device, &Network::building,
                               &Network::enclosure, &Network::record);
    }
};

/// Calls f(table) for each table of the network; works on const and mutable networks.
template <class N, class F> constexpr void for_each_table(N &network, F &&f) {
    std::apply([&](const auto... member) { (f(network.*member), ...); }, Network::tables());
}

/// The table a reference points into, e.g. table_of<Nodes>(network).
template <class Table, class N> constexpr auto &table_of(N &network) {
    constexpr auto pick = [](auto &n, const auto... member) -> auto & {
        auto *found = static_cast<std::conditional_t<std::is_const_v<N>, const Table, Table> *>(nullptr);
        const auto test = [&](auto &table) {
            if constexpr (std::is_same_v<std::decay_t<decltype(table)>, Table>) found = &table;
        };
        (test(n.*member), ...);
        return *found;
    };
    return std::apply(
        [&](const auto... member) -> auto & { return pick(network, member...); }, Network::tables());
}

// These too.
extern template void resize_rows(Nodes &, std::size_t);
extern template void resize_rows(Pipes &, std::size_t);
extern template void resize_rows(Valves &, std::size_t);
extern template void resize_rows(Regulators &, std::size_t);
extern template void resize_rows(Sources &, std::size_t);
extern template void resize_rows(Risers &, std::size_t);
extern template void resize_rows(Customers &, std::size_t);
extern template void resize_rows(Devices &, std::size_t);
extern template void resize_rows(Buildings &, std::size_t);
extern template void resize_rows(Enclosures &, std::size_t);
extern template void resize_rows(Records &, std::size_t);

} // namespace gastwin
