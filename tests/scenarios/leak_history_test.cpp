// SPDX-License-Identifier: Apache-2.0
#include "scenarios/leak_history.hpp"

#include <gtest/gtest.h>

#include "scenarios/scheme.hpp"
#include "tests/scenarios/risk_networks.hpp"

namespace gastwin {
namespace {

TEST(LeakHistory, CountsOnlyWhatBelongsToThePresentAsset) {
    Network n = parallel_pipes({{.install_year = 2015}, {.install_year = missing_int}});
    append_row(n.riser, "R1");
    for (const char *date : {"2012-03-01", "2015-06-01", "2020"}) add_leak(n, "P0", date);
    add_leak(n, "P0", "2021-01-01", "第三方破坏");
    add_leak(n, "P1", "2013-01-01");
    add_leak(n, "R1", "2019-01-01T10:00:00");
    add_leak(n, "R1", "2019-01-01");
    n.record.table_name.back() = "pipe";
    add_leak(n, "P0", "2019-01-01");
    n.record.table_name.back() = "valve";
    add_leak(n, "nobody", "2019-01-01");
    add_leak(n, "P0", "");
    add_leak(n, "P0", "2018-01-01");
    n.record.kind.back() = "hazard";
    const LeakHistory h = count_leaks(n, default_scheme().failure);
    EXPECT_EQ(h.pipe, (std::vector<std::int32_t>{2, 1}));
    EXPECT_EQ(h.riser, (std::vector<std::int32_t>{1}));
    EXPECT_EQ(h.from_year, 2012);
    EXPECT_EQ(h.to_year, 2021);
    EXPECT_EQ(h.counted, 4);
    EXPECT_EQ(h.before_install, 1);
    EXPECT_EQ(h.third_party, 1);
    EXPECT_EQ(h.unmatched, 3);
    EXPECT_EQ(h.undated, 1);
}

} // namespace
} // namespace gastwin
