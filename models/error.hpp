// SPDX-License-Identifier: Apache-2.0
// Three ways in which things go wrong, never mixed:
//   Issue   a row about bad data in the user's files; collected, exported as a map layer, never thrown
//   Error   a broken precondition; thrown, carries its code and the ids concerned as data
//   Status  a numeric outcome (engine/result.hpp); returned
// All three name their kind by a numbered code from one catalogue.
#pragma once
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "models/names.hpp"

namespace gastwin {

enum class Severity : std::uint8_t { note, warning, error };

template <> struct Names<Severity> {
    static constexpr std::array<Name, 3> names{
        {{"note", "note", "提示"}, {"warning", "warning", "警告"}, {"error", "error", "错误"}}};
};

/// One kind of problem. The number is the contract with scripts and outside checks; it never changes meaning.
struct Kind {
    std::int32_t number;   ///< printed as GT-nnnn
    std::string_view slug; ///< key in summaries, e.g. "snap_gap"
    Severity severity;
    std::string_view en, zh;         ///< what is wrong
    std::string_view fix_en, fix_zh; ///< what to do
};

/// Every kind, in ascending order of number (models/error.cpp). Hundreds: 0 general, 1 files and reading,
/// 2 tables and values, 3 topology, 4 hydraulics, 5 isolation, 6 risk, 7 plan, 8 writing, 9 internal.
[[nodiscard]] std::span<const Kind> catalogue();

/// The kind with this slug. Throws std::logic_error for a slug the catalogue does not hold.
[[nodiscard]] const Kind &kind(std::string_view slug);

/// "GT-0207"
[[nodiscard]] std::string code_text(std::int32_t number);

/// Where in the user's files; unknown parts stay empty.
struct Place {
    std::string file = {}, layer = {};
    std::int64_t row = -1; ///< 1-based data row, as a spreadsheet user counts below the header; -1 unknown
    std::string column = {}, value = {};
};

/// A broken precondition. what() is one line: code, message, place, and what to do.
class Error : public std::runtime_error {
  public:
    explicit Error(std::string_view slug, Place place = {}, std::vector<std::string> ids = {}, std::string detail = {});

    [[nodiscard]] const Kind &kind() const { return *kind_; }
    [[nodiscard]] std::string code() const { return code_text(kind_->number); }
    [[nodiscard]] const Place &place() const { return place_; }
    [[nodiscard]] const std::vector<std::string> &ids() const { return ids_; }
    [[nodiscard]] const std::string &detail() const { return detail_; }

    /// "GT-0101 no such file: survey/RQLINE.shp …" without the code, in the language asked for.
    [[nodiscard]] std::string message(Lang lang) const;
    [[nodiscard]] std::string_view fix(Lang lang) const { return lang == Lang::zh ? kind_->fix_zh : kind_->fix_en; }

  private:
    const Kind *kind_;
    Place place_;
    std::vector<std::string> ids_;
    std::string detail_;
};

} // namespace gastwin
