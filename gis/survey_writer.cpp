// SPDX-License-Identifier: Apache-2.0
#include "gis/survey_writer.hpp"

#include <cmath>

#include "gis/gbk_csv.hpp"
#include "gis/register_writer.hpp"
#include "gis/survey_defects.hpp"
#include "gis/survey_layer.hpp"
#include "gis/survey_sheet.hpp"
#include "gis/twin_file.hpp"

namespace gastwin {
namespace {

std::filesystem::path make_folder(const std::filesystem::path &folder) {
    std::error_code failure;
    std::filesystem::create_directories(folder, failure);
    if (failure) throw Error("cannot_write", {.file = folder.string()}, {}, failure.message());
    return folder;
}

void write_shapefiles(const SurveySheet &sheet, const std::filesystem::path &folder, const std::string &crs) {
    std::error_code ignored; // what cannot be removed shows when it cannot be created
    for (const char *layer : {"RQLINE", "RQPOINT"})
        for (const char *part : {".shp", ".shx", ".dbf", ".prj", ".cpg"})
            std::filesystem::remove(folder / (std::string(layer) + part), ignored);
    SurveyFile file("ESRI Shapefile", folder, crs);
    using enum SurveyCell;
    file.start_layer("RQLINE", SurveyShape::line,
                     {{"GXBH", text},
                      {"S_POINT", text},
                      {"E_POINT", text},
                      {"S_DEEP", real},
                      {"E_DEEP", real},
                      {"MATERIAL", text},
                      {"D_S", text},
                      {"PRESSURE", text},
                      {"MDATE", text},
                      {"USEDSTATE", text},
                      {"EMBED", text},
                      {"ROADNAME", text},
                      {"PIPELEN", real}});
    for (const SheetLine &l : sheet.line)
        file.add(l.shape,
                 {l.id, l.from, l.to, sheet_number(l.from_depth_m, 2), sheet_number(l.to_depth_m, 2), l.material,
                  l.diameter, l.pressure, l.year, l.state, l.laying, l.street, sheet_number(l.length_m, 2)});
    file.start_layer("RQPOINT", SurveyShape::point,
                     {{"EXP_NO", text},
                      {"X", real},
                      {"Y", real},
                      {"SUR_H", real},
                      {"DEEP", real},
                      {"FEATURE", text},
                      {"SUBSID", text}});
    for (const SheetPoint &p : sheet.point)
        file.add(std::vector<Point>{p.at},
                 {p.id, sheet_number(p.at.x, 3), sheet_number(p.at.y, 3), sheet_number(p.ground_m, 2),
                  sheet_number(p.depth_m, 2), p.feature, p.appurtenance});
    file.close();
}

void write_tables(const SurveySheet &sheet, const std::filesystem::path &folder) {
    GbkCsv lines(
        "管线编号,起点点号,终点点号,起点埋深,终点埋深,材质,管径,压力,建设年代,使用状态,埋设方式,道路名称,管长");
    for (const SheetLine &l : sheet.line)
        lines.row({l.id, l.from, l.to, sheet_number(l.from_depth_m, 2), sheet_number(l.to_depth_m, 2), l.material,
                   l.diameter, l.pressure, l.year, l.state, l.laying, l.street, sheet_number(l.length_m, 2)});
    lines.write(folder / "管线表_gbk.csv");
    GbkCsv points("物探点号,X坐标,Y坐标,地面高程,埋深,特征,附属物");
    for (const SheetPoint &p : sheet.point)
        points.row({p.id, sheet_number(p.at.x, 3), sheet_number(p.at.y, 3), sheet_number(p.ground_m, 2),
                    sheet_number(p.depth_m, 2), p.feature, p.appurtenance});
    points.write(folder / "管点表_gbk.csv");
}

void write_labels(const std::vector<DefectLabel> &labels, const std::filesystem::path &path) {
    std::string text = "defect,object_id,info\n";
    for (const DefectLabel &label : labels) text += label.defect + "," + label.object_id + "," + label.info + "\n";
    write_bytes(path, text);
}

} // namespace

void write_survey(const Network &network, const std::filesystem::path &folder, const DefectOptions &defects,
                  const Progress &progress) {
    if (!(defects.intensity >= 0.0 && defects.intensity <= 10.0))
        throw Error("value_out_of_range", {.column = "intensity", .value = std::to_string(defects.intensity)});
    SurveySheet sheet = survey_sheet(network);
    std::vector<DefectLabel> labels;
    if (defects.enabled) {
        vary_spelling(sheet, network, defects.seed);
        labels = inject_defects(sheet, network, defects);
    }
    report(progress, "survey", 0.0);
    const std::filesystem::path survey = make_folder(folder / "survey");
    write_shapefiles(sheet, survey, network.crs);
    report(progress, "survey", 0.7);
    write_tables(sheet, survey);
    write_registers(network, make_folder(folder / "registers"), progress);
    Twin truth;
    truth.network = network;
    write_twin(truth, make_folder(folder / "truth") / "twin.gpkg", progress);
    const std::filesystem::path truth_of_defects = folder / "defects_truth.csv";
    std::error_code ignored; // labels of an earlier survey in this folder
    if (defects.enabled) write_labels(labels, truth_of_defects);
    else std::filesystem::remove(truth_of_defects, ignored);
}

} // namespace gastwin
