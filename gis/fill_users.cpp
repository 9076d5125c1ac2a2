// SPDX-License-Identifier: Apache-2.0
// Registers of users, their safety devices, and records of leaks, hazards and works (gis/fill.hpp).
#include <cmath>

#include "gis/fill.hpp"
#include "gis/text.hpp"

namespace gastwin {
namespace {

std::string date(const MappedLayer &layer, const Cell &cell, Inventory &inventory) {
    auto reading = read_date(layer.text(cell.file_column, cell.row));
    note_reading(layer, cell, reading, reading.value, inventory);
    return std::move(reading.value);
}

/// Writes row `to` of the device table, which must exist.
void set_device(const MappedLayer &layer, DeviceKind kind, std::string_view suffix, const std::string &customer,
                std::size_t row, std::size_t to, Inventory &inventory) {
    Devices &device = inventory.device.rows;
    device.id[to] = customer + std::string(suffix);
    device.kind[to] = kind;
    device.source[to] = layer.source();
    device.source_row[to] = layer.source_row(row);
    inventory.device.references["customer"][to] = customer;
}

/// Grows the device table by so many rows and returns the first of them.
std::size_t add_device_rows(std::size_t rows, Inventory &inventory) {
    const std::size_t first = row_count(inventory.device.rows);
    resize_rows(inventory.device.rows, first + rows);
    inventory.device.references["customer"].resize(first + rows);
    return first;
}

struct DeviceColumns {
    std::int32_t valve, valve_tier, hose, hose_date, alarm, alarm_end;

    explicit DeviceColumns(const MappedLayer &layer)
        : valve{layer.find("valve_installed")}, valve_tier{layer.find("valve_tier")}, hose{layer.find("hose_type")},
          hose_date{layer.find("hose_installed")}, alarm{layer.find("alarm_installed")}, alarm_end{layer.find(
                                                                                             "alarm_expires")} {}
};

std::size_t count_devices(const MappedLayer &layer, const DeviceColumns &columns) {
    std::size_t count = 0;
    for (const std::int32_t column : {columns.valve, columns.hose, columns.alarm})
        for (std::size_t row = 0; row < layer.rows(); ++row) count += layer.text(column, row).empty() ? 0 : 1;
    return count;
}

/// Devices of one household into rows `to` and following; returns the row behind the last.
std::size_t read_household_devices(const MappedLayer &layer, const DeviceColumns &columns, const std::string &customer,
                                   std::size_t row, std::size_t to, Inventory &inventory) {
    Devices &device = inventory.device.rows;
    const auto dated = [&](std::string_view name, std::int32_t column) {
        return date(layer, {"device", name, device.id[to], column, row}, inventory);
    };
    if (!layer.text(columns.valve, row).empty()) {
        set_device(layer, DeviceKind::self_closing_valve, "-SCV", customer, row, to, inventory);
        device.installed[to] = dated("installed", columns.valve);
        device.tier[to++] = layer.text(columns.valve_tier, row);
    }
    if (!layer.text(columns.hose, row).empty()) {
        set_device(layer, DeviceKind::hose, "-HOSE", customer, row, to, inventory);
        device.type[to] = layer.text(columns.hose, row);
        device.installed[to] = dated("installed", columns.hose_date);
        ++to;
    }
    if (!layer.text(columns.alarm, row).empty()) {
        set_device(layer, DeviceKind::alarm, "-ALM", customer, row, to, inventory);
        device.installed[to] = dated("installed", columns.alarm);
        device.expires[to] = dated("expires", columns.alarm_end);
        ++to;
    }
    return to;
}

/// A unit user's devices are recorded as there, not there, expired or faulty.
void read_unit_device(const MappedLayer &layer, std::string_view column_name, DeviceKind kind, std::string_view suffix,
                      const std::string &customer, std::size_t row, Inventory &inventory) {
    const std::int32_t column = layer.find(column_name);
    const auto code = layer.code("present", column, row, customer, inventory.issue);
    if (!code || *code != "yes") return;
    const std::size_t to = add_device_rows(1, inventory);
    set_device(layer, kind, suffix, customer, row, to, inventory);
    inventory.device.rows.type[to] = layer.text(column, row);
}

/// Rows of the layer whose fuel is piped gas; all of them where the register does not say.
std::vector<std::size_t> piped_rows(const MappedLayer &layer, Inventory &inventory) {
    const std::int32_t fuel = layer.find("fuel"), id = layer.find("id");
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < layer.rows(); ++row) {
        const auto code = layer.code("fuel", fuel, row, layer.text(id, row), inventory.issue);
        if (code && *code != "other") rows.push_back(row);
    }
    return rows;
}

void read_unit_user(const MappedLayer &layer, const Positions &at, std::size_t row, std::size_t to,
                    Inventory &inventory) {
    Customers &customer = inventory.customer.rows;
    const std::string &id = customer.id[to];
    const std::int32_t kind = layer.find("kind");
    customer.demand_kg_s[to] = 0.0;
    customer.connected_load_kg_s[to] = layer.number(layer.find("load"), row, id, inventory.issue);
    const auto code = layer.code("customer_kind", kind, row, id, inventory.issue);
    customer.kind[to] = code && !code->empty() ? *parse_code<CustomerKind>(*code) : CustomerKind::other;
    const CodeList &places = layer.profile().code_list("special");
    if (const auto place = places.find(fold(layer.text(kind, row))); place != places.end())
        customer.special[to] = place->second;
    customer.x_m[to] = at.x_m[row];
    customer.y_m[to] = at.y_m[row];
    read_unit_device(layer, "alarm", DeviceKind::alarm, "-ALM", id, row, inventory);
    read_unit_device(layer, "shut_off", DeviceKind::shut_off, "-ESV", id, row, inventory);
}

} // namespace

