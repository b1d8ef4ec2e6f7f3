#ifndef HEDDLE_TESTS_EVIDENCE_RECORDINGS_H_
#define HEDDLE_TESTS_EVIDENCE_RECORDINGS_H_

#include <map>
#include <string>
#include <vector>

namespace heddle::internal {

/// What a run of one of the real Python programs left; observations/README.md says how it was made.
struct Recording {
  /// The file, and the line where each is a run of its own.
  std::string name;
  /// The scenario and parameters that the program is.
  std::string scenario;
  std::map<std::string, std::string> settings;
  /// The observer whose value it is.
  std::string observer;
  std::string output;
};

/// Those of the files whose names begin with `start`, in their order. Throws std::runtime_error if
/// there is none, or one cannot be read.
std::vector<Recording> Recordings(const std::string& start = "");

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_EVIDENCE_RECORDINGS_H_
