// SPDX-License-Identifier: Apache-2.0
#include "scenarios/asset_place.hpp"

#include <cmath>

#include "models/references.hpp"

namespace gastwin {

std::vector<Point> pipe_course(const Network &n, std::size_t pipe) {
    if (pipe < n.pipe_line.rows() && n.pipe_line[pipe].size() >= 2)
        return {n.pipe_line[pipe].begin(), n.pipe_line[pipe].end()};
    std::vector<Point> line;
    for (const NodeIdx node : {n.pipe.from_node[pipe], n.pipe.to_node[pipe]}) {
        const Point p{n.node.x_m[node.row()], n.node.y_m[node.row()]};
        if (!std::isfinite(p.x + p.y)) return {};
        line.push_back(p);
    }
    return line;
}

std::vector<std::size_t> asset_rows(const Network &network, const RiskResults &risk) {
    const IdMap pipes = id_map(network.pipe), risers = id_map(network.riser);
    std::vector<std::size_t> rows(row_count(risk));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const IdMap &table = risk.table_name[i] == "riser" ? risers : pipes;
        const auto found = table.find(risk.id[i]);
        if (found == table.end())
            throw Error("dangling_reference", {.layer = std::string(RiskResults::name)}, {risk.id[i]},
                        "the risk is of another network");
        rows[i] = static_cast<std::size_t>(found->second);
    }
    return rows;
}

} // namespace gastwin
