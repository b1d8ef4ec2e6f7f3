#include "tests/evidence/page.h"

#include <fmt/format.h>

#include <array>
#include <chrono>
#include <filesystem>
#include <map>
#include <regex>

#include "src/claims/claim_file.h"
#include "tests/evidence/judges/question.h"

namespace heddle::internal {

namespace {

constexpr std::string_view kPreamble =
    R"(# The evidence: which judges agree with which claims

Each claim of this folder, and each one about the mutants of the scenarios, is put before every judge that can say something about it. This page is written by

    bazel run //tests/evidence:write_evidence

and `//tests/evidence:evidence_test` asks all judges again: it fails where one of them differs, or where this
page says anything else than what they say now, but for how long they took (and, where g++ has compiled the
scenarios, the numbers of states: it keeps values in a task's frame past their use, and some states twice).

## The judges
)";

constexpr std::string_view kElsewhere = R"(
Judges that other tests ask, over grids of parameters and programs of their own:

- ThreadSanitizer, on real threads (`//tests/evidence:tsan_grid_test`, in `bazel test --config=tsan`): it reports
  a data race exactly where the explorer does.
- Relacy, on a grid of the scenarios' parameters and on random programs (`//tests/engines/relacy:grid_test`,
  `//tests/engines/relacy:random_program_test`): as many executions, with the same outcomes, as `all`; and on programs
  that hang on memory orders (`//tests/engines/relacy:memory_order_test`).
- Brute force on random programs (`//tests/search:random_program_test`): the strategies agree with an
  enumeration that shares none of their ideas.
- The literature (`//tests/evidence:literature_test`): programs whose traces others have counted.
- Mutants (`//tests/evidence:scenario_mutants_test`, `//tests/evidence:object_mutants_test`): what is taken away from the
  scenarios and the objects is noticed.

## What a cell says

| cell | meaning |
| --- | --- |
| agrees | an exhaustive search, a model or a formula comes to the same, having visited or worked out so much; "found one, too": a violation of the kind that is claimed, and its budget was spent before it had visited everything |
| consistent | a sample, none of which contradicts: it proves nothing |
| **differs** | the claim or the judge is wrong; below the table is how |
)";

struct ReasonText {
  std::string_view word, meaning;
};

ReasonText TextOf(Reason reason) {
  switch (reason) {
    case Reason::kOwn:
      return {"own", "it is the claim's own strategy: the first column"};
    case Reason::kSize:
      return {"size",
              "too large for the judge's budget, which is a number of executions or states"};
    case Reason::kModel:
      return {"none", "the judge has no model, recording or formula of this"};
    case Reason::kPart:
      return {"part", "the claim is about some of the executions only: those with few preemptions"};
    case Reason::kOrder:
      return {"order",
              "what is claimed hangs on a memory order, which the judge sees otherwise: "
              "Relacy has weaker ones, the others only sequential consistency"};
    case Reason::kRace:
      return {"race", "run for real, a program with a data race may do anything at all"};
    default:
      return {"large", "too large to be asked twice: `//tests/claims:large_specs_test` asks it"};
  }
}

constexpr std::array kReasons = {Reason::kOwn,  Reason::kSize,  Reason::kModel, Reason::kRace,
                                 Reason::kPart, Reason::kOrder, Reason::kLater};

/// Text in a cell of a table.
std::string Escaped(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '\n') {
      escaped += "\\n";
      continue;
    }
    if (c == '|') escaped += '\\';
    escaped += c;
  }
  return escaped;
}

std::string Cell(const Opinion& opinion) {
  switch (opinion.kind) {
    case Opinion::Kind::kAgrees:
      return fmt::format("agrees: {}", Escaped(opinion.text));
    case Opinion::Kind::kConsistent:
      return fmt::format("consistent: {}", Escaped(opinion.text));
    case Opinion::Kind::kDiffers:
      return "**differs**";
    default:
      return fmt::format("- {}", TextOf(opinion.reason).word);
  }
}

/// The file that a claim stands in, as a page of specs/ links it.
std::string FileOf(const Claim& claim) {
  const std::string path = claim.where.substr(0, claim.where.rfind(':'));
  return std::filesystem::path(path).lexically_relative("specs").string();
}

std::string Row(const std::vector<std::string>& cells) {
  std::string row = "|";
  for (const std::string& cell : cells) row += " " + cell + " |";
  return row + "\n";
}

std::string Rule(std::size_t columns) { return Row(std::vector<std::string>(columns, "---")); }

/// The tables, one for each file.
class Tables {
 public:
  explicit Tables(const std::vector<std::unique_ptr<Judge>>& judges) {
    std::vector<std::string> heads = {"claim", "what is claimed"};
    for (const auto& judge : judges) heads.emplace_back(judge->name());
    head_ = Row(heads) + Rule(heads.size());
    for (const auto& judge : judges) names_.emplace_back(judge->name());
  }

