// SPDX-License-Identifier: Apache-2.0
// How large the sheets of an .xlsx or .ods say they are, measured on their XML as its bytes pass by. Internal to gis/.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace gastwin {

/// Takes the XML of all members of a workbook in turn. Names count without their prefix, as in GDAL; a '<' always
/// begins a tag (it may stand nowhere else), so that neither comments nor quotes can hide one.
class SheetShape {
  public:
    void begin_member() { begin_sheet(), in_tag_ = false, at_start_ = true; }
    void take(std::string_view bytes);
    void end_member() { begin_sheet(); }

    /// What is wrong with the sheets so far; empty: nothing.
    [[nodiscard]] std::string_view problem() const { return problem_; }

  private:
    void end_tag();
    void begin_sheet();
    void begin_row(std::string_view tag);
    void end_row();
    void add_cell(std::string_view tag, bool spreadsheet_ml);
    void fail(std::string_view problem) {
        if (problem_.empty()) problem_ = problem;
    }

    std::string tag_;
    std::string_view problem_;
    bool in_tag_ = false, at_start_ = true, overlong_ = false;
    char quote_ = '\0';
    // the row at hand, the sheet at hand, all sheets
    bool in_row_ = false;
    std::uint64_t row_repeat_ = 0, row_width_ = 0, row_filled_width_ = 0;
    std::uint64_t rows_ = 0, filled_rows_ = 0, width_ = 0;
    std::uint64_t cells_ = 0, declared_ = 0, repeated_ = 0;
};

} // namespace gastwin
