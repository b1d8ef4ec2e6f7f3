#ifndef HEDDLE_TESTS_ENGINES_RELACY_OF_RELACY_H_
#define HEDDLE_TESTS_ENGINES_RELACY_OF_RELACY_H_

#include <heddle/explore.h>

#include <string>

namespace heddle::internal {

/// Has Relacy explore, by one of its searches.
inline ExploreOptions OfRelacy(const std::string& search = "full") {
  ExploreOptions options;
  options.strategy = {search, "relacy"};
  return options;
}

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_ENGINES_RELACY_OF_RELACY_H_
