// SPDX-License-Identifier: Apache-2.0
#include "gis/register_writer.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "gis/gbk_csv.hpp"
#include "gis/survey_layer.hpp"
#include "gis/survey_sheet.hpp"
#include "models/random.hpp"
#include "models/units.hpp"

namespace gastwin {
namespace {

std::string id_or_blank(const auto &table, auto index) { return index.valid() ? table.id[index.row()] : std::string(); }
std::string whole(std::int32_t value) { return is_missing(value) ? std::string() : std::to_string(value); }
std::string kpa(double pa) { return sheet_number(pa / 1e3, 4); }
/// Over-pressure devices that do not exist are written 无.
std::string kpa_or_none(double pa) { return is_missing(pa) ? "无" : kpa(pa); }

std::string m3_h(const Network &net, double kg_s) {
    return sheet_number(m3_h_from_kg_s(kg_s, net.gas.reference_density_kg_m3()), 4);
}

void write_sources(const Network &net, const std::filesystem::path &folder) {
    GbkCsv csv("编号,点号,类型,压力kPa,供气能力m3h,投运年份,X,Y");
    const Sources &s = net.source;
    for (std::size_t r = 0; r < row_count(s); ++r) {
        const std::size_t n = s.node[r].row();
        const double gauge = is_missing(s.gauge_pressure_pa[r])
                                 ? s.pressure_pa[r] - atmospheric_pressure_pa(net.node.elevation_m[n])
                                 : s.gauge_pressure_pa[r];
        csv.row({s.id[r], net.node.id[n], s.kind[r], kpa(gauge), m3_h(net, s.max_flow_kg_s[r]), "",
                 sheet_number(net.node.x_m[n], 3), sheet_number(net.node.y_m[n], 3)});
    }
    csv.write(folder / "气源点.csv");
}

/// Pressure at a regulator's inlet as ledgers give it: that of the sources.
std::string inlet_kpa(const Network &net) {
    return row_count(net.source) == 0 ? std::string() : kpa(net.source.gauge_pressure_pa[0]);
}

void write_regulators(const Network &net, const std::filesystem::path &folder) {
    GbkCsv csv(
        "编号,类型,进口点号,出口点号,进口压力kPa,出口设定kPa,超压切断kPa,放散kPa,额定流量m3h,投运年份,有无监控调压");
    const Regulators &g = net.regulator;
    const std::string inlet = inlet_kpa(net);
    for (std::size_t r = 0; r < row_count(g); ++r)
        csv.row({g.id[r], g.kind[r], net.node.id[g.from_node[r].row()], net.node.id[g.to_node[r].row()], inlet,
                 kpa(g.set_gauge_pressure_pa[r]), kpa_or_none(g.trip_high_gauge_pressure_pa[r]),
                 kpa_or_none(g.relief_gauge_pressure_pa[r]), m3_h(net, g.capacity_kg_s[r]), whole(g.install_year[r]),
                 g.has_monitor[r] ? "有" : "无"});
    csv.write(folder / "调压设施台账.csv");
}

void write_valves(const Network &net, const std::filesystem::path &folder) {
    GbkCsv csv("编号,类型,管线编号,点号,常态,可操作性,上次维护");
    const Valves &v = net.valve;
    for (std::size_t r = 0; r < row_count(v); ++r) {
        const std::string state = !v.state[r].empty() ? v.state[r] : v.operable[r] ? "正常" : "卡阻";
        csv.row({v.id[r], v.kind[r], id_or_blank(net.pipe, v.pipe[r]), v.id[r], v.open[r] ? "开" : "关", state, ""});
    }
    csv.write(folder / "阀门台账.csv");
}

void write_risers(const Network &net, const std::filesystem::path &folder) {
    GbkCsv csv("立管编号,点号,楼栋编号,楼层数,每层户数,户数,材质,公称直径,高度m,敷设年份,更换年份");
    const Risers &t = net.riser;
    for (std::size_t r = 0; r < row_count(t); ++r) {
        const std::int32_t floors = t.floors[r], households = t.households[r];
        const bool both = !is_missing(floors) && !is_missing(households) && floors > 0;
        const char *material = t.material[r] == Material::stainless    ? "不锈钢管"
                               : t.material[r] == Material::galvanised ? "镀锌钢管"
                                                                       : "";
        csv.row({t.id[r], id_or_blank(net.node, t.node[r]), id_or_blank(net.building, t.building[r]), whole(floors),
                 both ? std::to_string((households + floors - 1) / floors) : "", whole(households), material,
                 t.diameter_text[r], sheet_number(t.height_m[r], 1), whole(t.install_year[r]), ""});
    }
    csv.write(folder / "立管台账.csv");
}

/// The devices of each customer, by kind; rows of the device table or -1.
using DeviceRows = std::vector<std::array<std::int32_t, 4>>;

DeviceRows devices_of(const Network &net) {
    DeviceRows rows(row_count(net.customer), {-1, -1, -1, -1});
    for (std::size_t d = 0; d < row_count(net.device); ++d)
        if (net.device.customer[d].valid())
            rows[net.device.customer[d].row()][static_cast<std::size_t>(net.device.kind[d])] =
                static_cast<std::int32_t>(d);
    return rows;
}

void household_rows(GbkCsv &csv, const Network &net, std::size_t row, std::size_t &number,
                    const std::array<std::int32_t, 4> &device) {
    const Customers &c = net.customer;
    const auto of = [&](DeviceKind kind, const std::vector<std::string> &column) {
        const std::int32_t d = device[static_cast<std::size_t>(kind)];
        return d < 0 ? std::string() : column[static_cast<std::size_t>(d)];
    };
    const bool old = c.building[row].valid() && net.building.old_estate[c.building[row].row()];
    const std::string building = id_or_blank(net.building, c.building[row]);
    const std::string riser = id_or_blank(net.riser, c.riser[row]);
    const std::int32_t floors = c.riser[row].valid() ? net.riser.floors[c.riser[row].row()] : missing_int;
    const std::string since = c.riser[row].valid() ? whole(net.riser.install_year[c.riser[row].row()]) : "";
    const std::int32_t households = std::max(1, c.households[row]);
    for (std::int32_t k = 0; k < households; ++k) {
        const std::string digits = std::to_string(++number);
        const std::string id =
            households == 1 ? c.id[row] : "YH" + std::string(digits.size() < 7 ? 7 - digits.size() : 0, '0') + digits;
        std::int32_t floor = c.floor[row];
        if (is_missing(floor) && !is_missing(floors) && floors > 0) floor = 1 + k % floors;
        csv.row({id, building, riser, whole(floor), old ? "老旧小区" : "普通", since, "双眼灶", "强排式",
                 of(DeviceKind::self_closing_valve, net.device.installed),
                 of(DeviceKind::self_closing_valve, net.device.tier), of(DeviceKind::hose, net.device.type),
                 of(DeviceKind::hose, net.device.installed), of(DeviceKind::alarm, net.device.installed),
                 of(DeviceKind::alarm, net.device.expires), "", "正常"});
    }
}

void write_households(const Network &net, const std::filesystem::path &folder) {
    GbkCsv csv(
        "用户编号,楼栋编号,立管编号,楼层,用户类别,通气日期,灶具,热水器,自闭阀安装日期,自闭阀档次,软管类型,软管安装日期,"
        "报警器安装日期,报警器有效期,最近入户安检日期,入户状态");
    const DeviceRows device = devices_of(net);
    std::size_t number = 0;
    for (std::size_t r = 0; r < row_count(net.customer); ++r)
        if (net.customer.kind[r] == CustomerKind::household) household_rows(csv, net, r, number, device[r]);
    csv.write(folder / "用户台账.csv");
}

const char *unit_kind(CustomerKind kind, const std::string &special) {
    if (special == "school") return "学校";
    if (special == "kindergarten") return "幼儿园";
    if (special == "hospital") return "医院";
    if (special == "elder_care") return "养老机构";
    if (special == "shopping") return "商场";
    switch (kind) {
    case CustomerKind::commercial:
        return "餐饮";
    case CustomerKind::public_service:
        return "单位食堂";
    case CustomerKind::industrial:
        return "工业";
    case CustomerKind::heating:
        return "采暖";
    default:
        return "其他";
    }
}

void write_unit_users(const Network &net, const std::filesystem::path &folder) {
    GbkCsv csv("编号,类别,X,Y,用能方式,设计流量m3h,厨房面积m2,有效通风面积m2,楼层位置,报警器,联锁切断,瓶装气瓶总重kg,"
               "专用瓶间,证照,接入点号");
    const Customers &c = net.customer;
    for (std::size_t r = 0; r < row_count(c); ++r) {
        if (c.kind[r] == CustomerKind::household) continue;
        const bool placed = c.node[r].valid();
        const double x = placed ? net.node.x_m[c.node[r].row()] : c.x_m[r];
        const double y = placed ? net.node.y_m[c.node[r].row()] : c.y_m[r];
        csv.row({c.id[r], unit_kind(c.kind[r], c.special[r]), sheet_number(x, 3), sheet_number(y, 3), "管道气",
                 m3_h(net, c.connected_load_kg_s[r]), "", "", "一层", "有", "有", "", "", "齐全",
                 placed ? net.node.id[c.node[r].row()] : ""});
    }
    csv.write(folder / "单位用户台账.csv");
}

void write_leaks(const Network &net, const std::filesystem::path &folder) {
    GbkCsv csv("工单编号,派工时间,完成时间,管线编号或立管编号,X,Y,原因一级,原因二级,压力,管材,管径,级别");
    const Records &w = net.record;
    for (std::size_t r = 0; r < row_count(w); ++r)
        if (w.kind[r] == "leak")
            csv.row({w.id[r], w.started[r], w.ended[r], w.object_id[r], sheet_number(w.x_m[r], 1),
                     sheet_number(w.y_m[r], 1), w.cause[r], w.cause_detail[r], "", "", "", w.level[r]});
    csv.write(folder / "维修工单.csv");
}

void write_buildings(const Network &net, const std::filesystem::path &folder) {
    if (row_count(net.building) == 0) return;
    SurveyFile file("GPKG", folder / "楼栋.gpkg", net.crs);
    file.start_layer("楼栋", SurveyShape::polygon,
                     {{"楼栋编号", SurveyCell::text},
                      {"建成年代", SurveyCell::whole},
                      {"层数", SurveyCell::whole},
                      {"单元数", SurveyCell::whole},
                      {"户数", SurveyCell::whole},
                      {"高度m", SurveyCell::real},
                      {"小区", SurveyCell::text},
                      {"社区", SurveyCell::text},
                      {"街道", SurveyCell::text},
                      {"是否老旧小区", SurveyCell::text}});
    std::vector<std::int32_t> risers(row_count(net.building), 0);
    for (const BuildingIdx b : net.riser.building)
        if (b.valid()) ++risers[b.row()];
    const Buildings &t = net.building;
    for (std::size_t r = 0; r < row_count(t); ++r) {
        std::vector<Point> ring;
        if (r < net.building_outline.rows())
            ring.assign(net.building_outline[r].begin(), net.building_outline[r].end());
        file.add(ring, {t.id[r], whole(t.built_year[r]), whole(t.floors[r]), std::to_string(risers[r]),
                        whole(t.households[r]), sheet_number(t.height_m[r], 1), t.estate[r], t.community[r],
                        t.district[r], t.old_estate[r] ? "是" : "否"});
    }
    file.close();
}

void write_enclosures(const Network &net, const std::filesystem::path &folder) {
    if (row_count(net.enclosure) == 0) return;
    SurveyFile file("GPKG", folder / "地下空间.gpkg", net.crs);
    file.start_layer("井室", SurveyShape::point,
                     {{"编号", SurveyCell::text},
                      {"类型", SurveyCell::text},
                      {"顶部埋深m", SurveyCell::real},
                      {"井深m", SurveyCell::real},
                      {"权属单位代码", SurveyCell::text}});
    const Enclosures &e = net.enclosure;
    for (std::size_t r = 0; r < row_count(e); ++r)
        file.add(std::vector<Point>{{e.x_m[r], e.y_m[r]}}, {e.id[r], e.kind[r], sheet_number(e.top_depth_m[r], 2),
                                                            sheet_number(e.bottom_depth_m[r], 2), e.owner[r]});
    file.close();
}

} // namespace

void write_registers(const Network &network, const std::filesystem::path &folder, const Progress &progress) {
    report(progress, "registers", 0.0);
    write_sources(network, folder);
    write_regulators(network, folder);
    write_valves(network, folder);
    write_risers(network, folder);
    report(progress, "registers", 0.2);
    write_households(network, folder);
    write_unit_users(network, folder);
    write_leaks(network, folder);
    report(progress, "registers", 0.6);
    write_buildings(network, folder);
    write_enclosures(network, folder);
}

} // namespace gastwin
