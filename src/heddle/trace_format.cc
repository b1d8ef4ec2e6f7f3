#include <fmt/format.h>
#include <heddle/trace_format.h>

#include <map>
#include <stdexcept>
#include <utility>

namespace heddle {

namespace {

std::map<std::string, TraceFormat, std::less<>>& All() {
  static std::map<std::string, TraceFormat, std::less<>> formats;
  return formats;
}

}  // namespace

std::vector<TraceFormat> TraceFormats() {
  std::vector<TraceFormat> formats;
  for (const auto& [name, format] : All()) formats.push_back(format);
  return formats;
}

TraceFormat TraceFormatNamed(std::string_view name) {
  if (const auto found = All().find(name); found != All().end()) return found->second;
  std::vector<std::string> names;
  for (const auto& [known, format] : All()) names.push_back(known);
  throw UsageError(fmt::format("there is no format '{}'{}", name, DidYouMean(name, names)));
}

TraceFormatRegistration::TraceFormatRegistration(TraceFormat format) {
  const std::string name = format.name;
  if (!All().emplace(name, std::move(format)).second) {
    throw std::logic_error("two formats of traces are called '" + name + "'");
  }
}

}  // namespace heddle
