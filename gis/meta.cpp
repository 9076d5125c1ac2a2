// SPDX-License-Identifier: Apache-2.0
#include "gis/meta.hpp"

#include <charconv>

#include "models/error.hpp"
#include "models/references.hpp"

namespace gastwin {
namespace {

/// The numbers of a gas; its equation of state is kept by code.
template <class F> void for_each_gas_number(F &&f) {
    f("gas.molar_mass_kg_mol", &Gas::molar_mass_kg_mol);
    f("gas.temperature_k", &Gas::temperature_k);
    f("gas.viscosity_pa_s", &Gas::viscosity_pa_s);
    f("gas.b1", &Gas::b1);
    f("gas.b2", &Gas::b2);
    f("gas.gas_constant", &Gas::gas_constant);
    f("gas.b3", &Gas::b3);
}

/// Shortest text that reads back as the same number.
std::string exact_text(double value) {
    char digits[32];
    return {digits, std::to_chars(digits, digits + sizeof digits, value).ptr};
}

} // namespace

MetaEntries meta_of(const Network &network) {
    MetaEntries meta;
    const auto add = [&](std::string key, std::string value) {
        meta.id.push_back(std::move(key));
        meta.value.push_back(std::move(value));
    };
    add("format", std::to_string(twin_format));
    add("crs", network.crs);
    add("gas.compressibility", std::string(code_of(network.gas.compressibility)));
    for_each_gas_number([&](const char *key, double Gas::*number) { add(key, exact_text(network.gas.*number)); });
    return meta;
}

void take_meta(const MetaEntries &meta, Network &network, const std::string &file) {
    const IdMap rows = id_map(meta);
    const auto value = [&](std::string_view key) -> std::string_view {
        const auto found = rows.find(key);
        return found == rows.end() ? std::string_view() : meta.value[static_cast<std::size_t>(found->second)];
    };
    const auto bad = [&](std::string_view key) {
        throw Error("bad_twin",
                    {.file = file, .layer = std::string(MetaEntries::name), .value = std::string(value(key))}, {},
                    std::string(key));
    };
    const auto parse = [&](std::string_view key, auto &number) {
        const std::string_view text = value(key);
        const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (code != std::errc() || end != text.data() + text.size()) bad(key);
    };
    int format = 0;
    parse("format", format);
    if (format < 1 || format > twin_format) bad("format");
    network.crs = value("crs");
    const auto compressibility = parse_code<Compressibility>(value("gas.compressibility"));
    if (!compressibility) bad("gas.compressibility");
    network.gas.compressibility = *compressibility;
    for_each_gas_number([&](const char *key, double Gas::*number) {
        // Twins written before the quadratic form have no third coefficient.
        if (number != &Gas::b3 || !value(key).empty()) parse(key, network.gas.*number);
    });
}

} // namespace gastwin
