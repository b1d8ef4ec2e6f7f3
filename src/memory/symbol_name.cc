#include "src/memory/symbol_name.h"

#include <cxxabi.h>
#include <elf.h>
#include <fmt/format.h>
#include <link.h>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <vector>

namespace heddle::internal {

namespace {

/// The program or library that an address lies in.
struct Module {
  std::uintptr_t address;  // what is looked for
  std::uintptr_t base = 0;
  std::string path;
};

int FindModule(dl_phdr_info* info, std::size_t, void* out) {
  Module& module = *static_cast<Module*>(out);
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& header = info->dlpi_phdr[i];
    if (header.p_type != PT_LOAD) continue;
    if (module.address - (info->dlpi_addr + header.p_vaddr) >= header.p_memsz) continue;
    module.base = info->dlpi_addr;
    module.path = info->dlpi_name;
    if (module.path.empty()) module.path = "/proc/self/exe";
    return 1;
  }
  return 0;
}

/// The name in the symbol table of an ELF file's `bytes`; empty if there is none.
std::string NameIn(const std::vector<char>& bytes, std::uintptr_t value) {
  ElfW(Ehdr) header;
  if (bytes.size() < sizeof(header)) return {};
  std::memcpy(&header, bytes.data(), sizeof(header));
  const auto section = [&](std::size_t i) {
    ElfW(Shdr) found = {};
    const std::size_t at = header.e_shoff + i * sizeof(found);
    if (at + sizeof(found) <= bytes.size()) std::memcpy(&found, &bytes[at], sizeof(found));
    return found;
  };
  for (std::size_t i = 0; i < header.e_shnum; ++i) {
    const ElfW(Shdr) symbols = section(i);
    if (symbols.sh_type != SHT_SYMTAB && symbols.sh_type != SHT_DYNSYM) continue;
    const ElfW(Shdr) names = section(symbols.sh_link);
    for (std::size_t at = 0; at + sizeof(ElfW(Sym)) <= symbols.sh_size; at += sizeof(ElfW(Sym))) {
      ElfW(Sym) symbol;
      if (symbols.sh_offset + at + sizeof(symbol) > bytes.size()) break;
      std::memcpy(&symbol, &bytes[symbols.sh_offset + at], sizeof(symbol));
      if (ELF64_ST_TYPE(symbol.st_info) != STT_OBJECT || symbol.st_shndx == SHN_UNDEF) continue;
      if (value - symbol.st_value >= symbol.st_size) continue;
      const std::size_t name = names.sh_offset + symbol.st_name;
      if (name < bytes.size()) return &bytes[name];
    }
  }
  return {};
}

std::string Demangled(const std::string& name) {
  char* const demangled = abi::__cxa_demangle(name.c_str(), nullptr, nullptr, nullptr);
  if (demangled == nullptr) return name;
  std::string result = demangled;
  std::free(demangled);
  return result;
}

}  // namespace

std::string NameOfVariableAt(const void* address) {
  Module module{reinterpret_cast<std::uintptr_t>(address), 0, {}};
  if (dl_iterate_phdr(FindModule, &module) == 0) return "?";
  const std::uintptr_t value = module.address - module.base;
  std::ifstream file(module.path, std::ios::binary);
  std::vector<char> bytes{std::istreambuf_iterator<char>(file), {}};
  bytes.push_back('\0');
  const std::string name = NameIn(bytes, value);
  if (name.empty()) return fmt::format("at {:#x} of {}", value, module.path);
  return Demangled(name);
}

}  // namespace heddle::internal
