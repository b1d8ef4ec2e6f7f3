#include "src/memory/data_segment.h"

#include <link.h>

#include <algorithm>
#include <cstring>
#include <string_view>

#include "src/guard/own_data.h"
#include "src/guard/static_guard.h"
#include "src/memory/symbol_name.h"

// What changes variables at every turn has one of these.
extern "C" {
[[gnu::weak]] void __sanitizer_set_report_path(const char*);
[[gnu::weak]] int __llvm_profile_write_file();
[[gnu::weak]] void __gcov_dump();
// The linker's: where HEDDLE_OWN_DATA lies.
extern const std::byte __start_heddle_own_data, __stop_heddle_own_data;
}

namespace heddle::internal {

namespace {

struct Range {
  std::uintptr_t begin, end;
};

/// The parts of `whole` that are in none of `holes`.
std::vector<Range> Without(Range whole, std::vector<Range> holes) {
  std::sort(holes.begin(), holes.end(),
            [](const Range& a, const Range& b) { return a.begin < b.begin; });
  std::vector<Range> parts;
  for (const Range& hole : holes) {
    if (hole.end <= whole.begin || hole.begin >= whole.end) continue;
    if (hole.begin > whole.begin) parts.push_back({whole.begin, hole.begin});
    whole.begin = std::min(hole.end, whole.end);
  }
  if (whole.begin < whole.end) parts.push_back(whole);
  return parts;
}

/// Libraries whose variables are their own business.
bool IsOfSystem(std::string_view path) {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  for (const std::string_view system :
       {"linux-vdso",  "linux-gate", "ld-linux",  "ld-2",        "libc.so",  "libc-",
        "libm.so",     "libm-",      "libstdc++", "libc++",      "libgcc_s", "libpthread",
        "librt",       "libdl",      "libasan",   "libtsan",     "libubsan", "liblsan",
        "libclang_rt", "libgtest",   "libgmock",  "libbenchmark"}) {
    if (name.starts_with(system)) return true;
  }
  return false;
}

/// Where the dynamic linker writes as functions are called for the first time.
Range LazilyLinked(const dl_phdr_info& info, const ElfW(Dyn) * dynamic) {
  std::uintptr_t relocations = 0;
  std::size_t size = 0;
  for (; dynamic->d_tag != DT_NULL; ++dynamic) {
    if (dynamic->d_tag == DT_JMPREL) relocations = dynamic->d_un.d_ptr;
    if (dynamic->d_tag == DT_PLTRELSZ) size = dynamic->d_un.d_val;
  }
  if (relocations == 0 || size < sizeof(ElfW(Rela))) return {0, 0};
  if (relocations < info.dlpi_addr) relocations += info.dlpi_addr;
  const auto* const first = reinterpret_cast<const ElfW(Rela)*>(relocations);
  const auto* const last = first + size / sizeof(ElfW(Rela));
  Range range = {~std::uintptr_t{0}, 0};
  for (const auto* entry = first; entry != last; ++entry) {
    const std::uintptr_t at = info.dlpi_addr + entry->r_offset;
    range.begin = std::min(range.begin, at);
    range.end = std::max<std::uintptr_t>(range.end, at + sizeof(void*));
  }
  return range;
}

int AddSegments(dl_phdr_info* info, std::size_t, void* out) {
  if (info->dlpi_name != nullptr && IsOfSystem(info->dlpi_name)) return 0;
  std::vector<Range> holes = {{reinterpret_cast<std::uintptr_t>(&__start_heddle_own_data),
                               reinterpret_cast<std::uintptr_t>(&__stop_heddle_own_data)}};
  std::vector<Range> writable;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& header = info->dlpi_phdr[i];
    const std::uintptr_t begin = info->dlpi_addr + header.p_vaddr;
    const Range range = {begin, begin + header.p_memsz};
    if (header.p_type == PT_LOAD && (header.p_flags & PF_W) != 0) writable.push_back(range);
    if (header.p_type == PT_GNU_RELRO) holes.push_back(range);
    if (header.p_type == PT_DYNAMIC) {
      holes.push_back(range);
      holes.push_back(LazilyLinked(*info, reinterpret_cast<const ElfW(Dyn)*>(begin)));
    }
  }
  auto& segments = *static_cast<std::vector<std::span<const std::byte>>*>(out);
  for (const Range& whole : writable) {
    for (const Range& part : Without(whole, holes)) {
      segments.emplace_back(reinterpret_cast<const std::byte*>(part.begin), part.end - part.begin);
    }
  }
  return 0;
}

}  // namespace

DataSegments::DataSegments() {
  const bool always_change = __sanitizer_set_report_path != nullptr ||
                             __llvm_profile_write_file != nullptr || __gcov_dump != nullptr;
  if (!always_change) dl_iterate_phdr(AddSegments, &segments_);
  hash_ = Hash();
  statics_made_ = internal::StaticsMade();
}

Hash128 DataSegments::Hash() const {
  std::vector<Hash128> hashes;
  for (const auto& segment : segments_) hashes.push_back(HashOf(segment.data(), segment.size()));
  return HashOf(hashes.data(), hashes.size() * sizeof(Hash128));
}

bool DataSegments::Same() const { return Hash() == hash_; }

void DataSegments::Note() {
  std::size_t size = 0;
  for (const auto& segment : segments_) size += segment.size();
  noted_.resize(size);
  std::byte* to = noted_.data();
  for (const auto& segment : segments_) to = std::copy(segment.begin(), segment.end(), to);
  statics_made_ = internal::StaticsMade();
}

std::optional<std::string> DataSegments::Changed() const {
  if (internal::StaticsMade() != statics_made_) return {};
  const std::byte* noted = noted_.data();
  for (const auto& segment : segments_) {
    if (std::memcmp(segment.data(), noted, segment.size()) != 0) {
      const auto at = std::mismatch(segment.begin(), segment.end(), noted).first;
      return NameOfVariableAt(&*at);
    }
    noted += segment.size();
  }
  return {};
}

}  // namespace heddle::internal
