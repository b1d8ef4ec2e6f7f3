#include "src/trace/trace_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <string_view>
#include <utility>
#include <vector>

#include "src/trace/explanation_text.h"
#include "src/trace/printable.h"
#include "src/trace/text_columns.h"

namespace heddle::internal {

namespace {

constexpr int kGap = 2;         // between two columns
constexpr int kNarrowest = 12;  // that a column is made

/// The longest value that is shown whole where there is room, in columns.
int LongestValue(int width) { return width <= 100 ? 40 : width * 2 / 5; }

/// What follows ESC[ to start a color or a style.
using Style = std::string_view;
constexpr Style kPlain = "";
constexpr Style kDim = "2m";
constexpr Style kAlarm = "1;31m";
constexpr std::array<Style, 5> kTaskStyles = {"36m", "33m", "35m", "32m", "34m"};

Cell Contents(const std::string& object, const std::string& value, const std::string& before,
              int width) {
  return {"", Printable(object) + " = ", Printable(value), Printable(before), LongestValue(width)};
}

/// @param before  what its object held before it.
Cell OperationCell(const Trace& trace, const TraceStep& step, const std::string& before,
                   int width) {
  static constexpr std::array<std::string_view, 5> kGives = {"store", "set", "put", "send",
                                                             "print"};
  Cell cell{Printable(step.operation), "", Printable(step.value), "", LongestValue(width)};
  if (const std::string name = trace.ObjectOf(step); !name.empty()) {
    const std::string object = Printable(name);
    // An object can be called what the operation is.
    cell.name = name == step.operation ? " '" + object + "'" : " " + object;
  }
  if (step.choice_kind == "spurious") cell.name += " spuriously";
  if (step.choice_kind == "timeout") cell.name += " times out";
  if (step.value.empty()) return cell;
  const bool gives = std::find(kGives.begin(), kGives.end(), step.operation) != kGives.end();
  if (gives) cell.before = Printable(before);
  cell.name += gives ? " ← " : " → ";
  return cell;
}

class TextWriter {
 public:
  TextWriter(const Trace& trace, const TextOptions& options) : trace_(trace), options_(options) {
    FindSources();
    FindBefore();
    LayOut();
  }

  std::string Write() {
    WriteHeader();
    const std::size_t steps = trace_.steps.size();
    const std::size_t shown = options_.max_steps == 0 ? steps : std::min(options_.max_steps, steps);
    const std::size_t first = shown < steps ? shown - shown / 2 : steps;
    WriteSteps(0, first);
    if (shown < steps) {
      WriteWrapped(fmt::format("... {} steps that are not shown ...", steps - shown), kDim);
    }
    WriteSteps(steps - (shown - first), steps);
    WriteEnd();
    return std::move(out_);
  }

 private:
  /// How a step's source line is shown: without its folders if that tells the files apart.
  void FindSources() {
    std::map<std::string, std::set<std::string>> files_of_name;
    const auto name_of = [](const std::string& file) { return file.substr(file.rfind('/') + 1); };
    for (const TraceStep& step : trace_.steps) files_of_name[name_of(step.file)].insert(step.file);
    for (const TraceStep& step : trace_.steps) {
      const std::string name = name_of(step.file);
      const std::string& shown = files_of_name[name].size() == 1 ? name : step.file;
      sources_.push_back(step.file.empty() ? ""
                                           : fmt::format("{}:{}", Printable(shown), step.line));
    }
  }

  /// What the objects held before each step that it changes, and the one that it is about.
  void FindBefore() {
    std::vector<std::string> holds;
    for (const TraceObject& object : trace_.objects) holds.push_back(object.value);
    for (const TraceStep& step : trace_.steps) {
      Before& before = before_.emplace_back();
      if (step.object >= 0) before.object = holds[step.object];
      for (const TraceChange& change : step.changes) {
        before.changes.push_back(std::exchange(holds[change.object], change.value));
      }
    }
  }

  /// The steps from `first` to before `end`. Of a run of rounds that do the same, the first and the
  /// last are shown, and the others counted.
  void WriteSteps(std::size_t first, std::size_t end) {
    for (std::size_t i = first; i < end;) {
      const auto [round, run] = options_.fold ? RunAt(i, end) : Run{};
      constexpr std::size_t kFewest = 4;  // that are not shown
      if (run < 2 * round + kFewest) {
        WriteStep(i++);
        continue;
      }
      for (std::size_t j = i; j < i + round; ++j) WriteStep(j);
      const std::string words = fmt::format("... {} more steps like {} ...", run - 2 * round,
                                            round == 1 ? "this" : "these");
      Put(number_width_ + kGap, ShortenEnd(words, options_.width - number_width_ - kGap), kDim);
      EndLine();
      i += run;
      for (std::size_t j = i - round; j < i; ++j) WriteStep(j);
    }
  }

  /// Steps of one task, which does the same round after round.
  struct Run {
    std::size_t round = 1;  ///< in steps
    std::size_t steps = 0;  ///< of all rounds
  };

