#ifndef HEDDLE_SRC_TRACE_TRACE_JSON_H_
#define HEDDLE_SRC_TRACE_TRACE_JSON_H_

#include <heddle/explanation.h>
#include <heddle/trace.h>

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace heddle::internal {

// The trace format, which specs/trace-format.md describes. Reading is strict: whatever is missing,
// of the wrong type, unknown, or contradicts the rest is refused.

/// What a file says of itself in its field `format`.
inline constexpr std::string_view kTraceFormat = "heddle-trace";
/// A field of a step that may be left out.
inline constexpr const char* kChoiceKind = "choice_kind";

/// The number of the object called so; -1 if there is none.
int NumberOf(const Trace& trace, std::string_view object);

/// A trace as the JSON object that its file holds. The text of a parameter that is a number must be
/// one.
nlohmann::ordered_json ToJson(const Trace& trace, const Explanation* explanation = nullptr,
                              const Minimised* minimised = nullptr);
/// Its steps alone.
nlohmann::ordered_json StepsToJson(const Trace& trace);

/// The trace that `json` is. Throws UsageError: what is wrong, and in which step.
Trace TraceFromJson(const nlohmann::ordered_json& json);
/// The same, with what is known of it.
ExplainedTrace ExplainedFromJson(const nlohmann::ordered_json& json);

/// What WriteTraceFile writes: each field, and each step, on a line of its own. Bytes that are not
/// UTF-8, which JSON cannot hold, become U+FFFD.
std::string TraceFileContents(const Trace& trace, const Explanation* explanation = nullptr,
                              const Minimised* minimised = nullptr);

/// The trace that `contents`, all of a file, are. Throws UsageError: what is wrong, and in which
/// step or at which line and column.
Trace ParseTrace(std::string_view contents);
/// The same, with what is known of it.
ExplainedTrace ParseExplained(std::string_view contents);

/// Throws UsageError, with the file's name, if there is no such file or it holds no such trace.
Trace ReadTraceFile(const std::string& path);
/// The same, with what is known of it.
ExplainedTrace ReadExplainedFile(const std::string& path);

/// Writes a new file beside `path` and then puts it in its place, so that there is never half a
/// trace at `path`. What is no file (a pipe, a device) is written to as it is. Throws UsageError,
/// with the file's name, if that cannot be done; then `path` is as it was.
void WriteTraceFile(const std::string& path, const Trace& trace,
                    const Explanation* explanation = nullptr, const Minimised* minimised = nullptr);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_TRACE_TRACE_JSON_H_
