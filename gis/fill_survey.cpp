// SPDX-License-Identifier: Apache-2.0
// Survey lines and points (gis/fill.hpp).
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <optional>
#include <unordered_map>

#include "gis/distinct_texts.hpp"
#include "gis/fill.hpp"
#include "gis/provenance_columns.hpp"
#include "gis/reserve_rows.hpp"
#include "gis/text.hpp"

namespace gastwin {
namespace {

/// One row of a line layer while its values are read.
struct LineColumns {
    std::int32_t material, diameter, pressure, year, state, role, laying, street, length, from_depth, to_depth;

    explicit LineColumns(const MappedLayer &layer)
        : material{layer.find("material")}, diameter{layer.find("diameter")}, pressure{layer.find("pressure")},
          year{layer.find("install_year")}, state{layer.find("state")}, role{layer.find("role")},
          laying{layer.find("laying")}, street{layer.find("street")}, length{layer.find("length_m")},
          from_depth{layer.find("from_depth_m")}, to_depth{layer.find("to_depth_m")} {}
};

/// What the provenance says of a cell.
struct Said {
    std::string value;
    Origin origin = Origin::measured;
    std::string_view method = {};
    double confidence = 1.0;
};

/// What a distinct text was read as.
template <class T> struct Noted {
    Reading<T> reading;
    Said said;
};

template <class T> Noted<T> noted(Reading<T> reading, std::string value) {
    Said said{std::move(value), reading.origin, reading.method, reading.confidence};
    return {std::move(reading), std::move(said)};
}

struct MaterialText {
    Noted<Material> noted;
    double sdr;
};

struct LayingText {
    std::string words;
    const std::string *role; ///< it implies for a low-pressure pipe; null: none
};

/// The columns of a line layer, each distinct text read once.
struct LineTexts {
    ReadOnce<MaterialText> material;
    ReadOnce<Noted<PressureClass>> pressure;
    ReadOnce<Noted<std::int32_t>> year;
    ReadOnce<std::optional<std::string>> state, role; ///< codes; nothing: a text the code list lacks
    ReadOnce<LayingText> laying;
    ReadOnce<std::string> street, diameter;

    LineTexts(const MappedLayer &layer, const LineColumns &columns, std::int32_t this_year)
        : material{layer, columns.material, [&](std::size_t row) { return material_text(layer, columns, row); }},
          pressure{layer, columns.pressure, [&](std::size_t row) { return pressure_text(layer, columns, row); }},
          year{layer, columns.year,
               [&](std::size_t row) {
                   const auto reading = read_year(layer.text(columns.year, row), this_year);
                   return noted(reading, std::to_string(reading.value));
               }},
          state{layer, columns.state, [&](std::size_t row) { return code(layer, "state", columns.state, row); }},
          role{layer, columns.role, [&](std::size_t row) { return code(layer, "role", columns.role, row); }},
          laying{layer, columns.laying, [&](std::size_t row) { return laying_text(layer, columns, row); }},
          street{layer, columns.street, [&](std::size_t row) { return layer.text(columns.street, row); }},
          diameter{layer, columns.diameter, [&](std::size_t row) { return layer.text(columns.diameter, row); }} {}

  private:
    static MaterialText material_text(const MappedLayer &layer, const LineColumns &columns, std::size_t row) {
        const std::string text = layer.text(columns.material, row);
        const auto reading = read_material(text, layer.profile().code_list("material"));
        return {noted(reading, std::string(code_of(reading.value))), read_sdr(text)};
    }
    static Noted<PressureClass> pressure_text(const MappedLayer &layer, const LineColumns &columns, std::size_t row) {
        const auto reading = read_pressure_class(layer.text(columns.pressure, row), layer.unit(columns.pressure),
                                                 layer.profile().code_list("pressure_class"));
        return noted(reading, std::string(code_of(reading.value)));
    }
    static std::optional<std::string> code(const MappedLayer &layer, std::string_view list, std::int32_t column,
                                           std::size_t row) {
        Issues each_row_has_its_own;
        return layer.code(list, column, row, "", each_row_has_its_own);
    }
    static LayingText laying_text(const MappedLayer &layer, const LineColumns &columns, std::size_t row) {
        LayingText laying{layer.text(columns.laying, row), nullptr};
        const CodeList &words = layer.profile().code_list("laying");
        if (const auto word = words.find(fold(laying.words)); word != words.end()) laying.words = word->second;
        const CodeList &roles = layer.profile().code_list("role_by_laying");
        if (const auto role = roles.find(fold(laying.words)); role != roles.end()) laying.role = &role->second;
        return laying;
    }
};

/// Sizes depend on the material too: each pair of texts is read once.
class Sizes {
  public:
    Sizes(const MappedLayer &layer, const LineColumns &columns, const LineTexts &texts)
        : layer_{layer}, columns_{columns}, texts_{texts} {
        walls_ = walls();
        known_.clear();
    }

