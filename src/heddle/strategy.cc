#include <fmt/format.h>
#include <heddle/strategy.h>

#include <algorithm>
#include <map>
#include <ostream>
#include <stdexcept>

namespace heddle {

namespace {

using Registry = std::map<Strategy, std::unique_ptr<ExplorationStrategy>>;

Registry& All() {
  static Registry registry;
  return registry;
}

std::vector<std::string> NamesOf(std::string_view engine) {
  std::vector<std::string> names;
  for (const auto& [strategy, implementation] : All()) {
    if (strategy.engine() == engine) names.push_back(strategy.name());
  }
  return names;
}

void RequireEngine(std::string_view engine) {
  std::vector<std::string> engines;
  for (const auto& [strategy, implementation] : All()) {
    if (strategy.engine() == engine) return;
    if (engines.empty() || engines.back() != strategy.engine()) {
      engines.push_back(strategy.engine());
    }
  }
  throw UsageError(fmt::format("there is no engine '{}'{}", engine, DidYouMean(engine, engines)));
}

[[noreturn]] void Refuse(const Strategy& unknown) {
  RequireEngine(unknown.engine());
  const std::string hint = DidYouMean(unknown.name(), NamesOf(unknown.engine()));
  if (unknown.engine() == "heddle") {
    for (const auto& [strategy, implementation] : All()) {
      if (strategy.name() != unknown.name()) continue;
      throw UsageError(
          fmt::format("the strategy {} is for the engine {}", unknown.name(), strategy.engine()));
    }
    throw UsageError(fmt::format("there is no strategy '{}'{}", unknown.name(), hint));
  }
  throw UsageError(
      fmt::format("the engine {} has no strategy '{}'{}", unknown.engine(), unknown.name(), hint));
}

}  // namespace

const ExplorationStrategy& Strategy::implementation() const {
  const auto found = All().find(*this);
  if (found == All().end()) Refuse(*this);
  return *found->second;
}

bool Strategy::Takes(StrategyOption option) const {
  const std::vector<StrategyOption>& takes = traits().takes;
  return std::find(takes.begin(), takes.end(), option) != takes.end();
}

std::ostream& operator<<(std::ostream& out, const Strategy& strategy) {
  if (strategy.engine() != "heddle") out << strategy.engine() << ' ';
  return out << strategy.name();
}

Strategy StrategyNamed(std::string_view name, std::string_view engine) {
  RequireEngine(engine);
  if (!name.empty()) {
    const Strategy named{std::string(name), std::string(engine)};
    named.implementation();
    return named;
  }
  for (const auto& [strategy, implementation] : All()) {
    if (strategy.engine() == engine && implementation->traits().usual) return strategy;
  }
  throw UsageError(fmt::format("the engine {} has no usual strategy: name one{}", engine,
                               DidYouMean("", NamesOf(engine))));
}

std::vector<StrategyTraits> RegisteredStrategies() {
  std::vector<StrategyTraits> all;
  for (const auto& [strategy, implementation] : All()) all.push_back(implementation->traits());
  return all;
}

std::string NamesOfStrategies(std::string_view engine, bool (*wanted)(const StrategyTraits&),
                              std::string_view before_last) {
  std::vector<std::string> names;
  for (const auto& [strategy, implementation] : All()) {
    if (strategy.engine() == engine && wanted(implementation->traits())) {
      names.push_back(strategy.name());
    }
  }
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += i == 0 ? "" : i + 1 == names.size() ? before_last : std::string_view(", ");
    text += names[i];
  }
  return text;
}

void RequireTakes(const Strategy& strategy, StrategyOption option, std::string_view words) {
  if (strategy.Takes(option)) return;
  std::string who;
  for (const auto& [other, implementation] : All()) {
    if (!other.Takes(option)) continue;
    who += who.empty() ? "" : ", ";
    who += other.engine() == "heddle"
               ? fmt::format("the strategy {}", other.name())
               : fmt::format("the engine {} with the strategy {}", other.engine(), other.name());
  }
  throw UsageError(fmt::format("{} for {}, not for {} {}", words, who.empty() ? "no strategy" : who,
                               strategy.engine(), strategy.name()));
}

StrategyRegistration::StrategyRegistration(std::unique_ptr<ExplorationStrategy> strategy) {
  const StrategyTraits& traits = strategy->traits();
  const Strategy name(traits.name, traits.engine);
  if (!All().emplace(name, std::move(strategy)).second) {
    throw std::logic_error("two strategies of " + name.engine() + " are called '" + name.name() +
                           "'");
  }
}

}  // namespace heddle
