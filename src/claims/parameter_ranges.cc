#include "src/claims/parameter_ranges.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <numeric>
#include <optional>
#include <string_view>
#include <utility>

namespace heddle::internal {

namespace {

constexpr std::int64_t kMaxSettings = 10'000;

std::optional<std::int64_t> NumberIn(std::string_view text) {
  std::int64_t number = 0;
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || stop != text.data() + text.size()) return {};
  return number;
}

/// How little an exploration shows that found nothing: the more, the less.
int Doubt(const Exploration& exploration) {
  if (exploration.complete) return 0;
  return exploration.complete_sc ? 1 : 2;
}

}  // namespace

ParameterRanges::ParameterRanges(const Scenario& scenario,
                                 const std::map<std::string, std::string>& given)
    : fixed_(given) {
  for (const ParameterSpec& spec : scenario.parameters) {
    const auto value = given.find(spec.name);
    if (value == given.end()) continue;
    const std::string_view text = value->second;
    const std::size_t dots = text.find("..");
    if (dots == text.npos) continue;
    const auto least = NumberIn(text.substr(0, dots));
    const auto most = NumberIn(text.substr(dots + 2));
    if (!spec.words.empty()) {
      throw UsageError(fmt::format("{}: {} can be no range: it must be {}", scenario.name,
                                   spec.name, spec.Range()));
    }
    if (!least || !most) {
      throw UsageError(fmt::format("{}: a range of {} is two whole numbers, as 1..5, not '{}'",
                                   scenario.name, spec.name, text));
    }
    if (*least > *most) {
      throw UsageError(
          fmt::format("{}: the range {} of {} is empty: the smaller number comes first",
                      scenario.name, text, spec.name));
    }
    if (*least < spec.min || *most > spec.max) {
      throw UsageError(fmt::format("{}: {} must be {}, not all of '{}'", scenario.name, spec.name,
                                   spec.Range(), text));
    }
    ranges_.push_back({spec.name, *least, *most});
    fixed_.erase(spec.name);
  }
}

std::vector<std::map<std::string, std::string>> ParameterRanges::InOrder() const {
  std::int64_t count = 1;
  for (const Range& range : ranges_) {
    const std::int64_t size = range.most - range.least + 1;
    if (size > kMaxSettings / count) {
      throw UsageError(fmt::format("the ranges make more than {} settings", kMaxSettings));
    }
    count *= size;
  }
  std::vector<std::vector<std::int64_t>> all(1);
  for (const Range& range : ranges_) {
    std::vector<std::vector<std::int64_t>> longer;
    for (const auto& numbers : all) {
      for (std::int64_t number = range.least; number <= range.most; ++number) {
        longer.push_back(numbers);
        longer.back().push_back(number);
      }
    }
    all = std::move(longer);
  }
  const auto sum = [](const std::vector<std::int64_t>& numbers) {
    return std::accumulate(numbers.begin(), numbers.end(), std::int64_t{0});
  };
  std::sort(all.begin(), all.end(), [&](const auto& a, const auto& b) {
    return sum(a) != sum(b) ? sum(a) < sum(b) : a < b;
  });
  std::vector<std::map<std::string, std::string>> settings;
  for (const auto& numbers : all) {
    auto& one = settings.emplace_back(fixed_);
    for (std::size_t i = 0; i < ranges_.size(); ++i) {
      one[ranges_[i].name] = std::to_string(numbers[i]);
    }
  }
  return settings;
}

std::string ParameterRanges::Text(const Parameters& parameters) const {
  std::string text;
  for (const Range& range : ranges_) {
    text +=
        fmt::format("{}{}={}", text.empty() ? "" : " ", range.name, parameters.Number(range.name));
  }
  return text;
}

std::vector<Parameters> ConfigureInOrder(const Scenario& scenario, const ParameterRanges& ranges) {
  std::vector<Parameters> all;
  std::optional<UsageError> refused;
  for (const auto& settings : ranges.InOrder()) {
    try {
      all.push_back(scenario.Configure(settings));
    } catch (const UsageError& error) {
      if (!refused) refused = error;
    }
  }
  if (all.empty()) throw *refused;
  return all;
}

Smallest ExploreSmallest(const Scenario& scenario, const ParameterRanges& ranges,
                         const ExploreOptions& options) {
  using std::chrono::steady_clock;
  const auto start = steady_clock::now();
  const std::vector<Parameters> all = ConfigureInOrder(scenario, ranges);
  Smallest smallest;
  smallest.of = static_cast<int>(all.size());
  for (const Parameters& parameters : all) {
    ExploreOptions own = options;
    if (options.limit_seconds > 0) {
      constexpr double kLeast = 1e-6;  // 0 would be no limit
      own.limit_seconds =
          std::max(kLeast, options.limit_seconds -
                               std::chrono::duration<double>(steady_clock::now() - start).count());
    }
    Exploration exploration = Explore(scenario, parameters, own);
    const bool found =
        options.reach ? exploration.reached.has_value() : exploration.violation.has_value();
    if (smallest.explored == 0 || found || Doubt(exploration) >= Doubt(smallest.exploration)) {
      smallest.exploration = std::move(exploration);
      smallest.parameters = parameters;
    }
    ++smallest.explored;
    smallest.found = found;
    const bool out_of_time =
        options.limit_seconds > 0 &&
        std::chrono::duration<double>(steady_clock::now() - start).count() > options.limit_seconds;
    if (found || out_of_time || (options.interrupted && options.interrupted())) break;
  }
  smallest.complete = smallest.found || smallest.explored == smallest.of;
  return smallest;
}

}  // namespace heddle::internal
