// Relacy never frees the stack of the fiber that it simulates threads from. LeakSanitizer asks the
// program for what to overlook by this function; in other builds nobody calls it.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:rl::context_impl\n"; }
