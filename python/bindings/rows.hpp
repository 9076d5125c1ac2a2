// SPDX-License-Identifier: Apache-2.0
// Rows named by ids that come from Python, and states that must belong to a network.
#pragma once
#include "engine/result.hpp"
#include "models/network.hpp"
#include "models/references.hpp"

namespace gastwin::python {

/// Rows of these ids; throws the Error of this kind for ids that do not exist. `known` is id_map(table).
template <TableType Table>
std::vector<Index<Table>> rows_of(const Table &, const IdMap &known, const std::vector<std::string> &ids,
                                  std::string_view error) {
    std::vector<Index<Table>> rows;
    for (const std::string &id : ids) {
        const auto found = known.find(id);
        if (found == known.end()) throw Error(error, {}, {id});
        rows.emplace_back(found->second);
    }
    return rows;
}

template <TableType Table>
std::vector<Index<Table>> rows_of(const Table &table, const std::vector<std::string> &ids, std::string_view error) {
    if (ids.empty()) return {};
    return rows_of(table, id_map(table), ids, error);
}

inline void require_state_of(const Network &network, const State &state) {
    if (state.node.id == network.node.id && state.pipe.id == network.pipe.id &&
        state.regulator.id == network.regulator.id && state.customer.id == network.customer.id)
        return;
    throw Error("dangling_reference", {.layer = std::string(NodeResults::name)}, {}, "the state is of another network");
}

} // namespace gastwin::python
