// SPDX-License-Identifier: Apache-2.0
#include "gis/suggest.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "gis/dataset.hpp"
#include "gis/normalise.hpp"
#include "gis/sources.hpp"
#include "gis/suggest_toml.hpp"
#include "gis/text.hpp"

namespace gastwin {
namespace {

constexpr double least_confidence = 0.3;
constexpr std::int32_t last_year = 2100;

/// The cells of one column that say something, at most a few thousand of them.
struct Sample {
    Header header;
    std::vector<std::string> cells;
};

std::vector<Sample> samples_of(const RawLayer &layer, const Profile &profile) {
    constexpr std::size_t most = 3000;
    std::vector<Sample> samples;
    for (const TextColumn &column : layer.columns) {
        Sample sample{split_header(column.name), {}};
        for (std::size_t row = 0; row < column.end.size() && sample.cells.size() < most; ++row)
            if (std::string cell = normal_text(column[row]); !profile.is_missing_text(cell))
                sample.cells.push_back(std::move(cell));
        samples.push_back(std::move(sample));
    }
    return samples;
}

double share(const std::vector<std::string> &cells, const std::function<bool(const std::string &)> &fits) {
    return static_cast<double>(std::count_if(cells.begin(), cells.end(), fits)) / static_cast<double>(cells.size());
}

double share_between(const std::vector<std::string> &cells, double low, double high) {
    return share(cells, [&](const std::string &cell) {
        const auto value = parse_number(cell);
        return value && *value >= low && *value <= high;
    });
}

bool is_year(const std::string &cell) { return read_year(cell, last_year).problem.empty(); }

/// DN150, de110, Φ108×5: sizes that say so themselves; bare numbers may be anything.
bool is_marked_size(const std::string &cell) {
    const std::string text = fold(cell);
    const bool marked = text.starts_with("dn") || text.starts_with("de") || text.starts_with("φ") ||
                        text.starts_with("Φ") || text.starts_with("ф");
    return marked && text.find_first_of("0123456789") != std::string::npos;
}

bool is_size(const std::string &cell) {
    return read_diameter(cell, "mm", Material::steel, missing_real, {}).problem.empty();
}

bool is_pressure(const std::string &cell, const Profile &profile, const std::string &unit) {
    return read_pressure_class(cell, unit, profile.code_list("pressure_class")).problem.empty();
}

/// Share of different values: ids do not repeat.
double distinct_share(const std::vector<std::string> &cells) {
    return static_cast<double>(std::set<std::string>(cells.begin(), cells.end()).size()) /
           static_cast<double>(cells.size());
}

struct Range {
    std::string_view column;
    double low, high;
};

/// Numbers as they occur, units of the survey or of its tenth and hundredth included.
constexpr std::array ranges{Range{"from_depth_m", -3, 600},
                            Range{"to_depth_m", -3, 600},
                            Range{"depth_m", -3, 600},
                            Range{"top_depth_m", 0, 600},
                            Range{"bottom_depth_m", 0, 2000},
                            Range{"length_m", 0, 1e5},
                            Range{"ground_level_m", -200, 6000},
                            Range{"height_m", 0, 700},
                            Range{"floors", 1, 200},
                            Range{"households", 0, 5000},
                            Range{"people", 0, 1e5},
                            Range{"x_m", 70, 5e7},
                            Range{"y_m", 3, 5e7},
                            Range{"area_m2", 0, 1e6},
                            Range{"set_pressure", 0, 4000},
                            Range{"capacity", 0, 1e6}};

/// Columns whose codes are a list of the profile.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> coded{{{"material", "material"},
                                                                              {"state", "state"},
                                                                              {"role", "role"},
                                                                              {"laying", "laying"},
                                                                              {"medium", "medium"},
                                                                              {"open", "valve_open"},
                                                                              {"operable", "valve_operable"}}};

/// Share of the cells that are typical of one of our columns; nothing where any text would do.
std::optional<double> typical_share(const std::string &column, const Sample &sample, const Profile &profile) {
    if (sample.cells.empty()) return std::nullopt;
    for (const auto &[name, list] : coded)
        if (name == column) {
            const CodeList &codes = profile.code_list(list);
            if (name == "material")
                return share(sample.cells, [&](const auto &c) { return read_material(c, codes).problem.empty(); });
            return share(sample.cells, [&](const auto &c) { return codes.contains(fold(c)); });
        }
    for (const Range &range : ranges)
        if (range.column == column) return share_between(sample.cells, range.low, range.high);
    if (column == "diameter") return share(sample.cells, is_size);
    if (column == "pressure")
        return share(sample.cells, [&](const auto &c) { return is_pressure(c, profile, sample.header.unit); });
    if (column.ends_with("_year")) return share(sample.cells, is_year);
    if (column == "id") return distinct_share(sample.cells);
    return std::nullopt;
}

