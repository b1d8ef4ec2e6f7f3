// Traces in files: reading one whole, and writing one whole or not at all.

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "src/trace/printable.h"
#include "src/trace/trace_json.h"
#include "src/trace/whole_file.h"

namespace heddle::internal {

namespace {

namespace fs = std::filesystem;

/// What is longer is no file of ours, but one without an end (/dev/zero) or taken for another.
constexpr std::size_t kMaxBytes = std::size_t{1} << 30;

[[noreturn]] void Fail(const std::string& path, std::string_view what, int error) {
  throw UsageError(fmt::format("{}: cannot be {}: {}", Printable(path), what,
                               std::generic_category().message(error)));
}

/// An open file, closed at the end of its life.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  bool open() const { return fd_ >= 0; }
  int get() const { return fd_; }
  /// Opens `path` in the place of what was closed.
  void Open(const fs::path& path, int flags) {
    fd_ = ::open(path.c_str(), flags | O_CLOEXEC, 0666);
  }
  /// Closes it now; 0 or the number of an error.
  int Close() { return close(std::exchange(fd_, -1)) == 0 || errno == EINTR ? 0 : errno; }

 private:
  int fd_;
};

/// 0 or the number of an error.
int WriteAll(const Descriptor& file, std::string_view contents) {
  while (!contents.empty()) {
    const ssize_t written = write(file.get(), contents.data(), contents.size());
    if (written >= 0) {
      contents.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

/// A new file in the folder of `target`, removed again unless it takes its place. It gets a name
/// only once it is whole, where the file system can do that: who is killed leaves nothing behind.
class Replacement {
 public:
  explicit Replacement(fs::path target) : target_(std::move(target)) {}
  ~Replacement() {
    if (!path_.empty()) unlink(path_.c_str());
  }
  Replacement(const Replacement&) = delete;
  Replacement& operator=(const Replacement&) = delete;

  /// 0 or the number of an error.
  int Write(std::string_view contents) {
    const fs::path folder = target_.has_parent_path() ? target_.parent_path() : ".";
    Descriptor nameless(open(folder.c_str(), O_WRONLY | O_TMPFILE | O_CLOEXEC, 0666));
    if (nameless.open()) {
      if (const int error = WriteAll(nameless, contents)) return error;
      const std::string link = fmt::format("/proc/self/fd/{}", nameless.get());
      const auto give_name = [&link](const fs::path& path) {
        return linkat(AT_FDCWD, link.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW) == 0;
      };
      if (Name(give_name) == 0) return nameless.Close();
    }
    return WriteNamed(contents);
  }

  int TakePlace() {
    if (rename(path_.c_str(), target_.c_str()) != 0) return errno;
    path_.clear();
    return 0;
  }

 private:
  int WriteNamed(std::string_view contents) {
    Descriptor file(-1);
    const auto create = [&file](const fs::path& path) {
      file.Open(path, O_WRONLY | O_CREAT | O_EXCL);
      return file.open();
    };
    if (const int error = Name(create)) return error;
    if (const int error = WriteAll(file, contents)) return error;
    return file.Close();
  }

  /// Makes the file at a path that is free, by a function that returns whether it could.
  template <typename Function>
  int Name(const Function& make) {
    static std::atomic<unsigned> files = 0;
    for (int attempt = 0; attempt < 100; ++attempt) {
      const fs::path path =
          target_.parent_path() / fmt::format(".heddle-trace-{}-{}", getpid(), files++);
      if (make(path)) {
        path_ = path;
        return 0;
      }
      if (errno != EEXIST) return errno;
    }
    return EEXIST;
  }

  fs::path target_;
  fs::path path_;
};

/// 0 or the number of an error.
int WriteFile(const std::string& path, std::string_view contents) {
  std::error_code ignored;
  const fs::file_status status = fs::status(path, ignored);
  fs::path target = path;
  if (fs::exists(status)) {
    if (fs::is_directory(status)) return EISDIR;
    if (!fs::is_regular_file(status)) {
      Descriptor file(open(path.c_str(), O_WRONLY | O_CLOEXEC));
      if (!file.open()) return errno;
      const int error = WriteAll(file, contents);
      return error != 0 ? error : file.Close();
    }
    // The folder may allow what the file forbids.
    if (faccessat(AT_FDCWD, path.c_str(), W_OK, AT_EACCESS) != 0) return errno;
    std::error_code error;
    target = fs::canonical(path, error);  // a link stays a link
    if (error) return error.value();
  }
  Replacement replacement(std::move(target));
  if (const int error = replacement.Write(contents)) return error;
  return replacement.TakePlace();
}

}  // namespace

std::string ReadWholeFile(const std::string& path) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open()) Fail(path, "read", errno);
  std::string contents;
  std::size_t size = 0;
  while (true) {
    if (size > kMaxBytes) Fail(path, "read", EFBIG);
    contents.resize(std::clamp(2 * size, std::size_t{1} << 16, kMaxBytes + 1));
    const ssize_t got = read(file.get(), contents.data() + size, contents.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) Fail(path, "read", errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  contents.resize(size);
  return contents;
}

Trace ReadTraceFile(const std::string& path) { return ReadExplainedFile(path).trace; }

ExplainedTrace ReadExplainedFile(const std::string& path) {
  const std::string contents = ReadWholeFile(path);
  try {
    return ParseExplained(contents);
  } catch (const UsageError& error) {
    throw UsageError(fmt::format("{}: {}", Printable(path), error.what()));
  }
}

void WriteWholeFile(const std::string& path, std::string_view contents) {
  if (const int error = WriteFile(path, contents)) Fail(path, "written", error);
}

void WriteTraceFile(const std::string& path, const Trace& trace, const Explanation* explanation,
                    const Minimised* minimised) {
  WriteWholeFile(path, TraceFileContents(trace, explanation, minimised));
}

}  // namespace heddle::internal