    const Noted<PipeSize> &operator[](std::size_t row) {
        const std::uint64_t key =
            std::uint64_t{texts_.material.texts().of_row(row)} << 32 | texts_.diameter.texts().of_row(row);
        const auto [found, fresh] = known_.try_emplace(key);
        if (fresh) found->second = read(row);
        return found->second;
    }

  private:
    [[nodiscard]] Noted<PipeSize> read(std::size_t row) const {
        const MaterialText &material = texts_.material[row];
        const auto size = read_diameter(texts_.diameter[row], layer_.unit(columns_.diameter),
                                        material.noted.reading.value, material.sdr, walls_);
        return noted(size, number_text(size.value.inner_diameter_m));
    }

    /// The wall most often recorded for each outer diameter in the layer; ties go to the thinner one.
    KnownWalls walls() {
        std::map<std::pair<bool, std::int64_t>, std::map<double, int>> counts;
        for (std::size_t row = 0; row < layer_.rows(); ++row) {
            const PipeSize &size = (*this)[row].reading.value;
            const Material material = texts_.material[row].noted.reading.value;
            if (!std::isnan(size.wall_m)) ++counts[wall_key(material, size.outer_diameter_m)][size.wall_m];
        }
        KnownWalls walls;
        for (const auto &[key, walls_seen] : counts)
            walls[key] = std::max_element(walls_seen.begin(), walls_seen.end(), [](const auto &a, const auto &b) {
                             return a.second < b.second;
                         })->first;
        return walls;
    }

    const MappedLayer &layer_;
    const LineColumns &columns_;
    const LineTexts &texts_;
    KnownWalls walls_;
    std::unordered_map<std::uint64_t, Noted<PipeSize>> known_;
};

/// Provenance of line cells, gathered row by row and written column by column.
class LineNotes {
  public:
    enum What : std::uint8_t { material, diameter, pressure, year, role };

    LineNotes(const MappedLayer &layer, const LineColumns &columns, std::size_t first, Inventory &inventory)
        : layer_{layer}, first_{first}, inventory_{inventory}, file_column_{columns.material, columns.diameter,
                                                                            columns.pressure, columns.year,
                                                                            columns.laying} {}

    void add(What what, std::size_t row, const Said &said, std::string_view problem) {
        if (!problem.empty())
            add_issue(inventory_.issue,
                      layer_.issue_at(problem, file_column_[what], row, inventory_.line.id[first_ + row]));
        if (said.origin != Origin::measured) notes_.push_back({&said, static_cast<std::uint32_t>(row), what});
    }

    /// To be called while what was read is still there.
    void write() const {
        const std::vector<std::string> &ids = inventory_.line.id;
        const auto said = [&](std::size_t i) -> const Said & { return *notes_[i].said; };
        add_provenances(
            inventory_.provenance, notes_.size(),
            {.table_name = SurveyLines::name,
             .object_id = [&](std::size_t i) { return std::string_view(ids[first_ + notes_[i].row]); },
             .column = [&](std::size_t i) { return names[notes_[i].what]; },
             .raw = [&](std::size_t i) { return layer_.raw_text(file_column_[notes_[i].what], notes_[i].row); },
             .value = [&](std::size_t i) { return std::string_view(said(i).value); },
             .origin = [&](std::size_t i) { return said(i).origin; },
             .method = [&](std::size_t i) { return said(i).method; },
             .confidence = [&](std::size_t i) { return said(i).confidence; },
             .source = [&](std::size_t) { return std::string_view(layer_.source()); },
             .source_row = [&](std::size_t i) { return layer_.source_row(notes_[i].row); }});
    }

  private:
    static constexpr std::array<std::string_view, 5> names{"material", "inner_diameter_m", "pressure_class",
                                                           "install_year", "role"};
    struct Note {
        const Said *said;
        std::uint32_t row;
        What what;
    };

