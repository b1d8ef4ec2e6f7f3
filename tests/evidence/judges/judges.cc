#include "tests/evidence/judges/judge.h"

namespace heddle::internal {

std::vector<std::unique_ptr<Judge>> AllJudges() {
  std::vector<std::unique_ptr<Judge>> judges;
  judges.push_back(MakeOwnStrategy());
  judges.push_back(MakeStrategy("all"));
  judges.push_back(MakeStrategy("dpor"));
  judges.push_back(MakeStrategy("states"));
  judges.push_back(MakeStrategy("count"));
  judges.push_back(MakeWithoutSnapshots());
  judges.push_back(MakeRelacy());
  judges.push_back(MakeSpin());
  judges.push_back(MakeArithmetic());
  judges.push_back(MakeRecordings());
  judges.push_back(MakeRealRuns());
  return judges;
}

}  // namespace heddle::internal
