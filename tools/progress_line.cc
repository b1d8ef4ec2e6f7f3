#include "tools/progress_line.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <utility>

namespace heddle::internal {

ProgressLine::ProgressLine(std::string what)
    : what_(std::move(what)), terminal_(isatty(STDERR_FILENO) != 0) {}

ProgressLine::~ProgressLine() {
  if (shown_) std::fputs("\r\x1b[K", stderr);
}

std::function<void(const ExploreProgress&)> ProgressLine::callback() {
  if (!terminal_) return {};
  return [this](const ExploreProgress& progress) {
    const bool by_state = progress.strategy.traits().by_state;
    const std::uint64_t visited = by_state ? progress.states : progress.executions;
    std::string line = fmt::format("{}: {} {}, {:.0f}/s, depth {}, {:.1f} s", what_, visited,
                                   by_state ? "states" : "executions",
                                   static_cast<double>(visited) / progress.seconds, progress.depth,
                                   progress.seconds);
    if (progress.part_done >= 0) line += fmt::format(", {:.0f} % done", 100 * progress.part_done);
    std::fputs(("\r\x1b[K" + line).c_str(), stderr);  // the terminal may be gone: fmt would throw
    std::fflush(stderr);
    shown_ = true;
  };
}

}  // namespace heddle::internal
