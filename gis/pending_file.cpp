// SPDX-License-Identifier: Apache-2.0
#include "gis/pending_file.hpp"

#include <atomic>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

#include "models/error.hpp"

namespace gastwin {
namespace fs = std::filesystem;
namespace {

std::string system_reason() { return std::strerror(errno); }

fs::path temporary_beside(const fs::path &target) {
    static std::atomic<int> count{0}; // two writers of one process never share a temporary
    std::string name = ".";
    name += target.stem().string();
    for (const int part : {static_cast<int>(::getpid()), count++}) name.append(1, '-').append(std::to_string(part));
    return target.parent_path() / name.append(".partial").append(target.extension().string());
}

/// Forces a file or folder to disk; false with errno set when that fails.
bool flush_to_disk(const fs::path &path) {
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) return false;
    const int outcome = ::fsync(descriptor);
    const int reason = errno;
    ::close(descriptor);
    errno = reason;
    return outcome == 0;
}

} // namespace

PendingFile::PendingFile(const fs::path &target) {
    std::error_code ignored;
    target_ = fs::weakly_canonical(target, ignored);
    if (target_.empty()) target_ = target;
    if (fs::is_directory(target_, ignored)) fail("is a folder");
    // Moving the result over a device or a pipe would take it away from everybody.
    if (fs::exists(target_, ignored) && !fs::is_regular_file(target_, ignored)) fail("is not an ordinary file");
    if (fs::exists(target_, ignored) && ::access(target_.c_str(), W_OK) != 0) fail(system_reason());
    const fs::path temporary = temporary_beside(target_);
    const int probe = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (probe < 0) fail(system_reason());
    ::close(probe);
    fs::remove(temporary, ignored); // whoever writes the file creates it; this only proved that it can be
    temporary_ = temporary;
}

PendingFile::PendingFile(PendingFile &&other) noexcept
    : target_{std::move(other.target_)}, temporary_{std::exchange(other.temporary_, fs::path())} {}

PendingFile::~PendingFile() {
    std::error_code ignored;
    if (!temporary_.empty()) fs::remove(temporary_, ignored);
}

void PendingFile::commit() {
    if (!flush_to_disk(temporary_)) fail(system_reason());
    std::error_code code;
    fs::rename(temporary_, target_, code);
    if (code) fail(code.message());
    temporary_.clear();
    // The new name survives a power cut only once the folder is on disk too; some file systems cannot flush folders.
    (void)flush_to_disk(target_.parent_path());
}

void PendingFile::fail(const std::string &reason) const {
    throw Error("cannot_write", {.file = target_.string()}, {}, reason);
}

} // namespace gastwin
