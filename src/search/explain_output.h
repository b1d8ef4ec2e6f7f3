#ifndef HEDDLE_SRC_SEARCH_EXPLAIN_OUTPUT_H_
#define HEDDLE_SRC_SEARCH_EXPLAIN_OUTPUT_H_

#include <cstdint>
#include <string_view>

#include "src/program/world.h"
#include "src/search/conform.h"

namespace heddle::internal {

/// How much of `output` some execution of the world, which is at its beginning, prints from its
/// start, although none prints all of it: for an observer that grows and tells what its value can
/// still become, since a search that leaves out the hopeless states does not see how far they would
/// have come. Goes on from the states that have printed most, and meets `max_states` at the most:
/// what it reports is then at least explained.
Conformance::Prefix ExplainOutput(World& world, std::string_view output, std::uint64_t max_states);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_SEARCH_EXPLAIN_OUTPUT_H_
