// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "models/names.hpp"
#include "models/table.hpp"

namespace gastwin {

enum class DeviceKind : std::uint8_t { self_closing_valve, alarm, shut_off, hose };

template <> struct Names<DeviceKind> {
    static constexpr std::array<Name, 4> names{{{"self_closing_valve", "self-closing valve", "自闭阀"},
                                                {"alarm", "gas alarm", "报警器"},
                                                {"shut_off", "interlocked shut-off", "联锁切断"},
                                                {"hose", "appliance hose", "连接软管"}}};
};

/// Safety devices at the user's.
struct Devices {
    static constexpr std::string_view name = "device";
    std::vector<std::string> id;
    std::vector<CustomerIdx> customer;
    std::vector<DeviceKind> kind;
    std::vector<std::string> type, tier, installed, expires;
    std::vector<std::string> source;
    std::vector<std::int32_t> source_row;

    static constexpr auto columns() {
        return std::make_tuple(
            required("id", "", "unique id", &Devices::id),
            optional("customer", "", "customer it protects", &Devices::customer, {}),
            required("kind", "", "kind of device", &Devices::kind),
            optional("type", "", "type as registered, e.g. hose material", &Devices::type, ""),
            optional("tier", "", "product tier as registered", &Devices::tier, ""),
            optional("installed", "", "date of installation, ISO 8601 or as registered", &Devices::installed, ""),
            optional("expires", "", "end of life, ISO 8601 or as registered", &Devices::expires, ""),
            optional("source", "", "file and layer it came from", &Devices::source, ""),
            optional("source_row", "", "1-based data row in the source", &Devices::source_row, missing_int));
    }
};

} // namespace gastwin
