// SPDX-License-Identifier: Apache-2.0
#include "gis/alternatives.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>
#include <tuple>
#include <unordered_map>

#include "gis/parts.hpp"
#include "gis/reserve_rows.hpp"

namespace gastwin {
namespace {

constexpr double strength = 10.0;                                              ///< κ at the top of alternatives.hpp
constexpr std::size_t fewest_rows = 4, most_rows = 12, about_rows = 1'000'000; ///< per cell, per cell, in all
constexpr double least_share = 0.005;                                          ///< of a value worth a row
constexpr std::size_t most_classes = 256;
constexpr double era_a = 4.0, most_eras = 24.0; ///< years that are not told apart, unless there were too many of them

/// Counts of known values lean on what they are scaled from.
void shrink(std::vector<double> &shares, std::span<const double> counts) {
    const double total = std::accumulate(counts.begin(), counts.end(), 0.0);
    for (std::size_t k = 0; k < shares.size(); ++k) shares[k] = (counts[k] + strength * shares[k]) / (total + strength);
}

/// Guesses and what was true.
class Confusion {
  public:
    Confusion(const Pipes &pipe, const Attribute &attribute, const KnownValues &values, std::span<const Trial> trials)
        : values_{values}, is_date_{attribute.is_date} {
        for (const Trial &t : trials) {
            if (!t.judges(pipe, attribute)) continue;
            const auto row = static_cast<std::size_t>(t.pipe);
            const double truth = attribute.number(pipe, row);
            const auto key = key_of(attribute.number(pipe, static_cast<std::size_t>(t.donor)), truth);
            if (!key) continue;
            ++all_[*key];
            ++cases_[{kin_of(pipe, attribute, row), t.evidence}][*key];
        }
    }

    /// w at the top of alternatives.hpp, by class.
    [[nodiscard]] std::vector<double> weights(Case which, double guess) const {
        std::vector<double> shares = values_.shares(which.first);
        shrink(shares, counts(all_, guess));
        if (const auto found = cases_.find(which); found != cases_.end()) shrink(shares, counts(found->second, guess));
        return shares;
    }

  private:
    using Table = std::unordered_map<std::int64_t, double>;

    [[nodiscard]] std::optional<std::int64_t> key_of(double guess, double truth) const {
        if (std::isnan(guess)) return std::nullopt;
        if (is_date_) return static_cast<std::int64_t>(truth - guess);
        const auto from = values_.class_of(guess), to = values_.class_of(truth);
        if (!from || !to) return std::nullopt;
        return static_cast<std::int64_t>(*from * most_classes + *to);
    }
    [[nodiscard]] std::vector<double> counts(const Table &table, double guess) const {
        std::vector<double> found(values_.size(), 0.0);
        for (std::size_t k = 0; k < found.size(); ++k)
            if (const auto key = key_of(guess, values_.shown(k)))
                if (const auto cell = table.find(*key); cell != table.end()) found[k] = cell->second;
        return found;
    }

