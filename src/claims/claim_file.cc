#include "src/claims/claim_file.h"

#include <fmt/format.h>
#include <heddle/scenario.h>
#include <heddle/trace.h>

#include <algorithm>
#include <map>
#include <set>

#include "src/claims/key_length.h"
#include "src/claims/strategy_options.h"
#include "src/claims/toml_table.h"
#include "src/trace/whole_file.h"

namespace heddle::internal {

namespace {

Exploration::Verdict VerdictNamed(std::string_view name) {
  using Verdict = Exploration::Verdict;
  std::vector<std::string> names;
  for (const Verdict verdict :
       {Verdict::kHolds, Verdict::kHoldsSc, Verdict::kViolated, Verdict::kStopped}) {
    if (NameOf(verdict) == name) return verdict;
    names.emplace_back(NameOf(verdict));
  }
  throw UsageError(fmt::format("there is no verdict '{}'{}", name, DidYouMean(name, names)));
}

/// The parameters that the table `key` of `owner` names. With `may_range`, some can be ranges.
std::map<std::string, std::string> ReadSettings(std::string_view file, const TomlTable& owner,
                                                std::string_view key, const Scenario& scenario,
                                                bool may_range) {
  const toml::table* table = owner.Table(key);
  std::map<std::string, std::string> given;
  if (table == nullptr) return given;
  std::vector<std::string> names;
  for (const auto& [name, node] : *table) names.emplace_back(name.str());
  // The scenario knows which there are.
  const TomlTable values(file, *table, scenario.name, names);
  for (const auto& [key_of_value, node] : *table) {
    const std::string name(key_of_value.str());
    if (const auto* number = node.as_integer()) {
      given[name] = std::to_string(number->get());
    } else if (const auto* text = node.as_string()) {
      given[name] = text->get();
    } else {
      values.Fail(name, fmt::format("{} must be a whole number or a string, not {}", name,
                                    TypeInWords(node)));
    }
    // Each by itself, so that the message has its line.
    values.About(name, [&] {
      const std::map<std::string, std::string> alone = {{name, given[name]}};
      if (ParameterRanges(scenario, alone).any()) {
        if (may_range) return;
        throw UsageError(fmt::format("the range '{}' of {} needs the claim's key 'smallest'",
                                     given[name], name));
      }
      Parameters(scenario.name, scenario.parameters, alone);
    });
  }
  return given;
}

/// Reads the parameters, or what they range over.
void ReadParameters(std::string_view file, const TomlTable& fields, const Scenario& scenario,
                    Claim& claim) {
  const bool smallest = fields.Flag("smallest").value_or(false);
  const auto given = ReadSettings(file, fields, "parameters", scenario, smallest);
  fields.About("parameters", [&] {
    if (!smallest) {
      claim.parameters = scenario.Configure(given);
      return;
    }
    claim.ranges = ParameterRanges(scenario, given);
    if (!claim.ranges->any()) {
      throw UsageError("smallest needs a range of a parameter, as \"1..5\"");
    }
    claim.parameters = ConfigureInOrder(scenario, *claim.ranges).front();
  });
}

Strategy ReadStrategy(const TomlTable& claim) {
  std::string engine = "heddle";
  if (claim.Text("engine")) {
    engine = claim.RequiredText("engine");
    claim.About("engine", [&] { return StrategyNamed("", engine); });
  }
  const std::string strategy = claim.RequiredText("strategy");
  return claim.About("strategy", [&] { return StrategyNamed(strategy, engine); });
}

ExploreOptions ReadOptions(const TomlTable& claim, const Scenario& scenario) {
  ExploreOptions options;
  options.strategy = ReadStrategy(claim);
  if (const auto preemptions = claim.Number("preemptions")) {
    claim.About("preemptions", [&] { SetPreemptions(options, *preemptions); });
  }
  if (claim.Text("observe")) {
    options.observe = claim.RequiredText("observe");
    claim.About("observe", [&] { scenario.RequireObserver(options.observe); });
  }
  options.reach = claim.Text("reach");
  if (options.reach && options.observe.empty()) {
    claim.Fail("reach", "a value to reach needs the key 'observe': of which observer it is");
  }
  options.keep_going = claim.Flag("keep_going").value_or(false);
  for (const std::string_view key : {"samples", "seed"}) {
    const auto number = claim.Number(key);
    if (!number) continue;
    claim.About(key, [&] { RequireDraws(options.strategy, key); });
    if (key == "samples" && *number == 0) claim.Fail(key, "samples must be at least 1");
    (key == "seed" ? options.seed : options.samples) = *number;
  }
  if (const auto depth = claim.Number("pct_depth")) {
    claim.About("pct_depth", [&] { SetPctDepth(options, *depth); });
  }
  if (const auto wakeups = claim.Number("spurious_wakeups")) {
    claim.About("spurious_wakeups", [&] { SetSpuriousWakeups(options, *wakeups); });
  }
  options.limit_seconds = claim.Seconds("limit_seconds").value_or(0);
  options.limit_step_seconds =
      claim.Seconds("limit_step_seconds").value_or(options.limit_step_seconds);
  if (const auto mib = claim.Number("limit_memory")) {
    constexpr std::uint64_t kMax = std::uint64_t{1} << 40;
    if (*mib == 0 || *mib > kMax) {
      claim.Fail("limit_memory", fmt::format("limit_memory must be a whole number of MiB from 1 to "
                                             "{}, not {}",
                                             kMax, *mib));
    }
    options.limit_memory_mib = *mib;
  }
  return options;
}

const std::vector<std::string>& ExpectationKeys() {
  static const std::vector<std::string> keys = [] {
    std::vector<std::string> all = {"verdict",  "kind",    "message", "complete",
                                    "outcomes", "reached", "smallest"};
    for (const Figure& figure : Figures()) all.emplace_back(figure.name);
    return all;
  }();
  return keys;
}

Expectation ReadExpectation(const TomlTable& table, const ExploreOptions& options) {
  Expectation expect;
  const std::string verdict = table.RequiredText("verdict");
  expect.verdict = table.About("verdict", [&] { return VerdictNamed(verdict); });
  expect.kind = table.Text("kind");
  if (expect.kind) table.About("kind", [&] { ViolationKindNamed(*expect.kind); });
  expect.message = table.Text("message");
  if (expect.verdict != Exploration::Verdict::kViolated) {
    for (const std::string_view key : {"kind", "message", "counterexample_steps"}) {
      if (!table.Has(key)) continue;
      table.Fail(key, fmt::format("{} is about a violation, and the verdict is {}", key, verdict));
    }
  }
  expect.complete = table.Flag("complete");
  if (!expect.complete && options.strategy.traits().exhaustive) {
    if (expect.verdict == Exploration::Verdict::kHolds) expect.complete = true;
    expect.complete_sc = expect.verdict == Exploration::Verdict::kHoldsSc;
  }
  for (const Figure& figure : Figures()) {
    if (const auto value = table.Count(figure.name)) expect.numbers.push_back({&figure, *value});
  }
  expect.outcomes = table.Texts("outcomes");
  if (expect.outcomes) {
    std::set<std::string_view> known;
    for (const std::string& value : *expect.outcomes) {
      if (known.insert(value).second) continue;
      table.Fail("outcomes", fmt::format("outcomes has '{}' twice", value));
    }
  }
  expect.reached = table.Flag("reached");
  for (const std::string_view key : {"outcomes", "outcome_count"}) {
    if (!table.Has(key) || !options.observe.empty()) continue;
    table.Fail(key,
               fmt::format("{} needs the claim's key 'observe': outcomes of which observer", key));
  }
  for (const std::string_view key : {"reached", "reached_steps"}) {
    if (!table.Has(key) || options.reach) continue;
    table.Fail(key, fmt::format("{} needs the claim's key 'reach': which outcome", key));
  }
  return expect;
}

Claim ReadClaim(std::string_view file, const toml::table& table) {
  static const std::vector<std::string> keys = {"id",
                                                "says",
                                                "source",
                                                "scenario",
                                                "parameters",
                                                "smallest",
                                                "engine",
                                                "strategy",
                                                "preemptions",
                                                "pct_depth",
                                                "spurious_wakeups",
                                                "observe",
                                                "reach",
                                                "keep_going",
                                                "samples",
                                                "seed",
                                                "limit_seconds",
                                                "limit_memory",
                                                "limit_step_seconds",
                                                "large",
                                                "expect"};
  const TomlTable fields(file, table, "a claim", keys);
  Claim claim;
  claim.where = fields.Where();
  claim.id = fields.RequiredText("id");
  claim.says = fields.RequiredText("says");
  claim.source = fields.Text("source").value_or("");
  claim.scenario = fields.RequiredText("scenario");
  const Scenario& scenario =
      fields.About("scenario", [&]() -> const Scenario& { return FindScenario(claim.scenario); });
  ReadParameters(file, fields, scenario, claim);
  claim.options = ReadOptions(fields, scenario);
  claim.large = fields.Flag("large").value_or(false);
  const TomlTable expect(file, fields.RequiredTable("expect"), "an expectation", ExpectationKeys());
  claim.expect = ReadExpectation(expect, claim.options);
  if (expect.Has("smallest")) {
    if (!claim.ranges) {
      expect.Fail("smallest", "smallest needs the claim's key 'smallest': of which ranges");
    }
    const auto smallest = ReadSettings(file, expect, "smallest", scenario, false);
    claim.expect.smallest =
        expect.About("smallest", [&] { return claim.ranges->Text(scenario.Configure(smallest)); });
  }
  if (claim.expect.outcomes) {
    // Room for all that are expected, and for one more that would show what is wrong.
    claim.options.list_outcomes =
        std::max(claim.options.list_outcomes, claim.expect.outcomes->size() + 1);
  }
  return claim;
}

toml::table Parse(std::string_view text, std::string_view file) {
  RequireShortKeys(file, text);
  try {
    return toml::parse(text, file);
  } catch (const toml::parse_error& error) {
    FailAt(file, error.source().begin.line, error.description());
  }
}

/// Throws UsageError if an id is there twice.
void CheckUnique(const std::vector<Claim>& claims) {
  std::map<std::string_view, const Claim*> known;
  for (const Claim& claim : claims) {
    const auto [place, is_new] = known.emplace(claim.id, &claim);
    if (is_new) continue;
    throw UsageError(fmt::format("{}: the id '{}' is taken: {} has it; an id must be unique",
                                 claim.where, claim.id, place->second->where));
  }
}

}  // namespace

std::vector<Claim> ParseClaims(std::string_view text, std::string_view file) {
  const toml::table root = Parse(text, file);
  const TomlTable fields(file, root, "a claim file", {"claim"});
  const toml::node* node = root.get("claim");
  if (node == nullptr) FailAt(file, 1, "there is no claim; each is a table [[claim]]");
  if (!node->is_array_of_tables()) fields.Fail("claim", "a claim must be a table [[claim]]");
  std::vector<Claim> claims;
  for (const toml::node& table : *node->as_array()) {
    claims.push_back(ReadClaim(file, *table.as_table()));
  }
  CheckUnique(claims);
  return claims;
}

std::vector<Claim> ReadClaims(const std::filesystem::path& path) {
  std::vector<std::filesystem::path> files;
  if (std::filesystem::is_directory(path)) {
    for (const auto& entry : std::filesystem::directory_iterator(path)) {
      if (entry.path().extension() == ".toml") files.push_back(entry.path());
    }
    if (files.empty()) throw UsageError(fmt::format("{}: there is no *.toml in it", path.string()));
    std::sort(files.begin(), files.end());
  } else {
    files.push_back(path);
  }
  std::vector<Claim> claims;
  for (const std::filesystem::path& file : files) {
    std::vector<Claim> more = ParseClaims(ReadWholeFile(file.string()), file.string());
    std::move(more.begin(), more.end(), std::back_inserter(claims));
  }
  CheckUnique(claims);
  return claims;
}

}  // namespace heddle::internal
