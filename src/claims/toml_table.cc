#include "src/claims/toml_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace heddle::internal {

namespace {

using Wide = unsigned __int128;

/// A string of digits as a number; nothing if it is anything else, or too big.
std::optional<Wide> Digits(std::string_view text) {
  if (text.empty() || text.size() > 38)
    return {};  // 38 digits fit into 128 bits, whichever they are
  Wide number = 0;
  for (const char digit : text) {
    if (digit < '0' || digit > '9') return {};
    number = number * 10 + static_cast<Wide>(digit - '0');
  }
  return number;
}

}  // namespace

void FailAt(std::string_view file, toml::source_index line, std::string_view message) {
  throw UsageError(fmt::format("{}:{}: {}", file, line, message));
}

std::string_view TypeInWords(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a table";
    case toml::node_type::array:
      return "an array";
    case toml::node_type::string:
      return "a string";
    case toml::node_type::integer:
      return "a whole number";
    case toml::node_type::floating_point:
      return "a fraction";
    case toml::node_type::boolean:
      return node.as_boolean()->get() ? "true" : "false";
    default:
      return "a date or a time";
  }
}

TomlTable::TomlTable(std::string_view file, const toml::table& table, std::string name,
                     const std::vector<std::string>& keys)
    : file_(file), table_(table), name_(std::move(name)) {
  // The table has its keys in the alphabet's order; whoever reads the file wants its first mistake.
  const toml::key* first = nullptr;
  for (const auto& [key, value] : table) {
    if (std::find(keys.begin(), keys.end(), key.str()) != keys.end()) continue;
    if (first == nullptr || key.source().begin < first->source().begin) first = &key;
  }
  if (first == nullptr) return;
  FailAt(file_, first->source().begin.line,
         fmt::format("{} has no key '{}'{}", name_, first->str(), DidYouMean(first->str(), keys)));
}

std::optional<std::string> TomlTable::Text(std::string_view key) const {
  const toml::node* node = Find(key);
  if (node == nullptr) return {};
  if (!node->is_string()) FailType(key, "a string");
  return node->as_string()->get();
}

std::optional<bool> TomlTable::Flag(std::string_view key) const {
  const toml::node* node = Find(key);
  if (node == nullptr) return {};
  if (!node->is_boolean()) FailType(key, "true or false");
  return node->as_boolean()->get();
}

std::optional<Wide> TomlTable::Count(std::string_view key) const {
  const toml::node* node = Find(key);
  if (node == nullptr) return {};
  std::optional<Wide> count;
  if (const auto* number = node->as_integer(); number != nullptr && number->get() >= 0) {
    count = static_cast<Wide>(number->get());
  } else if (const auto* text = node->as_string()) {
    count = Digits(text->get());
  }
  if (!count) FailType(key, "a whole number from 0 on, or a string of up to 38 digits");
  return count;
}

std::optional<std::uint64_t> TomlTable::Number(std::string_view key) const {
  const toml::node* node = Find(key);
  if (node == nullptr) return {};
  const auto* number = node->as_integer();
  if (number == nullptr || number->get() < 0) FailType(key, "a whole number from 0 on");
  return static_cast<std::uint64_t>(number->get());
}

std::optional<double> TomlTable::Seconds(std::string_view key) const {
  const toml::node* node = Find(key);
  if (node == nullptr) return {};
  // Not by value<double>(), which has nothing to give for a whole number past 53 bits.
  double seconds = 0;
  if (const auto* whole = node->as_integer()) seconds = static_cast<double>(whole->get());
  if (const auto* fraction = node->as_floating_point()) seconds = fraction->get();
  if (!(seconds > 0) || seconds > std::numeric_limits<float>::max()) {
    FailType(key, "a number of seconds above 0");
  }
  return seconds;
}

std::optional<std::vector<std::string>> TomlTable::Texts(std::string_view key) const {
  const toml::node* node = Find(key);
  if (node == nullptr) return {};
  if (!node->is_array()) FailType(key, "an array of strings");
  std::vector<std::string> texts;
  for (const toml::node& element : *node->as_array()) {
    if (!element.is_string()) {
      FailAt(file_, element.source().begin.line,
             fmt::format("{} must be an array of strings, and {} is in it", key,
                         TypeInWords(element)));
    }
    texts.push_back(element.as_string()->get());
  }
  return texts;
}

const toml::table* TomlTable::Table(std::string_view key) const {
  const toml::node* node = Find(key);
  if (node == nullptr) return nullptr;
  if (!node->is_table()) FailType(key, "a table");
  return node->as_table();
}

std::string TomlTable::RequiredText(std::string_view key) const {
  const std::optional<std::string> text = Text(key);
  if (!text) FailMissing(key);
  if (text->empty()) Fail(key, fmt::format("{} must not be empty", key));
  return *text;
}

const toml::table& TomlTable::RequiredTable(std::string_view key) const {
  const toml::table* table = Table(key);
  if (table == nullptr) FailMissing(key);
  return *table;
}

void TomlTable::Fail(std::string_view key, std::string_view message) const {
  const toml::node* node = Find(key);
  FailAt(file_, (node == nullptr ? table_ : *node).source().begin.line, message);
}

void TomlTable::FailType(std::string_view key, std::string_view wanted) const {
  const toml::node& node = *Find(key);
  std::string is(TypeInWords(node));
  // What is of the right type and still wrong is best shown.
  if (const auto* text = node.as_string()) is = fmt::format("'{}'", text->get());
  if (const auto* whole = node.as_integer()) is = fmt::format("{}", whole->get());
  if (const auto* fraction = node.as_floating_point()) is = fmt::format("{}", fraction->get());
  Fail(key, fmt::format("{} must be {}, not {}", key, wanted, is));
}

void TomlTable::FailMissing(std::string_view key) const {
  Fail(key, fmt::format("{} needs the key '{}'", name_, key));
}

std::string TomlTable::Where() const {
  return fmt::format("{}:{}", file_, table_.source().begin.line);
}

}  // namespace heddle::internal
