#ifndef HEDDLE_SRC_TRACE_WHOLE_FILE_H_
#define HEDDLE_SRC_TRACE_WHOLE_FILE_H_

#include <string>
#include <string_view>

namespace heddle::internal {

/// All that is in the file at `path`. Throws UsageError, with the file's name, if it cannot be
/// read.
std::string ReadWholeFile(const std::string& path);

/// Writes a new file beside `path` and then puts it in its place, so that there is never half a
/// file at `path`; nor beside it, should the process be killed meanwhile, where the file system has
/// files without names. What is no file (a pipe, a device) is written to as it is. Throws
/// UsageError, with the file's name, if that cannot be done; then `path` is as it was.
void WriteWholeFile(const std::string& path, std::string_view contents);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_TRACE_WHOLE_FILE_H_