    const MappedLayer &layer_;
    std::size_t first_;
    Inventory &inventory_;
    std::array<std::int32_t, 5> file_column_;
    std::vector<Note> notes_;
};

/// Roles that laying methods imply, by their code's text in the profile.
using RolesByLaying = std::unordered_map<const std::string *, Noted<PipeRole>>;

void read_line_material(const LineTexts &texts, Sizes &sizes, std::size_t row, std::size_t to, Inventory &inventory,
                        LineNotes &notes) {
    SurveyLines &line = inventory.line;
    const Noted<Material> &material = texts.material[row].noted;
    line.material[to] = material.reading.value;
    notes.add(LineNotes::material, row, material.said, material.reading.problem);
    const Noted<PipeSize> &size = sizes[row];
    line.diameter_text[to] = size.reading.value.text;
    line.outer_diameter_m[to] = size.reading.value.outer_diameter_m;
    line.inner_diameter_m[to] = size.reading.value.inner_diameter_m;
    notes.add(LineNotes::diameter, row, size.said, size.reading.problem);
}

void read_line_codes(const MappedLayer &layer, const LineColumns &columns, const LineTexts &texts, std::size_t row,
                     std::size_t to, Inventory &inventory, LineNotes &notes) {
    SurveyLines &line = inventory.line;
    const Noted<PressureClass> &pressure = texts.pressure[row];
    line.pressure_class[to] = pressure.reading.value;
    notes.add(LineNotes::pressure, row, pressure.said, pressure.reading.problem);
    const Noted<std::int32_t> &year = texts.year[row];
    constexpr std::int32_t first_plastic_gas_pipe = 1980; // in China
    const bool too_early = is_plastic(line.material[to]) && year.reading.value < first_plastic_gas_pipe;
    line.install_year[to] = year.reading.value;
    notes.add(LineNotes::year, row, year.said,
              year.reading.problem.empty() && too_early ? "bad_install_year" : year.reading.problem);
    const auto read = [&]<class E>(const std::optional<std::string> &code, std::int32_t column, E &value) {
        if (!code) add_issue(inventory.issue, layer.issue_at("unknown_code", column, row, line.id[to]));
        else if (!code->empty()) value = *parse_code<E>(*code);
    };
    read(texts.state[row], columns.state, line.state[to]);
    read(texts.role[row], columns.role, line.role[to]);
}

/// Laying method in words, and the role it implies for a low-pressure pipe without one.
void read_line_laying(const LineTexts &texts, std::size_t row, std::size_t to, Inventory &inventory,
                      RolesByLaying &roles, LineNotes &notes) {
    SurveyLines &line = inventory.line;
    const LayingText &laying = texts.laying[row];
    line.laying[to] = laying.words;
    const bool low = pressure_tier(line.pressure_class[to]) <= 1;
    if (laying.role == nullptr || line.role[to] != PipeRole::unknown || !low) return;
    const auto [found, fresh] = roles.try_emplace(laying.role);
    Noted<PipeRole> &implied = found->second;
    if (fresh)
        implied =
            noted(Reading<PipeRole>{*parse_code<PipeRole>(*laying.role), Origin::inferred, "laying method", 0.8, {}},
                  *laying.role);
    line.role[to] = implied.reading.value;
    notes.add(LineNotes::role, row, implied.said, {});
}

struct DepthText {
    std::optional<double> written; ///< the number as it stands
    double depth = missing_real;   ///< in metres, if the header is right
    bool is_text = false;          ///< neither a number nor missing
};

struct DepthColumn {
    std::string_view table, name;
    std::int32_t column;
    ReadOnce<DepthText> texts;
    double layer_median = missing_real;

