// Writes specs/evidence.md anew: bazel run //tests/evidence:write_evidence

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <stdexcept>
#include <string>

#include "tests/evidence/judges/judge.h"
#include "tests/evidence/page.h"

namespace {

int WriteEvidence() {
  const char* workspace = std::getenv("BUILD_WORKSPACE_DIRECTORY");
  if (workspace == nullptr) {
    throw std::runtime_error("run it by: bazel run //tests/evidence:write_evidence");
  }
  const auto claims = heddle::internal::AllClaims();
  const auto judges = heddle::internal::AllJudges();
  int differing = 0;
  const auto evidence =
      heddle::internal::Judgements(claims, judges, [&](const heddle::internal::Judged& judged) {
        std::fprintf(stderr, "%s\n", judged.claim.id.c_str());
        for (std::size_t i = 0; i < judges.size(); ++i) {
          const heddle::internal::Opinion& opinion = judged.opinions[i];
          if (opinion.kind != heddle::internal::Opinion::Kind::kDiffers) continue;
          ++differing;
          std::fprintf(stderr, "  %s differs: %s\n", std::string(judges[i]->name()).c_str(),
                       opinion.text.c_str());
        }
      });
  const std::string path = std::string(workspace) + "/specs/evidence.md";
  std::ofstream file(path);
  file << heddle::internal::Page(evidence, judges);
  file.close();
  if (!file) throw std::runtime_error("cannot write " + path);
  std::fprintf(stderr, "%s: %zu claims, %d times a judge differs\n", path.c_str(), claims.size(),
               differing);
  return differing == 0 ? 0 : 1;
}

}  // namespace

int main() {
  try {
    return WriteEvidence();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "write_evidence: %s\n", error.what());
    return 2;
  }
}
