#ifndef HEDDLE_SRC_TRACE_PAGE_TEXT_H_
#define HEDDLE_SRC_TRACE_PAGE_TEXT_H_

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace heddle::internal {

/// What the page of a trace does, the one on which a reader plays the scheduler, and that of the
/// claims, in JavaScript: src/trace/page/.
extern const std::string_view kTracePageScript;
extern const std::string_view kPlayPageScript;
extern const std::string_view kClaimsPageScript;

/// A page of its own, with Heddle's style: `script` finds `data` in it. Nothing in either of the
/// others is taken for markup.
std::string FillPage(std::string_view script, std::string_view title,
                     const nlohmann::ordered_json& data);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_TRACE_PAGE_TEXT_H_