  /// The longest run from step `first` on, before `end`.
  Run RunAt(std::size_t first, std::size_t end) const {
    constexpr std::size_t kLongestRound = 4;
    Run longest;
    for (std::size_t round = 1; round <= kLongestRound; ++round) {
      std::size_t next = first + 1;
      while (next < end && !trace_.steps[next].reason &&
             (next < first + round ? trace_.steps[next].task == trace_.steps[first].task
                                   : AreLike(next - round, next))) {
        ++next;
      }
      if (next - first > longest.steps + 2 * round) longest = {round, next - first};
    }
    return longest;
  }

  /// Whether two steps do the same, if with other values.
  bool AreLike(std::size_t a, std::size_t b) const {
    const TraceStep &one = trace_.steps[a], &other = trace_.steps[b];
    return one.task == other.task && one.operation == other.operation &&
           one.object == other.object && one.choice == other.choice && one.file == other.file &&
           one.line == other.line;
  }

  Cell OperationOf(std::size_t index) const {
    return OperationCell(trace_, trace_.steps[index], before_[index].object, options_.width);
  }

  /// Decides where each column is, and whether every task has one: not if something that matters
  /// would have to be left out.
  void LayOut() {
    Widths name, operation, changes, source;
    std::vector<Widths> of_task;
    for (const std::string& task : trace_.tasks) {
      const int width = DisplayWidth(Printable(task));
      of_task.push_back({std::min(width, kNarrowest), width});
      name.Cover(of_task.back());
    }
    for (std::size_t i = 0; i < trace_.steps.size(); ++i) {
      const TraceStep& step = trace_.steps[i];
      const Widths needs = OperationOf(i).Needs();
      of_task[step.task].Cover(needs);
      operation.Cover(needs);
      changes.Cover(WidthsOfChanges(i));
      // A file's name is the same in many rows; the line is not.
      const int line = DisplayWidth("…:" + std::to_string(step.line));
      const int shown = DisplayWidth(sources_[i]);
      source.Cover({std::min(shown, line), shown});
    }
    const int number = static_cast<int>(std::to_string(trace_.steps.size()).size());
    std::vector<Widths> columns = of_task;
    columns.insert(columns.end(), {changes, source});
    if (Place(number, columns)) return;
    in_columns_ = false;
    columns = {name, operation, changes, source};
    if (Place(number, columns)) return;
    // Changes can be cut first: most of them say again what the operation does.
    columns[2].least = std::min(changes.least, kNarrowest);
    if (Place(number, columns)) return;
    columns[1].least = 0;
    const int others = static_cast<int>(RoomFor(columns, 0));
    const int room = options_.width - number - kGap * static_cast<int>(columns.size()) - others;
    columns[1].least = std::min(operation.least, std::max(room, kNarrowest));
    Place(number, columns);
  }

  /// Places the number of a step and `columns`, narrowed, from left to right.
  bool Place(int number, const std::vector<Widths>& columns) {
    const int used = static_cast<int>(std::count_if(
        columns.begin(), columns.end(), [](const Widths& column) { return column.most > 0; }));
    const bool fits = Narrow(columns, options_.width - number - kGap * used, widths_);
    number_width_ = number;
    starts_.clear();
    int start = number;
    for (const int width : widths_) {
      starts_.push_back(width > 0 ? start + kGap : start);
      start = starts_.back() + width;
    }
    return fits;
  }

  Cell ContentsAfter(std::size_t step, std::size_t number) const {
    const TraceChange& change = trace_.steps[step].changes[number];
    return Contents(trace_.objects.at(change.object).name, change.value,
                    before_[step].changes[number], options_.width);
  }

  /// Of all changes in one line, or of the widest in a line of its own.
  Widths WidthsOfChanges(std::size_t step) const {
    Widths widths;
    for (std::size_t i = 0; i < trace_.steps[step].changes.size(); ++i) {
      const Widths needs = ContentsAfter(step, i).Needs();
      widths.least = std::max(widths.least, needs.least);
      widths.most += needs.most + 2;
    }
    widths.most = std::max(0, widths.most - 2);
    return widths;
  }

  /// A step's changes, as many in a line as there is room for.
  std::vector<std::string> Changes(std::size_t step, int width) const {
    std::vector<std::string> lines;
    for (std::size_t i = 0; i < trace_.steps[step].changes.size(); ++i) {
      const std::string text = ContentsAfter(step, i).Fit(width);
      if (!lines.empty() && DisplayWidth(lines.back()) + 2 + DisplayWidth(text) <= width) {
        lines.back() += ", " + text;
      } else {
        lines.push_back(text);
      }
    }
    return lines;
  }

