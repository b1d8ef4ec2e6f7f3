#ifndef HEDDLE_SRC_CLAIMS_TOML_TABLE_H_
#define HEDDLE_SRC_CLAIMS_TOML_TABLE_H_

#include <heddle/parameters.h>
#include <toml++/toml.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::internal {

/// A table of a TOML file, read strictly: every mistake is a UsageError whose message begins with
/// the file and the line. The table must outlive it.
class TomlTable {
 public:
  /// `name` is what messages call the table ("a claim"). Throws if it has a key that is not in
  /// `keys`.
  TomlTable(std::string_view file, const toml::table& table, std::string name,
            const std::vector<std::string>& keys);

  bool Has(std::string_view key) const { return Find(key) != nullptr; }
  /// The value of `key`, or nothing if it is left out. Each throws if it is of another type.
  std::optional<std::string> Text(std::string_view key) const;
  std::optional<bool> Flag(std::string_view key) const;
  /// Not below 0: a whole number, or a string of digits.
  std::optional<unsigned __int128> Count(std::string_view key) const;
  /// Not below 0, and at most what 64 bits hold.
  std::optional<std::uint64_t> Number(std::string_view key) const;
  std::optional<double> Seconds(std::string_view key) const;
  std::optional<std::vector<std::string>> Texts(std::string_view key) const;
  const toml::table* Table(std::string_view key) const;

  /// The same for a text or a table that must be there; a text must not be empty.
  std::string RequiredText(std::string_view key) const;
  const toml::table& RequiredTable(std::string_view key) const;

  /// Ends with a UsageError about the value of `key`, or about the whole table where it is left
  /// out.
  [[noreturn]] void Fail(std::string_view key, std::string_view message) const;
  /// Does what may throw a UsageError about the value of `key`, and adds file and line to that.
  template <typename Action>
  decltype(auto) About(std::string_view key, Action action) const {
    try {
      return action();
    } catch (const UsageError& error) {
      Fail(key, error.what());
    }
  }

  /// "file:line" of the table.
  std::string Where() const;

 private:
  const toml::node* Find(std::string_view key) const { return table_.get(key); }
  [[noreturn]] void FailType(std::string_view key, std::string_view wanted) const;
  [[noreturn]] void FailMissing(std::string_view key) const;

  std::string file_;
  const toml::table& table_;
  std::string name_;
};

/// Ends with a UsageError whose message begins with the file and the line.
[[noreturn]] void FailAt(std::string_view file, toml::source_index line, std::string_view message);

/// What a value is, in words: "a string".
std::string_view TypeInWords(const toml::node& node);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_CLAIMS_TOML_TABLE_H_
