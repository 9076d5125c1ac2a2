// SPDX-License-Identifier: Apache-2.0
#include "engine/unsymmetric.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>

#include "models/random.hpp"

namespace gastwin {
namespace {

TEST(Unsymmetric, AgreesWithADenseSolverAgainAndAgain) {
    Random dice(7);
    UnsymmetricMatrix matrix;
    constexpr int n = 12;
    for (int round = 0; round < 5; ++round) {
        Random places(3); // the same in each round
        Eigen::MatrixXd dense = Eigen::MatrixXd::Zero(n, n);
        std::vector<MatrixEntry> entries;
        std::vector<double> rhs;
        for (int i = 0; i < n; ++i) {
            const double scale = i % 2 == 0 ? 1e-9 : 1e4; // rows of quite different kinds
            const auto add = [&](int column, double value) {
                entries.push_back({i, column, value * scale});
                dense(i, column) += value * scale;
            };
            for (int k = 0; k < 3; ++k) add(places.integer(0, n - 1), dice.uniform(-1.0, 1.0));
            add((i + 1) % n, dice.uniform(4.0, 5.0)); // no diagonal to pivot on
            rhs.push_back(scale * dice.uniform(-1.0, 1.0));
        }
        const Eigen::VectorXd b = Eigen::Map<Eigen::VectorXd>(rhs.data(), n), x = dense.fullPivLu().solve(b);
        ASSERT_TRUE(matrix.solve(entries, rhs));
        for (int i = 0; i < n; ++i) EXPECT_NEAR(rhs[static_cast<std::size_t>(i)], x[i], 1e-10);
    }
}

TEST(Unsymmetric, SingularSystemsAreRefused) {
    std::vector<MatrixEntry> empty_row{{0, 0, 1.0}, {0, 1, 1.0}},
        twins{{0, 0, 1.0}, {0, 1, 1.0}, {1, 0, 2.0}, {1, 1, 2.0}};
    std::vector<double> rhs{1.0, 1.0};
    EXPECT_FALSE(UnsymmetricMatrix().solve(empty_row, rhs));
    rhs = {1.0, 1.0};
    EXPECT_FALSE(UnsymmetricMatrix().solve(twins, rhs));
}

} // namespace
} // namespace gastwin
