#ifndef HEDDLE_SRC_HEDDLE_TRACE_FORMAT_H_
#define HEDDLE_SRC_HEDDLE_TRACE_FORMAT_H_

#include <heddle/trace.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

struct Explanation;
struct Minimised;

/// How a trace is shown where a person reads it.
struct TextOptions {
  /// The columns of the terminal. Below about 60 a trace does not get any narrower.
  int width = 100;
  /// With escape sequences for colors: each task has its own.
  bool color = false;
  /// A longer trace is shown without its middle, and says so; 0: never.
  std::size_t max_steps = 0;
  /// Of a long run of steps by which a task does the same again and again, the first round and the
  /// last are shown, and it is said how many are not.
  bool fold = true;
  /// Why it fails, and what it was made from, where that is known: <heddle/explanation.h>.
  const Explanation* explanation = nullptr;
  const Minimised* minimised = nullptr;
};

/// A form that a trace can be written in.
struct TraceFormat {
  std::string name;
  /// In one line: whom it is for.
  std::string summary;
  /// The whole text of a trace, with the end of its last line. What is not for a terminal takes no
  /// notice of the options.
  std::string (*write)(const Trace& trace, const TextOptions& options) = nullptr;
};

/// All registered formats, by name.
std::vector<TraceFormat> TraceFormats();

/// The format called `name`. Throws UsageError, with the nearest name that exists.
TraceFormat TraceFormatNamed(std::string_view name);

/// Makes a format known by its name. Registering a second one of the same name throws
/// std::logic_error.
class TraceFormatRegistration {
 public:
  explicit TraceFormatRegistration(TraceFormat format);
};

/// At namespace scope: registers a format.
///
///     HEDDLE_TRACE_FORMAT(dot, {.name = "dot", .summary = "for Graphviz", .write = WriteDot});
#define HEDDLE_TRACE_FORMAT(id, ...) \
  static const ::heddle::TraceFormatRegistration heddle_trace_format_##id(__VA_ARGS__)

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_TRACE_FORMAT_H_
