#ifndef HEDDLE_TESTS_FUZZ_MUTATION_H_
#define HEDDLE_TESTS_FUZZ_MUTATION_H_

#include <random>
#include <string>
#include <string_view>

namespace heddle::internal {

/// `text` with one small change such as a reader of files must bear with: bytes flipped, lost,
/// doubled or moved, a number past its range, brackets without end, a part of `other`. At most
/// `most` bytes.
std::string Mutated(std::string text, std::string_view other, std::size_t most,
                    std::mt19937& random);

}  // namespace heddle::internal

#endif  // HEDDLE_TESTS_FUZZ_MUTATION_H_
