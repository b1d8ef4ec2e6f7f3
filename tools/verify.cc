#include "src/claims/verify.h"

#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "src/claims/claim_file.h"
#include "src/claims/report.h"
#include "src/trace/whole_file.h"
#include "tools/claims_page.h"
#include "tools/command.h"
#include "tools/exploration_json.h"
#include "tools/interrupt_watch.h"
#include "tools/progress_line.h"

namespace heddle::internal {

namespace {

namespace fs = std::filesystem;

struct Arguments {
  std::vector<std::string> ids;
  std::string claims;
  std::string report_file;
  bool json = false;
};

/// Where the claims are: in ./specs, or where Bazel has put Heddle's own for this program.
fs::path ClaimsFolder() {
  std::error_code ignored;
  if (fs::is_directory("specs", ignored)) return "specs";
  const fs::path program = fs::read_symlink("/proc/self/exe", ignored);
  const fs::path shipped = program.string() + ".runfiles/heddle/specs";
  if (fs::is_directory(shipped, ignored)) return shipped;
  throw UsageError("there is no folder specs here; say where the claims are by --claims");
}

/// The claims that are asked for, or the folder of them.
fs::path WhereClaimsAre(const Arguments& arguments) {
  return arguments.claims.empty() ? ClaimsFolder() : fs::path(arguments.claims);
}

std::vector<Claim> ChosenClaims(const Arguments& arguments) {
  std::vector<Claim> all = ReadClaims(WhereClaimsAre(arguments));
  if (arguments.ids.empty()) return all;
  std::vector<Claim> chosen;
  std::set<std::string> ids;
  for (const std::string& id : arguments.ids) {
    if (ids.insert(id).second) chosen.push_back(FindClaim(all, id));
  }
  return chosen;
}

nlohmann::ordered_json ToJson(const ClaimResult& result) {
  nlohmann::ordered_json json;
  json["id"] = result.claim.id;
  json["says"] = result.claim.says;
  json["as_expected"] = result.as_expected();
  json["differences"] = result.differences;
  json["exploration"] = internal::ToJson(result.claim.scenario, result.claim.parameters,
                                         result.claim.options, result.exploration);
  return json;
}

/// Verifies the claims one after the other, and says so of each. Ends before the first that an
/// interrupt has cut short.
std::vector<ClaimResult> VerifyAll(const std::vector<Claim>& claims, bool say_so) {
  const InterruptWatch watch;
  std::vector<ClaimResult> results;
  for (const Claim& claim : claims) {
    ClaimResult result;
    {
      ProgressLine line(claim.id);
      result = Verify(claim, line.callback(), InterruptWatch::Interrupted);
    }
    if (InterruptWatch::Interrupted() &&
        result.exploration.verdict == Exploration::Verdict::kStopped) {
      break;
    }
    results.push_back(std::move(result));
    if (!say_so) continue;
    fmt::print("{}", Report(results.back()));
    if (std::fflush(stdout) != 0) break;  // who runs the command hears of it at the end
  }
  return results;
}

int Verify(const Arguments& arguments) {
  const std::vector<Claim> claims = ChosenClaims(arguments);
  const std::vector<ClaimResult> results = VerifyAll(claims, !arguments.json);
  const bool interrupted = results.size() < claims.size();
  bool all = !interrupted;
  bool only_stopped = true;
  for (const ClaimResult& result : results) {
    if (result.as_expected()) continue;
    all = false;
    only_stopped &= result.exploration.verdict == Exploration::Verdict::kStopped;
  }
  if (!arguments.report_file.empty()) {
    const fs::path claims_are = WhereClaimsAre(arguments);
    std::error_code ignored;
    const fs::path folder =
        fs::is_directory(claims_are, ignored) ? claims_are : claims_are.parent_path();
    WriteWholeFile(arguments.report_file, ClaimsPage(results, folder));
  }
  if (arguments.json) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const ClaimResult& result : results) list.push_back(ToJson(result));
    nlohmann::ordered_json json;
    json["as_expected"] = all;
    json["interrupted"] = interrupted;
    json["claims"] = std::move(list);
    fmt::print("{}\n", json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace));
  } else {
    fmt::print("\n{}\n", Summary(results));
    if (interrupted) {
      fmt::print("interrupted: {} of {} claims verified\n", results.size(), claims.size());
    }
  }
  return all ? kHolds : only_stopped ? kStopped : kViolated;
}

}  // namespace

void AddVerify(CLI::App& app, int* status) {
  auto arguments = std::make_shared<Arguments>();
  CLI::App* command = app.add_subcommand("verify", "Checks claims; all of specs/ if none is named");
  command->add_option("claim", arguments->ids, "The ids of claims");
  command->add_option("--claims", arguments->claims, "A claim file, or a folder of them");
  command
      ->add_option("--report", arguments->report_file,
                   "Writes a page to this file, with each claim and its counterexample")
      ->check(WritableFile());
  command->add_flag("--json", arguments->json, "Prints one JSON object");
  command->callback([=] { *status = Verify(*arguments); });
}

}  // namespace heddle::internal