    const KnownValues &values_;
    bool is_date_;
    Table all_;
    std::map<Case, Table> cases_;
};

/// A value that a cell may have.
struct Choice {
    double number, share;
    bool alike, in_use;
};

bool is_like(const Attribute &attribute, double number, double used) {
    return !std::isnan(used) && attribute.same(number, used);
}

std::vector<Choice> choices_by_class(const Attribute &attribute, const KnownValues &values,
                                     std::span<const double> weights, double used) {
    std::vector<Choice> choices;
    const auto own = values.class_of(used);
    for (std::size_t k = 0; k < values.size(); ++k) {
        const bool in_use = own == k;
        const double number = in_use ? used : values.shown(k);
        choices.push_back({number, weights[k], in_use || is_like(attribute, number, used), in_use});
    }
    if (!own && !std::isnan(used)) choices.push_back({used, 1.0, true, true});
    return choices;
}

/// Years in spans that do not cross from like to unlike, each shown by its median.
std::vector<Choice> choices_by_era(const Attribute &attribute, const KnownValues &values,
                                   std::span<const double> weights, double used) {
    const double first = values.shown(0), last = values.shown(values.size() - 1);
    const double span_a = std::max(era_a, std::ceil((last - first) / most_eras));
    const auto era_of = [&](double year) {
        if (std::isnan(used)) return std::floor((year - first) / span_a);
        const double gap = year - used, side = gap < 0.0 ? -1.0 : 1.0;
        if (attribute.same(year, used)) return std::abs(gap) <= 1.0 ? 0.0 : side;
        return side * (2.0 + std::floor((std::abs(gap) - 1.0) / span_a));
    };
    std::map<double, std::vector<std::size_t>> eras;
    for (std::size_t k = 0; k < values.size(); ++k) eras[era_of(values.shown(k))].push_back(k);
    std::vector<Choice> choices;
    for (const auto &[era, years] : eras) {
        double share = 0.0, below = 0.0;
        for (const std::size_t k : years) share += weights[k];
        std::size_t middle = 0;
        while ((below += weights[years[middle]]) < 0.5 * share && middle + 1 < years.size()) ++middle;
        const bool in_use = era == 0.0 && !std::isnan(used);
        const double shown = in_use ? used : values.shown(years[middle]);
        choices.push_back({shown, share, is_like(attribute, shown, used), in_use});
    }
    return choices;
}

/// The like share c among them, the unlike 1 − c. Returns false where there is nothing unlike.
bool share_out(std::vector<Choice> &choices, double confidence) {
    double like = 0.0, unlike = 0.0;
    for (const Choice &c : choices) (c.alike ? like : unlike) += c.share;
    if (!(unlike > 0.0)) return false;
    for (Choice &c : choices)
        c.share *= c.alike ? confidence / like : like > 0.0 ? (1.0 - confidence) / unlike : 1.0 / unlike;
    return true;
}

/// The most likely ones, of which one is in use and one unlike it.
std::vector<Choice> worth_a_row(std::vector<Choice> choices, double confidence, std::size_t most) {
    if (!share_out(choices, confidence)) return {};
    std::sort(choices.begin(), choices.end(), [](const Choice &a, const Choice &b) {
        return std::tuple(!a.in_use, -a.share, a.number) < std::tuple(!b.in_use, -b.share, b.number);
    });
    const auto first_unlike = std::find_if(choices.begin(), choices.end(), [](const Choice &c) { return !c.alike; });
    std::rotate(choices.begin() + (choices[0].in_use ? 1 : 0), first_unlike, first_unlike + 1);
    std::size_t kept = choices[0].in_use ? 2 : 1;
    while (kept < choices.size() && kept < most && choices[kept].share >= least_share) ++kept;
    choices.resize(kept);
    share_out(choices, confidence);
    return choices;
}

/// Choices of cells, before their confidence: few cells differ in more than that.
class Chooser {
  public:
    Chooser(const Attribute &attribute, const KnownValues &values, const Confusion &confusion, std::size_t cells)
        : attribute_{attribute}, values_{values}, confusion_{confusion}, most_{std::clamp(about_rows / cells,
                                                                                          fewest_rows, most_rows)} {}

    [[nodiscard]] std::vector<Choice> choose(Case which, double used, double confidence) {
        if (made_.size() > most_kept) made_.clear();
        const double key = std::isnan(used) ? -1.0 : used;
        const auto [found, fresh] = made_.try_emplace({which, key});
        if (fresh) {
            const std::vector<double> weights = confusion_.weights(which, used);
            found->second = attribute_.is_date ? choices_by_era(attribute_, values_, weights, used)
                                               : choices_by_class(attribute_, values_, weights, used);
        }
        return worth_a_row(found->second, confidence, most_);
    }

