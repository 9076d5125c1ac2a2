// SPDX-License-Identifier: Apache-2.0
#include "python/bindings/module.hpp"
#include "scenarios/failure_fit.hpp"

namespace gastwin::python {
namespace {

using Reals = py::array_t<double, py::array::c_style | py::array::forcecast>;
using Wholes = py::array_t<std::int32_t, py::array::c_style | py::array::forcecast>;

template <class T> std::vector<T> cells_of(const py::array_t<T, py::array::c_style | py::array::forcecast> &array) {
    return {array.data(), array.data() + array.size()};
}

/// A fit with the records it was made from.
struct FittedFailures {
    FailureRecords records;
    FailureFit fit;
};
using Shared = std::shared_ptr<FittedFailures>;

py::array_t<double> copied(const std::vector<double> &values) {
    return py::array_t<double>(static_cast<py::ssize_t>(values.size()), values.data());
}

/// Columns `value` and `sd` of estimates.
py::tuple columns_of(const std::vector<Estimate> &estimates) {
    std::vector<double> value, sd;
    for (const Estimate &e : estimates) {
        value.push_back(e.value);
        sd.push_back(e.sd);
    }
    return py::make_tuple(copied(value), copied(sd));
}

Shared fit(const Reals &design, const Reals &prior_mean, const Reals &prior_sd, const Wholes &age_group,
           const Wholes &frailty_group, const Reals &size, const Reals &installed, const Reals &start, const Reals &end,
           const Wholes &event_row, const Reals &event_time, double from, double to) {
    if (design.ndim() != 2 || prior_mean.size() != prior_sd.size())
        throw Error("usage", {.column = "design"}, {}, "a row for each asset, a prior for each column");
    auto fitted = std::make_shared<FittedFailures>();
    fitted->records = {.terms = static_cast<std::size_t>(design.shape(1)),
                       .design = cells_of(design),
                       .age_group = cells_of(age_group),
                       .frailty_group = cells_of(frailty_group),
                       .size = cells_of(size),
                       .installed = cells_of(installed),
                       .start = cells_of(start),
                       .end = cells_of(end),
                       .event_row = cells_of(event_row),
                       .event_time = cells_of(event_time),
                       .from = from,
                       .to = to};
    FailurePriors priors;
    for (py::ssize_t k = 0; k < prior_mean.size(); ++k) priors.beta.push_back({prior_mean.at(k), prior_sd.at(k)});
    const py::gil_scoped_release unlocked;
    fitted->fit = fit_failures(fitted->records, priors);
    return fitted;
}

/// One figure of every row.
template <class F> py::array_t<double> by_row(const Shared &fitted, F &&figure) {
    std::vector<double> values(fitted->records.rows());
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = figure(fitted->fit, i);
    return copied(values);
}

} // namespace

void bind_failure(py::module_ &m) {
    py::class_<FittedFailures, Shared>(m, "FittedFailures")
        .def_property_readonly("beta", [](const Shared &f) { return columns_of(f->fit.beta); })
        .def_property_readonly("kappa", [](const Shared &f) { return columns_of(f->fit.kappa); })
        .def_property_readonly("ln_shape", [](const Shared &f) { return columns_of(f->fit.ln_shape); })
        .def_property_readonly("theta", [](const Shared &f) { return columns_of({f->fit.theta}); })
        .def_property_readonly("expected", [](const Shared &f) { return copied(f->fit.expected); })
        .def_property_readonly(
            "observed", [](const Shared &f) { return by_row(f, [](auto &fit, auto i) { return fit.observed[i]; }); })
        .def_property_readonly(
            "frailty_shape",
            [](const Shared &f) { return by_row(f, [](auto &fit, auto i) { return fit.frailty_shape(i); }); })
        .def_property_readonly(
            "frailty_rate",
            [](const Shared &f) { return by_row(f, [](auto &fit, auto i) { return fit.frailty_rate(i); }); })
        .def_property_readonly("log_posterior", [](const Shared &f) { return f->fit.log_posterior; })
        .def_property_readonly("iterations", [](const Shared &f) { return f->fit.iterations; })
        .def_property_readonly("converged", [](const Shared &f) { return f->fit.converged; })
        .def(
            "expected_between",
            [](const Shared &f, double from, double to) {
                return copied(expected_failures(f->records, f->fit, from, to));
            },
            py::arg("from_"), py::arg("to"));
    m.def("fit_failures", &fit, py::arg("design"), py::arg("prior_mean"), py::arg("prior_sd"), py::arg("age_group"),
          py::arg("frailty_group"), py::arg("size"), py::arg("installed"), py::arg("start"), py::arg("end"),
          py::arg("event_row"), py::arg("event_time"), py::arg("from_"), py::arg("to"));
}

} // namespace gastwin::python
