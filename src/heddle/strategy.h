#ifndef HEDDLE_SRC_HEDDLE_STRATEGY_H_
#define HEDDLE_SRC_HEDDLE_STRATEGY_H_

#include <heddle/scenario.h>

#include <compare>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace heddle {

struct ExploreOptions;
struct Exploration;

/// An option that is for some strategies, which say so.
enum class StrategyOption { kWholeStates, kPctDepth, kPreemptions };

/// What a strategy does and what it takes. Whoever deals with strategies asks for these, and for no
/// name.
struct StrategyTraits {
  std::string name;
  /// Which engine takes the steps: Heddle's own, or "relacy".
  std::string engine = "heddle";
  /// What it visits, for who chooses one: "every interleaving".
  std::string visits;
  /// The one that its engine takes where none is named.
  bool usual = false;
  /// Once it is at its end it has visited all that there is. Otherwise it is never complete.
  bool exhaustive = false;
  /// It draws executions, by ExploreOptions::seed: as many as are asked for.
  bool draws = false;
  /// It goes back to states by copies of their bytes, or tells them apart by these.
  bool needs_snapshots = false;
  /// It visits states, and these are what limits and progress count.
  bool by_state = false;
  /// It says how many executions there are (where it is by_state, at its end alone).
  bool counts_executions = true;
  /// It gives up executions that are longer than ExploreOptions::max_steps.
  bool limits_length = true;
  /// Its work can be divided among several (see src/search/parts.h).
  bool divisible = false;
  std::vector<StrategyOption> takes = {};
};

/// How an exploration goes about it: what stands behind a Strategy.
class ExplorationStrategy {
 public:
  virtual ~ExplorationStrategy() = default;

  virtual const StrategyTraits& traits() const = 0;
  /// Throws UsageError for options that do not go with it.
  virtual void CheckOptions(const ExploreOptions& options) const = 0;
  /// Explores, as heddle::Explore says, which has checked the options.
  virtual Exploration Explore(const Scenario& scenario, const Parameters& parameters,
                              const ExploreOptions& options) const = 0;

 protected:
  ExplorationStrategy() = default;
  ExplorationStrategy(const ExplorationStrategy&) = default;
  ExplorationStrategy& operator=(const ExplorationStrategy&) = default;
};

/// A strategy by its name, as ExploreOptions has it: `options.strategy = "dpor";`. Whether there is
/// such a one shows when it is used: StrategyNamed asks at once.
class Strategy {
 public:
  Strategy(const char* name) : engine_("heddle"), name_(name) {}
  Strategy(std::string name, std::string engine = "heddle")
      : engine_(std::move(engine)), name_(std::move(name)) {}

  const std::string& name() const { return name_; }
  const std::string& engine() const { return engine_; }

  /// What it does. Throws UsageError, with the nearest name that exists, for one that there is not.
  const StrategyTraits& traits() const { return implementation().traits(); }
  const ExplorationStrategy& implementation() const;
  bool Takes(StrategyOption option) const;

  friend bool operator==(const Strategy&, const Strategy&) = default;
  friend auto operator<=>(const Strategy&, const Strategy&) = default;

 private:
  std::string engine_, name_;
};

inline const std::string& NameOf(const Strategy& strategy) { return strategy.name(); }
std::ostream& operator<<(std::ostream& out, const Strategy& strategy);

/// Whether it draws executions, and so visits some of them and never all.
inline bool Draws(const Strategy& strategy) { return strategy.traits().draws; }

/// The strategy `name` of `engine`, or the usual one of the engine if `name` is empty. Throws
/// UsageError, with the nearest name that exists, for one that there is not.
Strategy StrategyNamed(std::string_view name, std::string_view engine = "heddle");

/// What is known of all strategies, by engine and name.
std::vector<StrategyTraits> RegisteredStrategies();

/// The names of those strategies of `engine` that `wanted` says yes to: "dpor, all or random".
std::string NamesOfStrategies(std::string_view engine, bool (*wanted)(const StrategyTraits&),
                              std::string_view before_last = ", ");

/// Throws UsageError unless `strategy` takes `option`: "preemptions are for the engine relacy with
/// the strategy bound, not for heddle states", where `words` are "preemptions are".
void RequireTakes(const Strategy& strategy, StrategyOption option, std::string_view words);

/// Makes a strategy known by its name, and by its engine's. Registering a second one of the same
/// names throws std::logic_error.
class StrategyRegistration {
 public:
  explicit StrategyRegistration(std::unique_ptr<ExplorationStrategy> strategy);
};

/// At namespace scope: registers the strategy that the expression, a std::unique_ptr, gives.
#define HEDDLE_STRATEGY(id, ...) \
  static const ::heddle::StrategyRegistration heddle_strategy_##id(__VA_ARGS__)

}  // namespace heddle

#endif  // HEDDLE_SRC_HEDDLE_STRATEGY_H_