  private:
    static constexpr std::size_t most_kept = 4096;
    const Attribute &attribute_;
    const KnownValues &values_;
    const Confusion &confusion_;
    std::size_t most_; ///< values a cell
    std::map<std::pair<Case, double>, std::vector<Choice>> made_;
};

struct CandidateRow {
    std::size_t pipe;
    double number, probability;
};

void write_rows(Candidates &candidates, const Pipes &pipe, const Attribute &attribute,
                std::span<const CandidateRow> rows) {
    const std::size_t first = row_count(candidates);
    Candidates &to = candidates;
    const auto fill = [&](auto &column, const auto &cell) {
        for (std::size_t i = 0; i < rows.size(); ++i) column.emplace_back(cell(i));
    };
    fill(to.id, [&](std::size_t i) { return std::to_string(first + i + 1); });
    fill(to.table_name, [](std::size_t) { return Pipes::name; });
    fill(to.object_id, [&](std::size_t i) { return std::string_view(pipe.id[rows[i].pipe]); });
    fill(to.column, [&](std::size_t) { return std::string_view(attribute.column); });
    fill(to.value, [&](std::size_t i) { return attribute.text(rows[i].number); });
    fill(to.probability, [&](std::size_t i) { return rows[i].probability; });
}

/// Distinct values with their counts, ascending.
std::vector<std::pair<double, double>> counted_values(const Pipes &pipe, const Attribute &attribute) {
    std::unordered_map<double, double> count;
    for (std::size_t p = 0; p < row_count(pipe); ++p)
        if (attribute.known[p]) ++count[attribute.number(pipe, p)];
    std::vector<std::pair<double, double>> counted(count.begin(), count.end());
    std::sort(counted.begin(), counted.end());
    return counted;
}

} // namespace

KnownValues::KnownValues(const Pipes &pipe, const Attribute &attribute) {
    const std::vector<std::pair<double, double>> counted = counted_values(pipe, attribute);
    for (double share = attribute.class_share; lowest_.empty() || lowest_.size() > most_classes;
         share = 2.0 * share + 0.001) {
        if (counted.empty()) return;
        lowest_.clear(), highest_.clear(), shown_.clear(), shares_.clear();
        double most = 0.0;
        for (const auto &[number, count] : counted) {
            if (lowest_.empty() || number > lowest_.back() * (1.0 + share)) {
                lowest_.push_back(number), highest_.push_back(number), shown_.push_back(number), shares_.push_back(0.0);
                most = 0.0;
            }
            highest_.back() = number;
            shares_.back() += count;
            if (count > most) most = count, shown_.back() = number;
        }
    }
    for (std::size_t p = 0; p < row_count(pipe); ++p)
        if (attribute.known[p]) count(kin_of(pipe, attribute, p), *class_of(attribute.number(pipe, p)));
    const double total = std::accumulate(shares_.begin(), shares_.end(), 0.0);
    for (double &share : shares_) share /= total;
    for (auto &[kin, group] : groups_) {
        std::vector<double> shares = shares_;
        shrink(shares, group.shares);
        group.shares = std::move(shares);
    }
}

void KnownValues::count(Group kin, std::size_t k) {
    for (Peers *group : {&groups_[kin], kin.notation != 0 ? &groups_[widened(kin)] : nullptr}) {
        if (group == nullptr) continue;
        group->shares.resize(size(), 0.0);
        ++group->shares[k];
        ++group->known;
    }
}

const KnownValues::Peers *KnownValues::peers(Group kin) const {
    auto found = groups_.find(kin);
    if (found == groups_.end()) found = groups_.find(widened(kin));
    return found == groups_.end() ? nullptr : &found->second;
}

std::optional<std::size_t> KnownValues::class_of(double number) const {
    const auto after = std::upper_bound(lowest_.begin(), lowest_.end(), number); // NaN: at the end
    if (after == lowest_.begin()) return std::nullopt;
    const auto k = static_cast<std::size_t>(after - lowest_.begin()) - 1;
    return number <= highest_[k] ? std::optional(k) : std::nullopt;
}

const std::vector<double> &KnownValues::shares(Group kin) const {
    const Peers *group = peers(kin);
    return group == nullptr ? shares_ : group->shares;
}

double KnownValues::share_like(const Attribute &attribute, Group kin, double guess) const {
    const Peers *group = peers(kin);
    double like = 0.0;
    for (std::size_t k = 0; group != nullptr && k < size(); ++k)
        if (attribute.same(shown_[k], guess)) like += group->shares[k];
    return group == nullptr ? 0.0 : like * group->known / (group->known + strength);
}

void add_candidates(Candidates &candidates, const Pipes &pipe, const Attribute &attribute, const KnownValues &values,
                    std::span<const Trial> trials, std::span<const Filled> cells) {
    if (values.size() == 0 || cells.empty()) return;
    const Confusion confusion(pipe, attribute, values, trials);
    std::array<std::vector<CandidateRow>, 16> parts;
    for_each_part(parts.size(), [&](std::size_t part) {
        Chooser chooser(attribute, values, confusion, cells.size());
        const std::size_t last = first_of_part(cells.size(), part + 1, parts.size());
        for (std::size_t i = first_of_part(cells.size(), part, parts.size()); i < last; ++i) {
            const auto &[row, evidence, confidence] = cells[i];
            if (!carries_gas(pipe.state[row])) continue;
            const double used = attribute.number(pipe, row);
            for (const Choice &c : chooser.choose({kin_of(pipe, attribute, row), evidence}, used, confidence))
                parts[part].push_back({row, c.number, c.share});
        }
    });
    std::size_t rows = 0;
    for (const auto &part : parts) rows += part.size();
    reserve_more(candidates, rows);
    for (const auto &part : parts) write_rows(candidates, pipe, attribute, part);
}

} // namespace gastwin
