// Relacy never frees the object that stands for the program that it tests. LeakSanitizer asks the
// program for what to overlook by this function; in other builds nobody calls it. By the file, too:
// where a constructor is inlined, addr2line does not name it.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:rl::context_impl\nleak:/relacy/context.hpp\n";
}
