// SPDX-License-Identifier: Apache-2.0
#include "gis/pending_folder.hpp"

#include <algorithm>
#include <atomic>
#include <unistd.h>

#include "models/error.hpp"

namespace gastwin {
namespace {

namespace fs = std::filesystem;

void require(const std::error_code &code, const fs::path &path) {
    if (code) throw Error("cannot_write", {.file = path.string()}, {}, code.message());
}

} // namespace

PendingFolder::PendingFolder(const fs::path &target, std::string list, std::vector<std::string> old)
    : list_{std::move(list)}, old_{std::move(old)} {
    static std::atomic<int> count{0}; // two writers of one process never share a temporary
    std::error_code code;
    target_ = fs::weakly_canonical(target, code);
    if (target_.empty()) target_ = target;
    if (!target_.has_filename()) target_ = target_.parent_path();
    if (fs::exists(target_, code) && !fs::is_directory(target_, code))
        throw Error("cannot_write", {.file = target.string()}, {}, "is a file; a folder is needed");
    fs::create_directories(target_.parent_path(), code);
    const fs::path temporary =
        target_.parent_path() / ("." + target_.filename().string() + "-" + std::to_string(::getpid()) + "-" +
                                 std::to_string(count++) + ".partial");
    code.clear();
    fs::create_directory(temporary, code);
    require(code, target);
    temporary_ = temporary;
}

PendingFolder::~PendingFolder() {
    std::error_code ignored;
    fs::remove_all(temporary_, ignored);
}

bool PendingFolder::is_new() const { return !fs::exists(target_); }

fs::path PendingFolder::add(const std::string &name) {
    names_.push_back(name);
    return temporary_ / name;
}

void PendingFolder::commit() {
    std::error_code code;
    if (is_new()) {
        fs::rename(temporary_, target_, code);
        return require(code, target_);
    }
    for (const std::string &name : names_) {
        fs::rename(temporary_ / name, target_ / name, code);
        require(code, target_ / name);
    }
    for (const std::string &name : old_)
        if (name != list_ && std::find(names_.begin(), names_.end(), name) == names_.end())
            fs::remove(target_ / name, code);
}

} // namespace gastwin