  void Add(const Judged& judged) {
    const std::string file = FileOf(judged.claim);
    if (file != file_) {
      Close();
      file_ = file;
      text_ += fmt::format("\n## [{}]({})\n\n{}", std::filesystem::path(file).filename().string(),
                           file, head_);
    }
    std::vector<std::string> cells = {fmt::format("`{}`", judged.claim.id),
                                      Escaped(judged.claim.says)};
    for (std::size_t i = 0; i < judged.opinions.size(); ++i) {
      const Opinion& opinion = judged.opinions[i];
      cells.push_back(Cell(opinion));
      if (opinion.kind != Opinion::Kind::kDiffers) continue;
      notes_ += fmt::format("\n- `{}`, {}: {}", judged.claim.id, names_[i], Escaped(opinion.text));
    }
    text_ += Row(cells);
  }

  std::string Text() {
    Close();
    return text_;
  }

 private:
  void Close() {
    if (!notes_.empty()) text_ += notes_ + "\n";
    notes_.clear();
  }

  std::string head_, file_, notes_, text_;
  std::vector<std::string> names_;
};

std::string Counts(const Evidence& evidence, const std::vector<std::unique_ptr<Judge>>& judges) {
  std::string text = fmt::format("\n## In numbers\n\nOf {} claims:\n\n", evidence.claims.size());
  text += Row({"judge", "agrees", "consistent", "differs", "not asked", "took"}) + Rule(6);
  for (std::size_t i = 0; i < judges.size(); ++i) {
    std::map<Opinion::Kind, int> counts;
    for (const Judged& judged : evidence.claims) ++counts[judged.opinions[i].kind];
    text += Row({std::string(judges[i]->name()), std::to_string(counts[Opinion::Kind::kAgrees]),
                 std::to_string(counts[Opinion::Kind::kConsistent]),
                 std::to_string(counts[Opinion::Kind::kDiffers]),
                 std::to_string(counts[Opinion::Kind::kNotAsked]),
                 fmt::format("{:.2f} s", evidence.seconds[i])});
  }
  return text;
}

}  // namespace

std::vector<Claim> AllClaims() {
  std::vector<Claim> claims = ReadClaims("specs");
  const auto mutants = ReadClaims("tests/evidence/mutants/mutants.toml");
  claims.insert(claims.end(), mutants.begin(), mutants.end());
  return claims;
}

Evidence Judgements(const std::vector<Claim>& claims,
                    const std::vector<std::unique_ptr<Judge>>& judges,
                    const std::function<void(const Judged&)>& judged) {
  using Clock = std::chrono::steady_clock;
  for (const auto& judge : judges) {
    std::vector<Claim> within_reach;
    for (const Claim& claim : claims) {
      if (!OutOfReach(claim, judge->knows_orders())) within_reach.push_back(claim);
    }
    judge->Prepare(within_reach);
  }
  Evidence evidence;
  evidence.seconds.assign(judges.size(), 0);
  for (const Claim& claim : claims) {
    auto start = Clock::now();
    const Question question = MakeQuestion(claim);
    Judged& all = evidence.claims.emplace_back(Judged{claim, {}});
    for (std::size_t i = 0; i < judges.size(); ++i) {
      const auto why_not = i == 0 ? std::nullopt : OutOfReach(claim, judges[i]->knows_orders());
      all.opinions.push_back(why_not ? Opinion::NotAsked(*why_not) : judges[i]->Ask(question));
      const auto now = Clock::now();
      evidence.seconds[i] += std::chrono::duration<double>(now - start).count();
      start = now;
    }
    if (judged) judged(all);
  }
  return evidence;
}

std::string Page(const Evidence& evidence, const std::vector<std::unique_ptr<Judge>>& judges) {
  std::string page(kPreamble);
  page += "\n" + Row({"judge", "what it is"}) + Rule(2);
  for (const auto& judge : judges) {
    page += Row({std::string(judge->name()), std::string(judge->what())});
  }
  page += kElsewhere;
  for (const Reason reason : kReasons) {
    page += Row({fmt::format("- {}", TextOf(reason).word), std::string(TextOf(reason).meaning)});
  }
  page += Counts(evidence, judges);
  Tables tables(judges);
  for (const Judged& judged : evidence.claims) tables.Add(judged);
  return page + tables.Text();
}

std::string WithoutTimes(std::string_view page) {
  static const std::regex kTime("[0-9]+\\.[0-9]+ s\\b");
  return std::regex_replace(std::string(page), kTime, "? s");
}

}  // namespace heddle::internal
