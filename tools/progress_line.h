#ifndef HEDDLE_TOOLS_PROGRESS_LINE_H_
#define HEDDLE_TOOLS_PROGRESS_LINE_H_

#include <heddle/explore.h>

#include <functional>
#include <string>

namespace heddle::internal {

/// The live line of an exploration on standard error, where that is a terminal: what was visited so
/// far, how fast, how deep. It is gone when this is.
class ProgressLine {
 public:
  /// @param what  stands in front of the line.
  explicit ProgressLine(std::string what);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// To be called as the exploration goes on; empty where there is no terminal.
  std::function<void(const ExploreProgress&)> callback();

 private:
  std::string what_;
  bool terminal_;
  bool shown_ = false;
};

}  // namespace heddle::internal

#endif  // HEDDLE_TOOLS_PROGRESS_LINE_H_
