#ifndef HEDDLE_SRC_TRACE_EXPLANATION_TEXT_H_
#define HEDDLE_SRC_TRACE_EXPLANATION_TEXT_H_

#include <heddle/explanation.h>
#include <heddle/trace.h>

#include <string>

namespace heddle::internal {

/// "minimised from 41 steps": what `trace` was made from, and that a shorter one may exist, where
/// that is so. Empty if it was as short when it was met, and is the shortest.
std::string MadeFrom(const Minimised& from, const Trace& trace);

/// What `why` says of `trace`, in lines.
std::string ExplanationText(const Explanation& why, const Trace& trace);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_TRACE_EXPLANATION_TEXT_H_