  void WriteHeader() {
    std::string title = Printable(trace_.scenario) + ":";
    for (const Parameters::Value& value : trace_.parameters) {
      title += fmt::format(" {}={}", Printable(value.name), Printable(value.text));
    }
    if (trace_.parameters.empty()) title.pop_back();
    WriteWrapped(title, kPlain);
    std::string engine = "run by " + Printable(trace_.engine);
    if (!trace_.observer.empty()) engine += ", observing " + Printable(trace_.observer);
    WriteWrapped(engine, kPlain);
    std::vector<std::string> objects;
    for (const auto& object : trace_.objects) {
      if (object.value.empty()) continue;
      objects.push_back(
          Contents(object.name, object.value, "", options_.width).Fit(options_.width));
    }
    if (!objects.empty())
      WriteWrapped(fmt::format("at first {}", fmt::join(objects, ", ")), kPlain);
    EndLine();
    if (trace_.steps.empty()) {
      WriteWrapped("no steps", kPlain);
      return;
    }
    for (std::size_t task = 0; in_columns_ && task < trace_.tasks.size(); ++task) {
      Put(starts_[task], ShortenMiddle(Printable(trace_.tasks[task]), widths_[task]),
          StyleOf(task));
    }
    if (in_columns_) EndLine();
  }

  void WriteStep(std::size_t index) {
    const TraceStep& step = trace_.steps[index];
    const std::size_t column = in_columns_ ? step.task : 1;
    const std::size_t after_tasks = in_columns_ ? trace_.tasks.size() : 2;
    if (step.reason) {
      // Nothing else is in this row: the reason may go beyond its column.
      const std::string reason = "(" + Printable(step.reason->words) + ")";
      const int room = std::max(options_.width - number_width_ - kGap, kNarrowest);
      const int start = std::min(starts_[column], options_.width - DisplayWidth(reason));
      Put(std::max(start, number_width_ + kGap), ShortenMiddle(reason, room), kDim);
      EndLine();
    }
    const std::string number = std::to_string(index + 1);
    Put(number_width_ - static_cast<int>(number.size()), number, kDim);
    if (!in_columns_) {
      Put(starts_[0], ShortenMiddle(Printable(trace_.tasks[step.task]), widths_[0]),
          StyleOf(step.task));
    }
    Put(starts_[column], OperationOf(index).Fit(widths_[column]), StyleOf(step.task));
    const std::vector<std::string> changes = Changes(index, widths_[after_tasks]);
    if (!changes.empty()) Put(starts_[after_tasks], changes[0], kPlain);
    Put(starts_[after_tasks + 1], ShortenStart(sources_[index], widths_[after_tasks + 1]), kDim);
    EndLine();
    for (std::size_t i = 1; i < changes.size(); ++i) {
      Put(starts_[after_tasks], changes[i], kPlain);
      EndLine();
    }
  }

  void WriteEnd() {
    if (trace_.outcome || trace_.violation) EndLine();
    if (trace_.outcome) {
      const std::string name = trace_.observer.empty() ? "" : Printable(trace_.observer) + " = ";
      WriteWrapped(fmt::format("outcome: {}{}", name, Printable(*trace_.outcome)), kPlain);
    }
    if (trace_.violation) {
      WriteWrapped(fmt::format("violation: {}: {}",
                               Printable(DescribeViolationKind(trace_.violation->kind).words),
                               Printable(trace_.violation->message)),
                   kAlarm);
    }
  }

  static Style StyleOf(std::size_t task) { return kTaskStyles[task % kTaskStyles.size()]; }

  /// Writes `text` in the current line from column `start` on.
  void Put(int start, std::string_view text, Style style) {
    if (text.empty()) return;
    if (start > line_width_) {
      out_.append(start - line_width_, ' ');
      line_width_ = start;
    }
    line_width_ += DisplayWidth(text);
    if (!options_.color || style.empty()) {
      out_ += text;
    } else {
      out_ += fmt::format("\x1b[{}{}\x1b[0m", style, text);
    }
  }

  void EndLine() {
    out_ += '\n';
    line_width_ = 0;
  }

  /// Writes `text` in as many lines as it takes; those after the first are indented.
  void WriteWrapped(const std::string& text, Style style) {
    constexpr int kIndent = 4;
    bool first = true;
    for (const std::string& line : Wrap(text, std::max(options_.width - kIndent, kNarrowest))) {
      Put(std::exchange(first, false) ? 0 : kIndent, line, style);
      EndLine();
    }
  }

  const Trace& trace_;
  const TextOptions& options_;
  std::vector<std::string> sources_;  // of each step
  struct Before {
    std::string object;                // what the step's object held
    std::vector<std::string> changes;  // what each object held that it changes
  };
  std::vector<Before> before_;  // of each step
  bool in_columns_ = true;
  int number_width_ = 0;
  // Columns: one for each task, or the task's name and its operation; then changes, then sources.
  std::vector<int> starts_;
  std::vector<int> widths_;
  std::string out_;
  int line_width_ = 0;
};

}  // namespace

std::string TraceText(const Trace& trace, const TextOptions& options) {
  return TextWriter(trace, options).Write();
}

namespace {

HEDDLE_TRACE_FORMAT(text, {.name = "text",
                           .summary = "rows for a person to read",
                           .write = [](const Trace& trace, const TextOptions& options) {
                             std::string text = TraceText(trace, options);
                             if (options.explanation != nullptr) {
                               text += "\n" + ExplanationText(*options.explanation, trace);
                             }
                             return text;
                           }});

}  // namespace

}  // namespace heddle::internal
