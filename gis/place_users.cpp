// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "gis/place.hpp"

namespace gastwin {
namespace {

/// Reference columns as long as their table, as resolve_references() wants them.
template <TableType Table> References padded(Register<Table> &from) {
    for (auto &[column, texts] : from.references) texts.resize(row_count(from.rows));
    return std::move(from.references);
}

void place_risers(Draft &draft, Assembly &assembly) {
    Network &network = assembly.network;
    References refs = padded(draft.survey.riser);
    network.riser = std::move(draft.survey.riser.rows);
    Risers &riser = network.riser;
    const auto at_node = refs.extract("node");
    resolve_references(network, riser, refs, draft.survey.issue);
    for (std::size_t r = 0; r < row_count(riser); ++r) {
        const std::string point = at_node.empty() ? "" : at_node.mapped()[r];
        riser.node[r] = network_node(draft, assembly, point, false);
        if (!riser.node[r].valid())
            report_asset(draft.survey.issue, riser, r, "unplaced_asset", "node", point, "no such point");
    }
}

/// Risers of each building that have a node.
std::vector<std::vector<RiserIdx>> risers_by_building(const Network &network) {
    std::vector<std::vector<RiserIdx>> risers(row_count(network.building));
    for (std::size_t r = 0; r < row_count(network.riser); ++r)
        if (network.riser.building[r].valid() && network.riser.node[r].valid())
            risers[network.riser.building[r].row()].push_back(RiserIdx{r});
    return risers;
}

class CustomerPlacer {
  public:
    CustomerPlacer(Draft &draft, Assembly &assembly)
        : draft_{draft}, network_{assembly.network}, risers_{risers_by_building(network_)},
          served_(row_count(network_.riser), 0) {}

    /// Users whose riser stands in their building come first; they leave the gaps for those whose riser does not.
    void attach_all() {
        Customers &customer = network_.customer;
        std::vector<std::size_t> astray;
        for (std::size_t c = 0; c < row_count(customer); ++c) {
            if (customer.node[c].valid() || customer.pipe[c].valid()) continue;
            const RiserIdx riser = customer.riser[c];
            const bool elsewhere = riser.valid() && customer.building[c].valid() &&
                                   network_.riser.building[riser.row()].valid() &&
                                   network_.riser.building[riser.row()] != customer.building[c];
            if (riser.valid() && !elsewhere && network_.riser.node[riser.row()].valid()) attach(c, riser);
            else astray.push_back(c);
        }
        for (const std::size_t c : astray) attach_astray(c);
    }

  private:
    void attach(std::size_t c, RiserIdx riser) {
        Customers &customer = network_.customer;
        customer.riser[c] = riser;
        customer.node[c] = network_.riser.node[riser.row()];
        served_[riser.row()] += std::max(1, customer.households[c]);
    }

    /// Riser of the building with most households still to be found.
    [[nodiscard]] RiserIdx emptiest_riser(BuildingIdx building) const {
        RiserIdx best;
        std::int32_t most = 0;
        for (const RiserIdx r : risers_[building.row()]) {
            const std::int32_t listed = network_.riser.households[r.row()];
            const std::int32_t left = (is_missing(listed) ? 0 : listed) - served_[r.row()];
            if (!best.valid() || left > most) best = r, most = left;
        }
        return best;
    }

    void attach_astray(std::size_t c) {
        Customers &customer = network_.customer;
        const RiserIdx named = customer.riser[c];
        if (customer.building[c].valid()) {
            if (const RiserIdx riser = emptiest_riser(customer.building[c]); riser.valid()) {
                const std::string was = named.valid() ? network_.riser.id[named.row()] : "";
                report_asset(draft_.survey.issue, customer, c, "ambiguous_reference", "riser", was,
                             "not in building " + network_.building.id[customer.building[c].row()] + "; attached to " +
                                 network_.riser.id[riser.row()]);
                return attach(c, riser);
            }
        }
        if (named.valid() && network_.riser.node[named.row()].valid()) return attach(c, named);
        attach_to_pipe(c);
    }

    void attach_to_pipe(std::size_t c) {
        Customers &customer = network_.customer;
        Point at{customer.x_m[c], customer.y_m[c]};
        if (!std::isfinite(at.x) && customer.building[c].valid())
            at = {network_.building.x_m[customer.building[c].row()], network_.building.y_m[customer.building[c].row()]};
        PipeFinder::Found found{};
        if (std::isfinite(at.x) && std::isfinite(at.y)) {
            if (!finder_) finder_ = std::make_unique<PipeFinder>(network_);
            found = finder_->nearest(at, draft_.options.customer_reach_m, [&](PipeIdx p) {
                return pressure_tier(network_.pipe.pressure_class[p.row()]) <= 1 &&
                       carries_gas(network_.pipe.state[p.row()]);
            });
        }
        if (!found.pipe.valid()) {
            report_asset(draft_.survey.issue, customer, c, "unplaced_asset", "node", "",
                         "no riser, node or low-pressure pipe near", at);
            return;
        }
        customer.pipe[c] = found.pipe;
        customer.position[c] = std::clamp(found.on.fraction, 0.0, 1.0);
        add_provenance(draft_.survey.provenance,
                       {.table_name = "customer",
                        .object_id = customer.id[c],
                        .column = "pipe",
                        .value = network_.pipe.id[found.pipe.row()],
                        .origin = Origin::inferred,
                        .method = "nearest low-pressure pipe, " + std::to_string(found.on.distance_m) + " m",
                        .confidence = 0.6,
                        .source = customer.source[c],
                        .source_row = customer.source_row[c]});
    }

    Draft &draft_;
    Network &network_;
    std::vector<std::vector<RiserIdx>> risers_;
    std::vector<std::int32_t> served_; ///< households attached to each riser so far
    std::unique_ptr<PipeFinder> finder_;
};

void place_customers(Draft &draft, Assembly &assembly) {
    Network &network = assembly.network;
    References refs = padded(draft.survey.customer);
    network.customer = std::move(draft.survey.customer.rows);
    Customers &customer = network.customer;
    const auto at_node = refs.extract("node");
    resolve_references(network, customer, refs, draft.survey.issue);
    for (std::size_t c = 0; c < row_count(customer); ++c) {
        const std::string point = at_node.empty() ? "" : at_node.mapped()[c];
        customer.node[c] = network_node(draft, assembly, point, false);
        if (!point.empty() && !customer.node[c].valid())
            report_asset(draft.survey.issue, customer, c, "dangling_reference", "node", point,
                         "placed by its coordinates where it has any");
        if (is_missing(customer.demand_kg_s[c])) customer.demand_kg_s[c] = 0.0;
    }
    CustomerPlacer(draft, assembly).attach_all();
}

} // namespace

void place_users(Draft &draft, Assembly &assembly) {
    Network &network = assembly.network;
    Inventory &survey = draft.survey;
    network.building = std::move(survey.building.rows);
    network.building_outline = std::move(survey.building_outline);
    network.enclosure = std::move(survey.enclosure.rows);
    network.record = std::move(survey.record.rows);
    place_risers(draft, assembly);
    place_customers(draft, assembly);
    const References refs = padded(survey.device);
    network.device = std::move(survey.device.rows);
    resolve_references(network, network.device, refs, survey.issue);
}

} // namespace gastwin
