#ifndef HEDDLE_SRC_TRACE_PRINTABLE_H_
#define HEDDLE_SRC_TRACE_PRINTABLE_H_

#include <string>
#include <string_view>
#include <vector>

namespace heddle::internal {

/// `text` on one line and harmless to a terminal: control characters, marks that change the
/// direction of writing, and bytes that are not UTF-8 are written out (`\n`, `\x1b`, `\u202e`).
/// Everything else, a backslash included, stays as it is. The functions below are for text like
/// that.
std::string Printable(std::string_view text);

/// How many columns of a terminal `text` takes: a Chinese or Japanese character two, an accent of
/// its own none, most others one.
int DisplayWidth(std::string_view text);

/// `text` in at most `width` columns, with "…" for what does not fit in its middle.
std::string ShortenMiddle(std::string_view text, int width);

/// `text` in at most `width` columns, with "…" for what does not fit at its start.
std::string ShortenStart(std::string_view text, int width);

/// `text` in at most `width` columns, with "…" for what does not fit at its end.
std::string ShortenEnd(std::string_view text, int width);

/// `text` in at most `width` columns, with "…" for what does not fit away from where it differs from
/// `before`; if it differs everywhere, or nowhere, in its middle.
std::string ShortenToDifference(std::string_view text, std::string_view before, int width);

/// `text` in lines of at most `width` columns, broken at blanks where there are any. At least one
/// line.
std::vector<std::string> Wrap(std::string_view text, int width);

/// How many there are of `what`, with the end of a plural where they are not one: "2 states".
std::string Counted(std::string_view number, std::string_view what);

}  // namespace heddle::internal

#endif  // HEDDLE_SRC_TRACE_PRINTABLE_H_