void fill_households(const MappedLayer &layer, Inventory &inventory) {
    Customers &customer = inventory.customer.rows;
    const std::size_t first = append_rows(customer, layer, inventory.issue);
    fill_reference(inventory.customer, "building", layer, layer.find("building"), first);
    fill_reference(inventory.customer, "riser", layer, layer.find("riser"), first);
    const std::int32_t floor = layer.find("floor");
    const DeviceColumns devices(layer);
    std::size_t device = add_device_rows(count_devices(layer, devices), inventory);
    for (std::size_t row = 0; row < layer.rows(); ++row) {
        const std::size_t to = first + row;
        customer.households[to] = 1;
        customer.demand_kg_s[to] = 0.0; // decided by the load model, from households
        customer.floor[to] = layer.whole(floor, row, customer.id[to], inventory.issue);
        device = read_household_devices(layer, devices, customer.id[to], row, device, inventory);
    }
}

void fill_unit_users(const MappedLayer &layer, Inventory &inventory) {
    Customers &customer = inventory.customer.rows;
    const std::vector<std::string> ids = row_ids(layer, inventory.issue);
    const Positions at = positions(layer, inventory.issue);
    const std::int32_t node = layer.find("node");
    for (const std::size_t row : piped_rows(layer, inventory)) {
        const std::size_t to = append_row(customer, ids[row]).row();
        customer.source[to] = layer.source();
        customer.source_row[to] = layer.source_row(row);
        auto &nodes = inventory.customer.references["node"];
        nodes.resize(to + 1);
        nodes[to] = layer.text(node, row);
        if (nodes[to].empty()) add_issue(inventory.issue, layer.issue_at("not_recorded", node, row, ids[row]));
        read_unit_user(layer, at, row, to, inventory);
    }
}

void fill_records(const MappedLayer &layer, const std::string &kind, Inventory &inventory) {
    Records &record = inventory.record.rows;
    const std::size_t first = append_rows(record, layer, inventory.issue);
    const Positions at = positions(layer, inventory.issue);
    const std::int32_t object = layer.find("object"), object_kind = layer.find("object_kind");
    const std::int32_t started = layer.find("started"), ended = layer.find("ended"), cause = layer.find("cause");
    const std::int32_t detail = layer.find("cause_detail"), level = layer.find("level"), state = layer.find("state");
    const std::int32_t dug = layer.find("excavation_depth_m"), plan = layer.find("protection_plan"),
                       guardian = layer.find("guardian");
    for (std::size_t row = 0; row < layer.rows(); ++row) {
        const std::size_t to = first + row;
        const std::string &id = record.id[to];
        record.kind[to] = kind;
        record.object_id[to] = layer.text(object, row);
        record.table_name[to] = layer.code("object", object_kind, row, id, inventory.issue).value_or("");
        record.started[to] = date(layer, {"record", "started", id, started, row}, inventory);
        record.ended[to] = date(layer, {"record", "ended", id, ended, row}, inventory);
        record.cause[to] = layer.text(cause, row);
        record.cause_detail[to] = layer.text(detail, row);
        record.level[to] = layer.text(level, row);
        record.state[to] = layer.text(state, row);
        record.excavation_depth_m[to] = layer.number(dug, row, id, inventory.issue);
        record.protection_plan[to] = layer.text(plan, row);
        record.guardian[to] = layer.text(guardian, row);
        record.x_m[to] = at.x_m[row];
        record.y_m[to] = at.y_m[row];
        const bool outlined = layer.raw().kind == ShapeKind::polygon;
        inventory.record_outline.push_back(outlined ? layer.raw().shape[row] : std::span<const Point>());
    }
}

} // namespace gastwin
