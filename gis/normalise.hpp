// SPDX-License-Identifier: Apache-2.0
// Free text of surveys into values, each with how it was read and how sure that is. Nothing is invented here: text
// that says nothing reads as missing, and gis/impute fills it in.
#pragma once
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "gis/profile.hpp"
#include "models/classes.hpp"
#include "models/issue.hpp"
#include "models/table.hpp"

namespace gastwin {

/// A value read from text. `problem` is the slug of an issue kind, empty if there is none; a value may be read in
/// spite of a problem.
template <class T> struct Reading {
    T value{};
    Origin origin = Origin::measured; ///< measured: the text was the value
    std::string_view method = {};
    double confidence = 1.0;
    std::string_view problem = {};
};

/// 钢, L245, 镀锌, PE100 SDR11 … through the profile's code list. Empty: "missing_material".
[[nodiscard]] Reading<Material> read_material(std::string_view text, const CodeList &codes);

/// The SDR a material text names ("PE100 SDR11" → 11); NaN for none.
[[nodiscard]] double read_sdr(std::string_view text);

/// Pressure class from its name (中压A, 低压<10kPa, LP) or from a gauge pressure (2.5kPa, 0.4MPa; a bare number is
/// MPa unless the column's header names a unit). Empty: "missing_pressure_class".
[[nodiscard]] Reading<PressureClass> read_pressure_class(std::string_view text, std::string_view unit,
                                                         const CodeList &codes);

struct PipeSize {
    std::string text; ///< DN150, de110, Φ108×5; empty: missing
    double outer_diameter_m = missing_real, inner_diameter_m = missing_real;
    double wall_m = missing_real; ///< as recorded; NaN: not recorded
};

/// Walls recorded elsewhere in the same layer, by plastic or not and outer diameter in 0.1 mm: pipes of one size
/// mostly come from one series, so they say more than a table.
using KnownWalls = std::map<std::pair<bool, std::int64_t>, double>;
[[nodiscard]] std::pair<bool, std::int64_t> wall_key(Material material, double outer_diameter_m);

/// DN110, de110×10.0, Φ108×5, 110, 762/610/457 … A bare number is de for plastics and DN else; DN on a plastic is de
/// written as DN where the number is a de size. Outer diameters from models/pipe_size.hpp, above DN400 25.4 mm per
/// DN 25 (ISO 4200). Bore = outer diameter less two walls: recorded, else known from the layer, else by SDR (PE,
/// default 11) or table. Empty, 0, DN0: "missing_diameter"; negative or beyond 3 m: "value_out_of_range".
[[nodiscard]] Reading<PipeSize> read_diameter(std::string_view text, std::string_view unit, Material material,
                                              double sdr, const KnownWalls &walls);

/// 1998-05-01, 2005年5月, 2006 … → calendar year. "bad_install_year" for missing, 1900-01-01 (a spreadsheet's zero),
/// before 1865 (first gas works in China) or after this_year; 1998.5 is read as 1998 with the same problem.
[[nodiscard]] Reading<std::int32_t> read_year(std::string_view text, std::int32_t this_year);

/// 2023-12-11, 2023/1/5, 2023.1.5, 20230105, 2005年5月, 1998, each with an optional time → ISO 8601 of the same
/// precision. Text that is no date is kept, with "bad_date".
[[nodiscard]] Reading<std::string> read_date(std::string_view text);

} // namespace gastwin
