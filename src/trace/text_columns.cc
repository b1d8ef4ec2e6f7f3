#include "src/trace/text_columns.h"

#include <limits>
#include <numeric>

namespace heddle::internal {

std::string Cell::Fit(int width) const {
  constexpr int kShortestValue = 5;
  const int least = std::min(DisplayWidth(value), kShortestValue);
  const int left = std::min(width - StartWidth(), longest);
  if (left >= least) return operation + name + ShortenToDifference(value, before, left);
  const int for_operation = width - DisplayWidth(name) - least;
  if (!operation.empty() && for_operation > 1) {
    return ShortenEnd(operation, for_operation) + name + ShortenToDifference(value, before, least);
  }
  return ShortenMiddle(operation + name + value, width);
}

std::int64_t RoomFor(const std::vector<Widths>& columns, int most) {
  return std::accumulate(columns.begin(), columns.end(), std::int64_t{0},
                         [most](std::int64_t sum, const Widths& column) {
                           return sum + std::min(column.most, std::max(column.least, most));
                         });
}

bool Narrow(const std::vector<Widths>& columns, int room, std::vector<int>& widths) {
  constexpr int kAny = std::numeric_limits<int>::max();
  const bool fit = RoomFor(columns, 0) <= room;
  int most = 0;  // that a column can be for all to fit
  if (RoomFor(columns, kAny) <= room) most = kAny;
  for (int too_much = kAny; fit && too_much - most > 1;) {
    const int middle = most + (too_much - most) / 2;
    (RoomFor(columns, middle) <= room ? most : too_much) = middle;
  }
  // What is left goes to the last of those that are narrowed.
  std::int64_t left = fit ? room - RoomFor(columns, most) : 0;
  widths.clear();
  for (const Widths& column : columns) {
    widths.push_back(std::min(column.most, std::max(column.least, most)));
  }
  for (std::size_t i = columns.size(); i-- > 0;) {
    if (widths[i] < columns[i].most && widths[i] == most && left-- > 0) ++widths[i];
  }
  return fit;
}

}  // namespace heddle::internal
