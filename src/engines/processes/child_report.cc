#include "src/engines/processes/child_report.h"

#include <cstdint>
#include <cstring>
#include <span>

namespace heddle::internal {

namespace {

void Append(std::vector<std::byte>& out, std::span<const std::byte> part) {
  const auto size = static_cast<std::uint64_t>(part.size());
  const auto size_bytes = std::as_bytes(std::span(&size, 1));
  out.insert(out.end(), size_bytes.begin(), size_bytes.end());
  out.insert(out.end(), part.begin(), part.end());
}

void Append(std::vector<std::byte>& out, const std::string& text) {
  Append(out, std::as_bytes(std::span(text)));
}

/// Takes parts off the front, as Append has put them there.
class Reader {
 public:
  explicit Reader(std::span<const std::byte> rest) : rest_(rest) {}

  bool AtEnd() const { return rest_.empty(); }

  std::optional<std::vector<std::byte>> Next() {
    std::uint64_t size = 0;
    if (rest_.size() < sizeof(size)) return {};
    std::memcpy(&size, rest_.data(), sizeof(size));
    rest_ = rest_.subspan(sizeof(size));
    if (rest_.size() < size) return {};
    std::vector<std::byte> part(rest_.begin(), rest_.begin() + static_cast<std::ptrdiff_t>(size));
    rest_ = rest_.subspan(size);
    return part;
  }

  std::optional<std::string> NextText() {
    const auto part = Next();
    if (!part) return {};
    return std::string(reinterpret_cast<const char*>(part->data()), part->size());
  }

 private:
  std::span<const std::byte> rest_;
};

}  // namespace

std::vector<std::byte> ChildReport::Write(TaskId task, const std::vector<Object*>& objects,
                                          const std::optional<Violation>& failure) {
  std::vector<std::byte> out;
  Append(out, failure ? failure->kind : std::string());
  Append(out, failure ? failure->message : std::string());
  for (Object* object : objects) Append(out, object->Residue(task));
  // The whole is a part itself, so that one can tell whether it is all there.
  std::vector<std::byte> whole;
  Append(whole, out);
  return whole;
}

std::optional<ChildReport> ChildReport::Read(std::vector<std::byte> bytes) {
  Reader outer(bytes);
  const auto whole = outer.Next();
  if (!whole) return {};
  Reader reader(*whole);
  const auto kind = reader.NextText();
  const auto message = reader.NextText();
  if (!kind || !message) return {};
  ChildReport report;
  if (!kind->empty()) report.failure_ = Violation{*kind, *message};
  while (!reader.AtEnd()) {
    auto residue = reader.Next();
    if (!residue) return {};
    report.residues_.push_back(std::move(*residue));
  }
  return report;
}

void ChildReport::Deliver(TaskId task, const std::vector<Object*>& objects) const {
  for (std::size_t i = 0; i < residues_.size(); ++i) {
    const std::span<std::byte> home = objects[i]->Residue(task);
    if (home.size() == residues_[i].size() && !home.empty()) {
      std::memcpy(home.data(), residues_[i].data(), home.size());
    }
  }
}

}  // namespace heddle::internal
