// SPDX-License-Identifier: Apache-2.0
#include "engine/linear.hpp"

#include <gtest/gtest.h>

#include <Eigen/Dense>

#include "models/random.hpp"

namespace gastwin {
namespace {

TEST(GroundedLaplacian, SolvesLikeADenseMatrixAndRefactorsValuesOnly) {
    for (std::uint64_t seed = 1; seed <= 50; ++seed) {
        Random random(seed);
        const int n = random.integer(1, 20);
        std::vector<std::int32_t> from{-1}, to{0}; // grounds vertex 0
        for (int v = 1; v < n; ++v) from.push_back(v), to.push_back(random.integer(0, v - 1));
        for (int e = random.integer(0, 20); e > 0; --e)
            from.push_back(random.integer(-1, n - 1)), to.push_back(random.integer(-1, n - 1));
        GroundedLaplacian laplacian(n, from, to);
        for (int round = 0; round < 2; ++round) {
            std::vector<double> weight(from.size());
            Eigen::MatrixXd dense = Eigen::MatrixXd::Zero(n, n);
            for (std::size_t e = 0; e < weight.size(); ++e) {
                weight[e] = random.uniform(0.1, 10.0);
                if (from[e] == to[e]) continue;
                if (from[e] >= 0) dense(from[e], from[e]) += weight[e];
                if (to[e] >= 0) dense(to[e], to[e]) += weight[e];
                if (from[e] >= 0 && to[e] >= 0) {
                    dense(from[e], to[e]) -= weight[e];
                    dense(to[e], from[e]) -= weight[e];
                }
            }
            std::vector<double> x(static_cast<std::size_t>(n));
            for (double &value : x) value = random.uniform(-1.0, 1.0);
            const Eigen::VectorXd b = Eigen::Map<Eigen::VectorXd>(x.data(), n);
            ASSERT_TRUE(laplacian.factorise(weight));
            laplacian.solve(x);
            const Eigen::VectorXd expected = dense.partialPivLu().solve(b);
            for (int v = 0; v < n; ++v) EXPECT_NEAR(x[static_cast<std::size_t>(v)], expected[v], 1e-10);
        }
    }
}

TEST(GroundedLaplacian, ADiagonalGroundsItToo) {
    // Vertices 0 – 1 – 2, edge weights 2 and 3, diagonal 1 at vertex 1 alone: everything put in leaves there.
    const std::vector<std::int32_t> from{0, 2}, to{1, 1};
    GroundedLaplacian laplacian(3, from, to);
    ASSERT_TRUE(laplacian.factorise(std::vector<double>{2.0, 3.0}, std::vector<double>{0.0, 1.0, 0.0}));
    std::vector<double> x{1.0, 0.0, 0.0};
    laplacian.solve(x);
    EXPECT_NEAR(x[0], 1.5, 1e-14);
    EXPECT_NEAR(x[1], 1.0, 1e-14);
    EXPECT_NEAR(x[2], 1.0, 1e-14);
    EXPECT_FALSE(laplacian.factorise(std::vector<double>{2.0, 3.0})) << "and no trace of it stays";
}

TEST(GroundedLaplacian, WithoutGroundItIsRefused) {
    const std::vector<std::int32_t> from{0}, to{1};
    GroundedLaplacian laplacian(2, from, to);
    EXPECT_FALSE(laplacian.factorise(std::vector<double>{1.0}));
}

} // namespace
} // namespace gastwin
