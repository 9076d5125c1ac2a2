// SPDX-License-Identifier: Apache-2.0
// Sentences for people, made from the contribution columns alone.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

#include "scenarios/risk_steps.hpp"

namespace gastwin {
namespace {

constexpr double worth_saying = 0.0953; // ln 1.1
constexpr std::size_t most_factors = 4;
constexpr double people_worth_saying = 10.0, customers_worth_saying = 50.0, third_party_worth_saying = 0.5;

std::string number(double value, int decimals) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
    return text.data();
}
std::string whole(double value) { return number(value, 0); }

struct Reason {
    double ln;
    std::string en, zh;
    bool always = false; ///< said however little it weighs
};

std::string setting_names(const RiskScheme &scheme, const RiskAsset &a, Lang lang) {
    std::string names;
    for (std::size_t i = 0; i < scheme.failure.setting.size(); ++i) {
        if ((a.factors.settings >> i & 1U) == 0U) continue;
        const SettingRule &rule = scheme.failure.setting[i];
        if (!names.empty()) names += lang == Lang::zh ? "、" : ", ";
        names += lang == Lang::zh ? rule.name_zh : rule.name;
    }
    return names;
}

std::vector<Reason> reasons_for(const RiskResults &r, std::size_t i, const RiskAsset &a, const RiskScheme &scheme) {
    const std::string age = whole(r.age_a[i]), leaks = whole(a.leaks), height = whole(a.length_km * 1e3);
    const std::string bore = whole(a.diameter_m * 1e3);
    const bool assumed = a.install_year == missing_int, none = a.leaks == 0;
    const std::string before = std::to_string(assumed_year(scheme.failure, a.install_year, r.year[i]) + 1);
    std::vector<Reason> reasons{
        {r.ln_material[i], std::string(label_of(a.material, Lang::en)), std::string(label_of(a.material, Lang::zh))},
        {r.ln_age[i], age + " years old" + (assumed ? " (year unknown: treated as built before " + before + ")" : ""),
         "管龄" + age + "年" + (assumed ? "（年代不明，按" + before + "年前建成计）" : ""), assumed},
        {r.ln_diameter[i], "bore of " + bore + " mm", "内径" + bore + "毫米"},
        {r.ln_joint[i], "old joints", "早期接口"},
        {r.ln_local[i], scheme.records.fitted ? "leak records of its like" : "this group's leak records",
         "同类管线漏气记录"},
        {r.ln_record[i], none ? "no leak on record" : leaks + (a.leaks == 1 ? " leak on record" : " leaks on record"),
         none ? "无漏气记录" : "漏气记录" + leaks + "次"}};
    if (a.riser) reasons.push_back({r.ln_setting[i], height + " m high", "高" + height + "米"});
    else reasons.push_back({r.ln_setting[i], setting_names(scheme, a, Lang::en), setting_names(scheme, a, Lang::zh)});
    std::erase_if(reasons, [](const Reason &reason) { return !reason.always && std::abs(reason.ln) < worth_saying; });
    std::stable_sort(reasons.begin(), reasons.end(),
                     [](const Reason &x, const Reason &y) { return std::abs(x.ln) > std::abs(y.ln); });
    while (reasons.size() > most_factors) reasons.erase(reasons.end() - (reasons.back().always ? 2 : 1));
    return reasons;
}

} // namespace

void explain_risk(RiskResults &r, const std::vector<RiskAsset> &assets, const RiskScheme &scheme, int threads) {
#pragma omp parallel for num_threads(threads) schedule(static)
    for (std::size_t i = 0; i < row_count(r); ++i) {
        std::string &en = r.causes[i], &zh = r.causes_zh[i];
        const auto say = [&](const std::string &english, const std::string &chinese) {
            en.append(en.empty() ? "" : "; ").append(english);
            zh.append(zh.empty() ? "" : "；").append(chinese);
        };
        for (const Reason &reason : reasons_for(r, i, assets[i], scheme)) {
            const double factor = std::exp(reason.ln);
            const std::string times = " ×" + number(factor, factor < 10.0 ? (factor < 1.0 ? 2 : 1) : 0);
            say(reason.en + times, reason.zh + times);
        }
        if (r.people_near[i] >= people_worth_saying)
            say(whole(r.people_near[i]) + " people near", "影响人数约" + whole(r.people_near[i]));
        if (r.customers_out[i] >= customers_worth_saying)
            say(whole(r.customers_out[i]) + " customers out", "停气" + whole(r.customers_out[i]) + "户");
        if (const std::string works = whole(r.works_near[i]), open = whole(r.unguarded_works[i]); r.works_near[i] > 0)
            say("works near: " + works + ", unguarded " + open,
                "周边施工" + works + "处，其中无保护方案或监护" + open + "处");
        const double third_party = r.third_party_per_year[i] * r.consequence_serious_cny[i] / r.risk_cny_per_year[i];
        if (third_party >= third_party_worth_saying)
            say("third-party damage " + whole(100.0 * third_party) + " % of the risk",
                "第三方破坏占风险" + whole(100.0 * third_party) + "%");
    }
}

} // namespace gastwin