/// Values that nothing else looks like: they need no name.
double telling_share(const std::string &column, const Sample &sample, const Profile &profile) {
    if (sample.cells.empty()) return 0.0;
    const auto not_a_number = [](const std::string &c) { return !parse_number(c); };
    if (column == "diameter") return share(sample.cells, is_marked_size);
    if (column == "install_year") return share(sample.cells, [](const auto &c) { return c.size() >= 4 && is_year(c); });
    if (column == "pressure")
        return share(sample.cells, [&](const auto &c) { return not_a_number(c) && is_pressure(c, profile, ""); });
    if (column == "material" || column == "state" || column == "laying") {
        const CodeList &codes = profile.code_list(column);
        return share(sample.cells, [&](const auto &c) { return not_a_number(c) && codes.contains(fold(c)); });
    }
    return 0.0;
}

struct NameMatch {
    double score = 0.0;
    std::string text; ///< the known name
    const char *how = "";
};

double letters(std::string_view text) { // bytes of UTF-8 that start a letter
    return static_cast<double>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// How near the header comes to one of the names of a column.
NameMatch match_name(const std::string &header, const ColumnSpec &spec) {
    NameMatch best;
    const auto offer = [&](double score, std::size_t i, const char *how) {
        if (score > best.score) best = {score, spec.texts[i], how};
    };
    for (std::size_t i = 0; i < spec.keys.size(); ++i) {
        const std::string &key = spec.keys[i];
        if (key == header) offer(1.0, i, "named");
        const bool wide = !key.empty() && static_cast<unsigned char>(key[0]) >= 0x80;
        const std::size_t enough = wide ? 6 : 4; // two hanzi, four letters: shorter ones stand in anything
        if (key.size() >= enough && header.find(key) != std::string::npos)
            offer(0.6 + 0.3 * letters(key) / letters(header), i, "name contains");
    }
    const std::string near = closest(header, spec.keys);
    const auto at = static_cast<std::size_t>(std::find(spec.keys.begin(), spec.keys.end(), near) - spec.keys.begin());
    if (!near.empty() && header.size() >= 5 && near.size() >= 5 && near.compare(0, 3, header, 0, 3) == 0)
        offer(0.5 + 0.2 * letters(near) / std::max(letters(near), letters(header)), at, "spelled like");
    return best;
}

std::string percent(double part) { return std::to_string(std::lround(100.0 * part)) + " %"; }

ColumnGuess guess_column(const ColumnSpec &spec, const Sample &sample, const std::string &header,
                         const Profile &profile) {
    ColumnGuess guess{.column = spec.name, .header = header, .why = {}};
    const NameMatch name = match_name(sample.header.key, spec);
    if (name.score > 0.0) {
        const auto typical = typical_share(spec.name, sample, profile);
        guess.confidence = name.score * (typical ? 0.5 + 0.5 * *typical : 0.9);
        guess.why = std::string(name.how) + " " + name.text;
        if (typical) guess.why += ", " + percent(*typical) + " of the values fit";
        else if (sample.cells.empty()) guess.why += ", no values";
        return guess;
    }
    constexpr double least_telling = 0.8;
    if (const double telling = telling_share(spec.name, sample, profile); telling >= least_telling) {
        guess.confidence = 0.5 * telling;
        guess.why = "unknown name, " + percent(telling) + " of the values fit";
    }
    return guess;
}

/// Depths of tens to hundreds are centimetres.
std::string unit_of(const std::string &column, const Sample &sample) {
    if (column.find("depth") == std::string::npos || !sample.header.unit.empty()) return "";
    std::vector<double> values;
    for (const std::string &cell : sample.cells)
        if (const auto value = parse_number(cell)) values.push_back(*value);
    if (values.empty()) return "";
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle >= 20.0 ? "cm" : "";
}

/// Gives each of our columns the header that fits best, each header once.
LayerGuess guess_as(const LayerSpec &spec, const RawLayer &layer, const std::vector<Sample> &samples,
                    const Profile &profile) {
    LayerGuess guess{.source = layer.source, .table = spec.table, .shape = layer.kind, .layer = layer.layer};
    std::vector<ColumnGuess> offers;
    for (const ColumnSpec &column : spec.columns)
        for (std::size_t i = 0; i < samples.size(); ++i)
            if (ColumnGuess offer = guess_column(column, samples[i], layer.columns[i].name, profile);
                offer.confidence >= least_confidence) {
                offer.unit = unit_of(column.name, samples[i]);
                offers.push_back(std::move(offer));
            }
    std::stable_sort(offers.begin(), offers.end(),
                     [](const ColumnGuess &a, const ColumnGuess &b) { return a.confidence > b.confidence; });
    const auto taken = [&](const ColumnGuess &offer) {
        return std::any_of(guess.columns.begin(), guess.columns.end(),
                           [&](const ColumnGuess &c) { return c.column == offer.column || c.header == offer.header; });
    };
    for (ColumnGuess &offer : offers)
        if (!taken(offer)) guess.columns.push_back(std::move(offer));
    const auto found = [&](const std::string &name) {
        return std::any_of(guess.columns.begin(), guess.columns.end(), [&](const auto &c) { return c.column == name; });
    };
    for (const std::string &name : spec.require)
        if (!found(name)) guess.missing.push_back(name);
    if (layer.kind == ShapeKind::none)
        for (const std::string &name : spec.require_if_not_drawn)
            if (!found(name)) guess.missing.push_back(name);
    double sum = 0.0;
    for (const ColumnGuess &c : guess.columns) sum += c.confidence;
    guess.confidence = sum / static_cast<double>(std::max<std::size_t>(1, guess.columns.size() + guess.missing.size()));
    return guess;
}

/// Tables of all bundled profiles, their column names put together.
std::vector<LayerSpec> all_tables() {
    std::vector<LayerSpec> tables;
    for (const BundledProfile &bundled : bundled_profiles())
        for (LayerSpec &layer : parse_profile(bundled.text, std::string(bundled.name)).layers) {
            const auto known =
                std::find_if(tables.begin(), tables.end(), [&](const LayerSpec &t) { return t.table == layer.table; });
            if (known == tables.end()) {
                tables.push_back(std::move(layer));
                continue;
            }
            known->names.insert(known->names.end(), layer.names.begin(), layer.names.end());
            for (ColumnSpec &column : layer.columns) {
                const auto same = std::find_if(known->columns.begin(), known->columns.end(),
                                               [&](const ColumnSpec &c) { return c.name == column.name; });
                if (same == known->columns.end()) known->columns.push_back(std::move(column));
                else {
                    same->keys.insert(same->keys.end(), column.keys.begin(), column.keys.end());
                    same->texts.insert(same->texts.end(), column.texts.begin(), column.texts.end());
                }
            }
        }
    return tables;
}

/// The table that explains most of the layer: sum of confidences, less one for each column required and not found.
LayerGuess guess_layer(const RawLayer &layer, const std::vector<LayerSpec> &tables, const Profile &profile) {
    const std::vector<Sample> samples = samples_of(layer, profile);
    LayerGuess best{.source = layer.source, .table = {}, .shape = layer.kind, .layer = layer.layer};
    double best_score = 0.0;
    for (const LayerSpec &spec : tables) {
        if (spec.shape != ShapeKind::none && layer.kind != ShapeKind::none && spec.shape != layer.kind) continue;
        LayerGuess guess = guess_as(spec, layer, samples, profile);
        double score = -static_cast<double>(guess.missing.size());
        for (const ColumnGuess &c : guess.columns) score += c.confidence;
        const std::string name = fold(layer.layer);
        for (const std::string &hint : spec.names)
            if (name.find(hint) != std::string::npos) {
                score += 1.0;
                break;
            }
        if (score > best_score && guess.columns.size() >= 2) {
            best_score = score;
            best = std::move(guess);
        }
    }
    for (const TextColumn &column : layer.columns)
        if (std::none_of(best.columns.begin(), best.columns.end(),
                         [&](const ColumnGuess &c) { return c.header == column.name; }))
            best.unused.push_back(column.name);
    return best;
}

} // namespace

ProfileDraft suggest_profile(std::span<const std::filesystem::path> inputs, const std::string &encoding,
                             Issues &issues) {
    const Profile profile = load_profile("cjj61"); // its code lists
    const std::vector<LayerSpec> tables = all_tables();
    ProfileDraft draft;
    for (const std::filesystem::path &file : find_files(inputs, issues)) {
        Dataset dataset(file, encoding, issues);
        for (std::size_t i = 0; i < dataset.layers().size(); ++i) {
            const std::vector<bool> all(dataset.layers()[i].columns.size(), true);
            draft.layers.push_back(guess_layer(dataset.read(i, all, issues), tables, profile));
        }
    }
    draft.toml = profile_text(draft.layers);
    return draft;
}

} // namespace gastwin
