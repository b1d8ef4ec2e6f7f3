#include <fmt/format.h>
#include <fmt/ranges.h>
#include <heddle/parameters.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <utility>

namespace heddle {

ParameterSpec ParameterSpec::Word(std::string name, std::string help,
                                  std::vector<std::string> words,
                                  std::vector<Exception> exceptions) {
  ParameterSpec spec;
  spec.name = std::move(name);
  spec.help = std::move(help);
  spec.standard = words.front();
  spec.words = std::move(words);
  spec.exceptions = std::move(exceptions);
  return spec;
}

ParameterSpec ParameterSpec::Number(std::string name, std::string help, std::int64_t standard,
                                    std::int64_t min, std::int64_t max,
                                    std::vector<Exception> exceptions) {
  ParameterSpec spec;
  spec.name = std::move(name);
  spec.help = std::move(help);
  spec.standard = std::to_string(standard);
  spec.min = min;
  spec.max = max;
  spec.exceptions = std::move(exceptions);
  return spec;
}

std::string ParameterSpec::Range() const {
  if (words.empty()) return fmt::format("a whole number from {} to {}", min, max);
  if (words.size() == 1) return words.front();
  return fmt::format("one of {}", fmt::join(words, ", "));
}

namespace {

/// `text` as a number in the range of `spec`, in plain form; throws UsageError.
std::string CheckValue(std::string_view scenario, const ParameterSpec& spec,
                       const std::string& text) {
  if (!spec.words.empty()) {
    if (std::find(spec.words.begin(), spec.words.end(), text) != spec.words.end()) return text;
  } else {
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc() && stop == end && number >= spec.min && number <= spec.max) {
      return std::to_string(number);
    }
  }
  throw UsageError(
      fmt::format("{}: {} must be {}, not '{}'", scenario, spec.name, spec.Range(), text));
}

}  // namespace

Parameters::Parameters(std::string_view scenario, const std::vector<ParameterSpec>& specs,
                       const std::map<std::string, std::string>& given) {
  for (const auto& [name, value] : given) {
    const auto spec = std::find_if(specs.begin(), specs.end(),
                                   [&](const ParameterSpec& s) { return s.name == name; });
    if (spec != specs.end()) continue;
    std::vector<std::string> names;
    for (const ParameterSpec& s : specs) names.push_back(s.name);
    throw UsageError(
        fmt::format("{} has no parameter '{}'{}", scenario, name, DidYouMean(name, names)));
  }
  for (const ParameterSpec& spec : specs) {
    std::string text = spec.standard;
    for (const ParameterSpec::Exception& exception : spec.exceptions) {
      if (Is(exception.parameter, exception.value)) text = exception.standard;
    }
    if (const auto value = given.find(spec.name); value != given.end()) {
      text = CheckValue(scenario, spec, value->second);
    }
    values_.push_back({spec.name, text, spec.words.empty()});
  }
}

const Parameters::Value& Parameters::Find(std::string_view name) const {
  for (const Value& value : values_) {
    if (value.name == name) return value;
  }
  throw std::out_of_range("no parameter '" + std::string(name) + "'");
}

const std::string& Parameters::Word(std::string_view name) const { return Find(name).text; }

std::int64_t Parameters::Number(std::string_view name) const { return std::stoll(Find(name).text); }

std::string Parameters::Text() const {
  std::string text;
  for (const Value& value : values_) {
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", value.name, value.text);
  }
  return text;
}

std::string Nearest(std::string_view word, const std::vector<std::string>& candidates) {
  std::string best;
  std::size_t best_distance = std::max<std::size_t>(2, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    // Levenshtein's distance, a row at a time.
    std::vector<std::size_t> row(candidate.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < word.size(); ++i) {
      std::size_t diagonal = std::exchange(row[0], i + 1);
      for (std::size_t j = 0; j < candidate.size(); ++j) {
        const std::size_t change = diagonal + (word[i] == candidate[j] ? 0 : 1);
        diagonal = row[j + 1];
        row[j + 1] = std::min({change, row[j] + 1, row[j + 1] + 1});
      }
    }
    if (row.back() < best_distance) {
      best_distance = row.back();
      best = candidate;
    }
  }
  return best;
}

std::string DidYouMean(std::string_view word, const std::vector<std::string>& candidates) {
  const std::string nearest = Nearest(word, candidates);
  if (!nearest.empty()) return fmt::format("; did you mean '{}'?", nearest);
  if (candidates.empty()) return "; it has none";
  return fmt::format("; there are: {}", fmt::join(candidates, ", "));
}

}  // namespace heddle
