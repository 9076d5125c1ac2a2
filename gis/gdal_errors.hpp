// SPDX-License-Identifier: Apache-2.0
// GDAL reports through a handler and would print to stderr; while one of these lives, it collects instead.
#pragma once
#include <cpl_error.h>

#include <string>
#include <vector>

namespace gastwin {

class GdalErrors {
  public:
    GdalErrors() { CPLPushErrorHandlerEx(&GdalErrors::collect, this); }
    ~GdalErrors() { CPLPopErrorHandler(); }
    GdalErrors(const GdalErrors &) = delete;
    GdalErrors &operator=(const GdalErrors &) = delete;

    [[nodiscard]] bool failed() const { return !failures_.empty(); }
    /// The first failure; later ones are mostly its consequences.
    [[nodiscard]] std::string text() const { return failures_.empty() ? std::string() : failures_.front(); }

  private:
    static void CPL_STDCALL collect(CPLErr level, CPLErrorNum, const char *message) {
        auto *self = static_cast<GdalErrors *>(CPLGetErrorHandlerUserData());
        if (level >= CE_Failure && self->failures_.size() < 100) self->failures_.emplace_back(message);
    }

    std::vector<std::string> failures_;
};

} // namespace gastwin