    DepthColumn(const MappedLayer &layer, std::string_view of_table, std::string_view as, std::int32_t from)
        : table{of_table}, name{as}, column{from},
          texts{layer, from, [&](std::size_t row) {
                    Issues found; // each row has its own
                    const double depth = layer.number(from, row, "", found);
                    return DepthText{parse_number(layer.text(from, row)), depth, row_count(found) > 0};
                }} {}
};

double median_depth(const MappedLayer &layer, std::initializer_list<const DepthColumn *> columns) {
    std::vector<double> depths;
    depths.reserve(columns.size() * layer.rows());
    for (const DepthColumn *column : columns)
        for (std::size_t row = 0; row < layer.rows(); ++row)
            if (const auto &depth = column->texts[row].written) depths.push_back(std::abs(*depth));
    return median(std::move(depths)) * si_factor(layer.unit((*columns.begin())->column));
}

/// Covers are 0.3 to 6 m. A value of 30 to 600 where the layer's median is plausible in metres was written in
/// centimetres; where the median itself is such a value the whole layer was.
bool is_centimetres(double depth, double layer_median) {
    const bool layer_in_cm = layer_median >= 30.0 && layer_median <= 600.0;
    return layer_in_cm || (std::abs(depth) >= 30.0 && std::abs(depth) <= 600.0 && layer_median < 10.0);
}

/// Depth of one cell in metres; true if it was written in centimetres.
bool read_depth(const MappedLayer &layer, const DepthColumn &where, std::size_t row, const std::string &id,
                double &depth, Inventory &inventory) {
    const DepthText &text = where.texts[row];
    depth = text.depth;
    if (text.is_text) add_issue(inventory.issue, layer.issue_at("not_a_number", where.column, row, id));
    if (std::isnan(depth)) return false;
    if (!is_centimetres(depth, where.layer_median)) {
        if (std::abs(depth) > 50.0) {
            add_issue(inventory.issue, layer.issue_at("value_out_of_range", where.column, row, id));
            depth = missing_real;
        }
        return false;
    }
    depth /= 100.0;
    const Reading<double> reading{depth, Origin::rule, "centimetres by the layer's median", 0.95, {}};
    note_reading(layer, {where.table, where.name, id, where.column, row}, reading, number_text(depth), inventory);
    return true;
}

void read_line_depths(const MappedLayer &layer, const LineColumns &columns, std::size_t first, Inventory &inventory) {
    SurveyLines &line = inventory.line;
    DepthColumn from(layer, "survey_line", "from_depth_m", columns.from_depth);
    DepthColumn to(layer, "survey_line", "to_depth_m", columns.to_depth);
    from.layer_median = to.layer_median = median_depth(layer, {&from, &to});
    for (std::size_t row = 0; row < layer.rows(); ++row) {
        const std::size_t at = first + row;
        const bool from_cm = read_depth(layer, from, row, line.id[at], line.from_depth_m[at], inventory);
        const bool to_cm = read_depth(layer, to, row, line.id[at], line.to_depth_m[at], inventory);
        if (from_cm || to_cm)
            add_issue(inventory.issue,
                      layer.issue_at("depth_in_cm", from_cm ? columns.from_depth : columns.to_depth, row, line.id[at]));
    }
}

double positive_length(const MappedLayer &layer, std::int32_t column, std::size_t row, const std::string &id,
                       Issues &issues) {
    const double length = layer.number(column, row, id, issues);
    if (std::isnan(length) || length > 0.0) return length;
    add_issue(issues, layer.issue_at("value_out_of_range", column, row, id));
    return missing_real;
}

} // namespace

void fill_lines(const MappedLayer &layer, std::int32_t this_year, Inventory &inventory) {
    SurveyLines &line = inventory.line;
    const std::size_t first = append_rows(line, layer, inventory.issue);
    const LineColumns columns(layer);
    const std::int32_t from = layer.find("from_point"), to = layer.find("to_point");
    const LineTexts texts(layer, columns, this_year);
    Sizes sizes(layer, columns, texts);
    RolesByLaying roles;
    LineNotes notes(layer, columns, first, inventory);
    for (std::size_t row = 0; row < layer.rows(); ++row) {
        const std::size_t at = first + row;
        line.from_point[at] = layer.text(from, row);
        line.to_point[at] = layer.text(to, row);
        line.street[at] = texts.street[row];
        line.length_m[at] = positive_length(layer, columns.length, row, line.id[at], inventory.issue);
        read_line_material(texts, sizes, row, at, inventory, notes);
        read_line_codes(layer, columns, texts, row, at, inventory, notes);
        read_line_laying(texts, row, at, inventory, roles, notes);
        if (layer.raw().kind == ShapeKind::none) inventory.line_shape.push_back({});
        else inventory.line_shape.push_back(layer.raw().shape[row]);
    }
    // Material, size and class of a line, the role of its pieces, and what is filled in.
    constexpr std::size_t provenance_rows_per_line = 6;
    reserve_more(inventory.provenance, provenance_rows_per_line * layer.rows());
    notes.write();
    read_line_depths(layer, columns, first, inventory);
}

void fill_points(const MappedLayer &layer, Inventory &inventory) {
    SurveyPoints &point = inventory.point;
    const std::size_t first = append_rows(point, layer, inventory.issue);
    const std::int32_t level = layer.find("ground_level_m"), depth = layer.find("depth_m");
    const std::int32_t feature = layer.find("feature"), appurtenance = layer.find("appurtenance");
    DepthColumn where(layer, "survey_point", "depth_m", depth);
    where.layer_median = median_depth(layer, {&where});
    const Positions at = positions(layer, inventory.issue);
    for (std::size_t row = 0; row < layer.rows(); ++row) {
        const std::size_t to = first + row;
        point.x_m[to] = at.x_m[row];
        point.y_m[to] = at.y_m[row];
        point.ground_level_m[to] = layer.number(level, row, point.id[to], inventory.issue);
        if (read_depth(layer, where, row, point.id[to], point.depth_m[to], inventory))
            add_issue(inventory.issue, layer.issue_at("depth_in_cm", depth, row, point.id[to]));
        point.feature[to] = layer.text(feature, row);
        point.appurtenance[to] = layer.text(appurtenance, row);
    }
}

} // namespace gastwin
