// SPDX-License-Identifier: Apache-2.0
#include "models/error.hpp"

#include <algorithm>
#include <array>

namespace gastwin {
namespace {

constexpr auto note = Severity::note;
constexpr auto warning = Severity::warning;
constexpr auto error = Severity::error;

// clang-format off
constexpr std::array kinds{
    // 1 files and reading
    Kind{101, "no_such_file", error, "no such file or folder", "文件或文件夹不存在", "check the path", "请检查路径"},
    Kind{102, "empty_file", error, "the file holds no rows", "文件没有数据行", "export it again from the source system", "请从源系统重新导出"},
    Kind{103, "unreadable_file", error, "the file cannot be read", "文件无法读取", "open it in QGIS to see whether it is damaged, or export it again", "请在 QGIS 中打开检查是否损坏，或重新导出"},
    Kind{104, "unreadable_encoding", error, "the text is neither UTF-8 nor GB18030", "文本既不是 UTF-8 也不是 GB18030", "name the encoding with --encoding", "请用 --encoding 指定编码"},
    Kind{105, "unknown_crs", error, "the coordinate system is not known", "坐标系未知", "name it with --crs, for example --crs EPSG:4547", "请用 --crs 指定，例如 --crs EPSG:4547"},
    Kind{106, "missing_column", error, "a required column is missing", "缺少必需的列", "add the column, or map another name to it in a profile (--profile)", "请补充该列，或在配置文件 (--profile) 中映射"},
    Kind{107, "no_survey_found", error, "no pipe layer was recognised in the input", "输入中没有识别出管线图层", "pass the folder or file that holds the pipes, or a profile that names its columns", "请给出含管线的文件夹或文件，或用配置文件指明列名"},
    Kind{108, "bad_profile", error, "the mapping profile is not valid", "映射配置文件无效", "compare with the bundled profile cjj61.toml", "请与内置的 cjj61.toml 对照"},
    Kind{109, "bad_twin", error, "this is not a gastwin GeoPackage", "不是 gastwin 的 GeoPackage", "make one with: gastwin import SURVEY -o twin.gpkg", "请先运行：gastwin import 勘测文件夹 -o twin.gpkg"},
    Kind{110, "unrecognised_layer", note, "the layer was not recognised and not used", "图层未识别，未使用", "map it in a profile if it belongs to the twin", "若属于孪生体，请在配置文件中映射"},
    Kind{111, "mixed_crs", warning, "layers use different coordinate systems", "各图层坐标系不同", "all were transformed to the pipe layer's system", "均已转换到管线图层的坐标系"},
    Kind{112, "duplicate_source", note, "the layer repeats one already read and was not used", "图层与已读取的图层重复，未使用", "remove one of them if they should differ", "若二者应不同，请核对"},
    Kind{113, "mixed_encoding", warning, "the text is not in the file's encoding", "文本与文件编码不一致", "check the row; it was read in the other likely encoding", "请核对该行；已按另一种常见编码读取"},
    Kind{114, "crs_inferred", warning, "no coordinate system is named; it was worked out from the coordinates", "未注明坐标系，已由坐标推断", "confirm it with --crs", "请用 --crs 确认"},
    Kind{115, "ragged_row", warning, "the row has more cells than the header", "该行单元格多于表头", "look for a separator inside a text", "请检查文本中是否含有分隔符"},
    Kind{116, "several_parts", warning, "the row draws several separate shapes", "该行含多个分离图形", "each was read as a row of its own", "已分别作为一行读取"},
    Kind{117, "ids_generated", note, "the layer has no usable ids; rows were numbered", "图层没有可用编号，已按行编号", "add an id column if other tables refer to these rows", "若其他表需引用，请补充编号列"},
    Kind{118, "other_profile", note, "the layer was read with another bundled profile", "图层按另一内置配置读取", "name the profile with --profile", "请用 --profile 指定配置"},
    Kind{119, "not_gas", note, "rows of other utilities were left out", "其他专业管线的行未读取", "map the medium codes in a profile if they are gas", "若为燃气，请在配置文件中映射介质代码"},
    Kind{120, "other_shapes", note, "shapes of another kind than the layer's were left out", "与图层类型不同的图形未读取", "split the layer by kind of shape if they are needed", "如需要，请按图形类型拆分图层"},
    Kind{121, "no_rows", note, "the layer has no rows", "图层没有数据行", "export it again if it should have some", "若应有数据，请重新导出"},
    Kind{122, "axes_exchanged", warning, "the layer has the northing first", "图层坐标为先北后东", "x and y were exchanged", "已交换 x、y"},
    Kind{123, "affine_applied", note, "the coordinates were moved by the transformation given", "已按给定的仿射参数变换坐标", "check some pipes on the map", "请在地图上抽查几条管线"},
    Kind{124, "gcj02_suspected", warning, "the coordinates seem to be those of a Chinese web map (GCJ-02)", "坐标疑为网络地图坐标（GCJ-02）", "ask for the original coordinates; nothing was moved", "请索取原始坐标；未作改动"},
    Kind{125, "link_outside", warning, "the link leads out of the folder and was not followed", "链接指向文件夹之外，未跟随", "copy the file into the folder, or name it on the command line", "请将文件复制到该文件夹，或在命令行中直接指定"},
    Kind{126, "no_gdal", error, "GDAL 3.6, which reads and writes files here, is not installed", "未安装读写文件所需的 GDAL 3.6", "on Debian 12: sudo apt install libgdal32; elsewhere build gastwin from its sources with the GDAL of that system", "Debian 12 请执行：sudo apt install libgdal32；其他系统请用本机的 GDAL 从源码安装 gastwin"},
    // 2 tables and values
    Kind{201, "duplicate_id", error, "the id occurs more than once", "编号重复", "give each row its own id", "请使每行编号唯一"},
    Kind{202, "dangling_reference", error, "the row refers to an id that does not exist", "引用的编号不存在", "correct the reference or add the missing row", "请更正引用或补充缺失的行"},
    Kind{203, "value_out_of_range", error, "the value is outside its legal range", "数值超出允许范围", "correct the value", "请更正数值"},
    Kind{204, "not_a_number", error, "the value is not a number", "不是数值", "correct the value", "请更正数值"},
    Kind{205, "missing_value", error, "a required value is missing", "缺少必需的值", "fill it in", "请补充"},
    Kind{206, "unknown_code", warning, "the text is not a known code", "代码无法识别", "correct it, or add it to the profile's code list", "请更正，或加入配置文件的代码表"},
    Kind{207, "missing_material", warning, "the material is missing", "缺少材质", "survey it; until then an imputed value is used", "请补测；此前使用推断值"},
    Kind{208, "missing_diameter", warning, "the diameter is missing", "缺少管径", "survey it; until then an imputed value is used", "请补测；此前使用推断值"},
    Kind{209, "bad_install_year", warning, "the installation year is missing or impossible", "建设年代缺失或不可能", "survey it; until then an imputed value is used", "请补测；此前使用推断值"},
    Kind{210, "missing_pressure_class", warning, "the pressure class is missing", "缺少压力级别", "survey it; until then it is taken from the neighbours", "请补测；此前取自相邻管线"},
    Kind{211, "wrong_pressure_class", warning, "the pressure class contradicts the connected pipes", "压力级别与相连管线矛盾", "check on site", "请现场核实"},
    Kind{212, "diameter_x10", warning, "the diameter is about ten times that of its neighbours", "管径约为相邻管线的十倍", "check for a missing decimal point", "请检查小数点"},
    Kind{213, "depth_in_cm", note, "the depth is in centimetres", "埋深以厘米计", "it was divided by 100", "已除以 100"},
    Kind{214, "flagged_abandoned_but_live", warning, "the pipe is flagged abandoned but feeds customers", "标记为废弃但仍在供气", "check on site; it is kept in the model", "请现场核实；模型中予以保留"},
    Kind{215, "length_mismatch", warning, "the recorded length differs from the drawn length", "记录长度与图形长度不符", "the drawn length is used where they differ by more than a quarter", "相差超过四分之一时采用图形长度"},
    Kind{216, "ambiguous_reference", warning, "the register contradicts the survey", "台账与勘测矛盾", "check the row", "请核实该行"},
    Kind{217, "bad_position", error, "a position along a pipe must lie between 0 and 1", "管上位置须在 0 与 1 之间", "correct the value", "请更正数值"},
    Kind{218, "several_values", warning, "the cell holds several values", "单元格含多个值", "the first is used; split the row", "采用第一个值；请拆分该行"},
    Kind{219, "bad_date", note, "the date cannot be read", "日期无法识别", "write it as 2005-05-31", "请写成 2005-05-31"},
    Kind{220, "valve_codes_inverted", warning, "most valves are recorded as closed: the code list is probably inverted", "多数阀门记录为关闭：代码表可能颠倒", "they are taken as open; correct the profile's code list", "已按开启处理；请更正配置文件的代码表"},
    Kind{221, "not_recorded", note, "the register leaves the value blank", "台账中该值为空", "record it; until then an imputed value is used", "请补录；此前使用推断值"},
    // 3 topology
    Kind{301, "null_geometry", warning, "the row has no geometry", "没有图形", "it is drawn from its end points where these are known", "端点已知时由端点绘制"},
    Kind{302, "zero_length_pipe", warning, "both ends are the same", "两端相同", "the row is left out of the network", "该行不进入管网"},
    Kind{303, "duplicate_pipe_row", warning, "the row repeats another", "重复行", "one copy is kept", "保留一份"},
    Kind{304, "duplicate_point_id", warning, "the point id occurs more than once", "点号重复", "the point nearest to the line ends is kept", "保留离线端最近的点"},
    Kind{305, "dangling_point_reference", warning, "the line names a point that is not in the point table", "管线引用的点号不在点表中", "the drawn end is used instead", "改用图形端点"},
    Kind{306, "missing_point_row", warning, "several lines meet at a point that is not in the point table", "多条管线相交的点不在点表中", "the point is restored from the line ends", "由线端恢复该点"},
    Kind{307, "endpoint_ids_reversed_vs_geometry", note, "the end ids are swapped against the drawing", "端点编号与图形方向相反", "the ids were swapped", "已交换编号"},
    Kind{308, "swapped_xy", warning, "x and y are exchanged", "x、y 颠倒", "they were exchanged back", "已换回"},
    Kind{309, "point_offset", warning, "the point lies off its line ends", "点偏离线端", "the line ends decide", "以线端为准"},
    Kind{310, "snap_gap", warning, "the line end lies off its point", "线端偏离其点", "the end was moved to the point", "线端已移到点上"},
    Kind{311, "unsplit_T", note, "a pipe end touches the inside of another pipe", "管端落在另一管线中部", "the pipe was split there", "已在该处断开"},
    Kind{312, "overshoot", warning, "the line runs past its junction", "线越过连接点", "it was cut back to the junction", "已截回连接点"},
    Kind{313, "undershoot", warning, "the line stops short of its junction", "线未到连接点", "it was extended to the junction", "已延伸到连接点"},
    Kind{314, "near_miss", note, "two ends lie close together but were not joined", "两端接近但未连接", "check on site", "请现场核实"},
    Kind{315, "crossing", note, "two pipes cross without a junction", "两管交叉而不相连", "they are taken as not connected", "按不相连处理"},
    Kind{316, "valve_off_pipe", warning, "the valve lies off its pipe", "阀门偏离管线", "it was placed at the nearest point of the pipe", "已移到管线最近点"},
    Kind{317, "valve_without_pipe", error, "no pipe was found for the valve", "阀门找不到所属管线", "correct the valve's pipe id or position", "请更正阀门的管线编号或位置"},
    Kind{318, "regulator_unconnected", error, "the regulator is not connected on both sides", "调压设施未两侧连接", "correct its inlet and outlet points", "请更正进出口点号"},
    Kind{319, "class_change_without_regulator", warning, "pipes of different pressure class meet without a regulator", "不同压力级别管线未经调压直接相连", "the ends were kept apart", "两端保持分离"},
    Kind{320, "unsupplied_component", warning, "part of the network is not connected to any source", "部分管网未与气源相连", "see the smallest repair that would connect it", "参见可使其连通的最小修复"},
    Kind{321, "missing_pipe", warning, "a pipe seems to be missing between two nodes", "两节点之间疑似缺管", "survey it; where somebody would have no gas it is drawn in, see the ledger", "请补测；若有用户将因此断供，已补绘，见修复台账"},
    Kind{322, "coordinate_outlier", error, "the coordinates lie far outside the survey", "坐标远离测区", "correct them", "请更正"},
    Kind{323, "unplaced_asset", warning, "the register row could not be placed on the network", "台账行无法落到管网", "correct the id it refers to", "请更正所引用的编号"},
    Kind{324, "levels_not_used", note, "the ground levels are not usable", "地面高程不可用", "all nodes are taken at level 0; correct the levels to model heights", "所有节点高程取 0；如需计入高差请更正高程"},
    Kind{325, "built_over", warning, "a building stands on the pipe", "建（构）筑物占压管线", "see whether it is so on site; move the one or the other", "请现场核实并整改"},
    Kind{326, "in_enclosed_space", warning, "the pipe passes through an enclosed space", "管线穿越密闭空间", "see whether it is sleeved or protected; record that, or reroute the pipe", "请核实套管或防护措施并登记，或改线"},
    Kind{327, "works_without_protection", warning, "works reach the control zone without a protection plan or a guardian", "施工进入管道控制范围，无保护方案或专人监护", "agree a protection plan with the operator and post a guardian before digging", "开挖前与燃气企业商定保护方案并派专人监护"},
    Kind{328, "clearance_too_small", note, "the pipe lies nearer to the structure than the clearance asked for", "管道与构筑物水平净距不足", "check the distance on site; protect or move the pipe where it is so", "请现场核实净距，必要时采取防护或迁改"},
    // 4 hydraulics
    Kind{401, "no_source", error, "the network has no source", "管网没有气源", "add a source with a pressure", "请添加带压力的气源"},
    Kind{402, "unsupplied_demand", warning, "customers are connected to no source", "用户未与任何气源相连", "see the zone table", "参见分区表"},
    Kind{403, "regulator_cycle", error, "regulators feed each other in a cycle", "调压设施互相供气成环", "correct the direction of one of them", "请更正其中之一的方向"},
    Kind{404, "bad_source_pressure", error, "a source needs exactly one of pressure_pa and gauge_pressure_pa", "气源须给出绝对压力或表压之一", "give one of them", "请给出其一"},
    Kind{405, "unknown_friction_law", error, "unknown friction law", "未知的摩阻公式", "use one of the names listed by: gastwin solve --help", "请使用 gastwin solve --help 列出的名称"},
    Kind{406, "bad_gas", error, "the gas properties are not physical", "燃气物性不合理", "check molar mass, temperature and viscosity", "请检查摩尔质量、温度和黏度"},
    Kind{407, "valve_endpoints", error, "a valve needs either a pipe and a position or two end nodes", "阀门须给出管线与位置，或两端节点", "give one of the two forms", "请给出其一"},
    Kind{408, "unknown_component", error, "unknown component of the gas", "未知的燃气组分", "use the formulas named here", "请使用所列组分名称"},
    Kind{409, "bad_composition", error, "the mole fractions of the gas are not a whole", "燃气组分摩尔分数不合理", "give fractions that are not negative and add up to 1", "各组分摩尔分数须非负且总和为 1"},
    Kind{410, "same_ends", warning, "both ends are the same node, so no gas passes", "两端为同一节点，无气流通过", "correct one of the ends", "请更正其中一端"},
    Kind{411, "conflicting_sources", warning, "another source at this node holds a higher pressure, which is used", "该节点另有压力更高的气源，以其为准", "keep one source at each node", "每个节点请只保留一个气源"},
    Kind{412, "opening_of_link", warning, "a valve between two nodes counts as fully open: its loss needs the pipe it stands in", "两节点间阀门按全开计算：其局部损失需要所在管线", "give its pipe and position instead of two nodes", "请改为给出所在管线与位置"},
    // 5 isolation
    Kind{501, "unknown_pipe", error, "no such pipe in this twin", "孪生体中没有该管线", "look the id up in the pipe and riser layers of the twin file", "请核对编号"},
    Kind{502, "cannot_isolate", warning, "the pipe cannot be isolated by valves", "无法用阀门隔离该管线", "the segment holds a source: shut it at the station", "该分区内有气源：请在站内关断"},
    Kind{503, "unknown_valve", error, "no such valve in this twin", "孪生体中没有该阀门", "check the id", "请核对编号"},
    Kind{504, "no_pipe_here", error, "no pipe with gas lies near this point", "该点附近没有带气管线", "check the coordinates and their system, or name the pipe", "请检查坐标及坐标系，或直接指定管线"},
    Kind{505, "too_many_scenarios", error, "the lists of the scenarios multiply to more than allowed", "情景列表组合数超出上限", "shorten the lists, or raise the limit with --most-scenarios", "请缩短列表，或用 --most-scenarios 提高上限"},
    // 6 risk
    Kind{601, "bad_scheme", error, "the scheme is not valid", "方案文件无效", "compare with the bundled one", "请与内置方案对照"},
    Kind{602, "records_not_fitted", warning, "the leak records could not be fitted", "漏气记录未能拟合", "the level of each group is used instead; look for impossible lengths, sizes, years or counts of leaks", "已改用各组总体水平；请检查是否有不可能的长度、规格、年代或漏气次数"},
    // 7 plan
    Kind{701, "bad_budget", error, "the budget must be a positive number and the years at least one", "预算须为正数且年数至少为一", "correct the value", "请更正数值"},
    Kind{702, "infeasible_must_do", error, "the must-do projects cost more than the budget", "必做项目超出预算", "raise the budget by the amount named or shorten the list", "请按所列金额增加预算或缩短清单"},
    Kind{703, "must_and_never", error, "the same asset is both on the must-do and on the never-do list", "同一对象同时列入必做和不做清单", "take it off one of the lists", "请从其中一个清单中移除"},
    // 8 writing
    Kind{801, "cannot_write", error, "the output cannot be written", "无法写出结果", "check that the folder exists, is writable and has space", "请检查文件夹是否存在、可写且有空间"},
    Kind{802, "not_overwritten", error, "the output exists and something else wrote it", "输出已存在，且不是由本程序写出", "choose another name, or overwrite it with --force", "请另选名称，或用 --force 覆盖"},
    // 9 internal and usage
    Kind{901, "usage", error, "wrong arguments", "参数错误", "see: gastwin --help", "请参见 gastwin --help"},
    Kind{902, "internal", error, "internal error", "内部错误", "run again with --debug and report it", "请加 --debug 重试并报告"},
    Kind{903, "interrupted", error, "stopped by the user", "已由用户中止", "nothing was left half-written", "没有留下半成品文件"},
    Kind{904, "worker_lost", error, "the process that did this work ended before it was done", "执行该任务的进程未完成即终止", "if memory ran out, use fewer --workers; run again with --resume", "若因内存不足，请减少 --workers；可加 --resume 再次运行"},
    Kind{905, "not_allowed", error, "the server does not allow this request", "服务器不允许此请求", "open the page by the address that gastwin serve printed, with its token", "请使用 gastwin serve 显示的地址与令牌访问"},
    Kind{906, "no_such_page", error, "the server knows no such path or method", "服务器没有此路径或方法", "see the description at /openapi.json", "请参见 /openapi.json 中的接口说明"},
    Kind{907, "request_limit", error, "the request is beyond a limit of the server", "请求超出服务器限制", "ask for less at a time", "请缩小请求规模"},
    Kind{908, "time_limit", error, "the computation took longer than the server allows", "计算超过服务器允许的时间", "ask for less, or run it on the command line", "请缩小请求规模，或在命令行中运行"},
    Kind{909, "busy", error, "the server has too much to do", "服务器繁忙", "ask again in a few seconds", "请几秒后重试"},
};
// clang-format on

static_assert(std::is_sorted(kinds.begin(), kinds.end(),
                             [](const Kind &a, const Kind &b) { return a.number < b.number; }),
              "the catalogue is ordered by number");

void append_place(std::string &text, const Place &place, Lang lang) {
    const bool zh = lang == Lang::zh;
    const auto part = [&](std::string_view en_label, std::string_view zh_label, std::string_view value) {
        if (value.empty()) return;
        text += zh ? "，" : ", ";
        text += zh ? zh_label : en_label;
        text += ' ';
        text += value;
    };
    part("file", "文件", place.file);
    part("layer", "图层", place.layer);
    if (place.row >= 0) part("row", "行", std::to_string(place.row));
    part("column", "列", place.column);
    part("value", "值", place.value);
}

} // namespace

std::span<const Kind> catalogue() { return kinds; }

const Kind &kind(std::string_view slug) {
    const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const Kind &k) { return k.slug == slug; });
    if (found == kinds.end()) throw std::logic_error("no such kind of problem: " + std::string(slug));
    return *found;
}

std::string code_text(std::int32_t number) {
    std::string digits = std::to_string(number);
    return "GT-" + std::string(4 - std::min<std::size_t>(4, digits.size()), '0') + digits;
}

Error::Error(std::string_view slug, Place place, std::vector<std::string> ids, std::string detail)
    : std::runtime_error(""), kind_{&gastwin::kind(slug)}, place_{std::move(place)}, ids_{std::move(ids)},
      detail_{std::move(detail)} {
    static_cast<std::runtime_error &>(*this) =
        std::runtime_error(code() + " " + message(Lang::en) + "; " + std::string(fix(Lang::en)));
}

std::string Error::message(Lang lang) const {
    std::string text(lang == Lang::zh ? kind_->zh : kind_->en);
    if (!detail_.empty()) text += ": " + detail_;
    append_place(text, place_, lang);
    if (!ids_.empty()) {
        text += lang == Lang::zh ? "，编号" : ", ids";
        constexpr std::size_t shown = 8;
        for (std::size_t i = 0; i < std::min(ids_.size(), shown); ++i) text += " " + ids_[i];
        if (ids_.size() > shown) text += " …";
    }
    return text;
}

} // namespace gastwin
