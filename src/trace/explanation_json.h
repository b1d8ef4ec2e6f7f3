#ifndef HEDDLE_SRC_TRACE_EXPLANATION_JSON_H_
#define HEDDLE_SRC_TRACE_EXPLANATION_JSON_H_

#include <heddle/explanation.h>
#include <heddle/trace.h>

#include <nlohmann/json_fwd.hpp>

namespace heddle::internal {

/// What is known of `trace`, as its file has it: specs/trace-format.md. Either may be null; null
/// if both are.
nlohmann::ordered_json ToJson(const Explanation* explanation, const Minimised* minimised,
                              const Trace& trace);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_TRACE_EXPLANATION_JSON_H_
