#ifndef HEDDLE_TESTS_SEARCH_MANY_PROGRAMS_H_
#define HEDDLE_TESTS_SEARCH_MANY_PROGRAMS_H_

#include <gtest/gtest.h>

#include <functional>
#include <string>

namespace heddle::internal {

/// Checks `property`, which draws a program, for `programs` of them; HEDDLE_NIGHTLY=1 makes it
/// 10,000, and RC_PARAMS can say otherwise. Once the time of the test is up, explorations stop:
/// whatever fails from then on is no mismatch, and what is wrong is that time was up.
testing::AssertionResult HoldsForMany(int programs, const std::string& description,
                                      const std::function<void()>& property);

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_SEARCH_MANY_PROGRAMS_H_
