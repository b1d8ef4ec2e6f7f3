#include "src/trace/page_text.h"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

namespace heddle::internal {

// Bazel makes these of src/trace/page/.
extern const std::string_view kPageFrame;
extern const std::string_view kPageStyle;

namespace {

std::string EscapeText(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '<') {
      escaped += "&lt;";
    } else if (c == '&') {
      escaped += "&amp;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

/// JSON in which no `<` is left, which could end the element that holds it: in JSON there is one
/// in strings alone, where it can be written so.
std::string EscapeJson(const nlohmann::ordered_json& json) {
  std::string escaped;
  for (const char c : json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace)) {
    if (c == '<') {
      escaped += "\\u003c";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

}  // namespace

std::string FillPage(std::string_view script, std::string_view title,
                     const nlohmann::ordered_json& data) {
  const std::array<std::pair<std::string_view, std::string>, 4> parts = {
      {{"@TITLE@", EscapeText(title)},
       {"@STYLE@", std::string(kPageStyle)},
       {"@DATA@", EscapeJson(data)},
       {"@SCRIPT@", std::string(script)}}};  // in the frame's order
  std::string page;
  std::string_view frame = kPageFrame;
  for (const auto& [mark, text] : parts) {
    const std::size_t at = frame.find(mark);
    page += frame.substr(0, at);
    page += text;
    frame.remove_prefix(at + mark.size());
  }
  page += frame;
  return page;
}

}  // namespace heddle::internal
