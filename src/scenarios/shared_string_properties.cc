// What must hold of the shared string, and what counts as an outcome of it.

#include <fmt/format.h>

#include <iterator>
#include <string>

#include "src/scenarios/shared_string_scenario.h"

namespace heddle {

void StateProperties(Scheduler& scheduler, const Cell<Text>& a, const Letters& letters) {
  const std::size_t wanted = static_cast<std::size_t>(letters.first) + letters.second;
  scheduler.Invariant("no letter comes from nowhere", a, [&a, wanted]() -> Failure {
    if (a.value().size() <= wanted) return {};
    return fmt::format("the string has {} letters, of {}", a.value().size(), wanted);
  });
  const int first_letter = letters.first_letter;
  const int of_first = letters.first_letter == letters.second_letter
                           ? letters.first + letters.second
                           : letters.first;
  scheduler.Finally("no letter is lost", [&a, wanted, first_letter, of_first]() -> Failure {
    const Text& text = a.value();
    if (text.size() != wanted) {
      return fmt::format("the final string has {} letters, not {}: \"{}\"", text.size(), wanted,
                         text.view());
    }
    const char letter = static_cast<char>(first_letter);
    if (text.Count(letter) == of_first) return {};
    return fmt::format("the final string has {} of the letter {}, not {}: \"{}\"",
                       text.Count(letter), letter, of_first, text.view());
  });
}

void StateLastLine(Scheduler& scheduler, const Cell<Text>& a, const Console& console) {
  scheduler.Finally("the last line is the final string", [&a, &console]() -> Failure {
    const std::string_view text = console.text();
    if (text.ends_with(fmt::format("\n{}\n", a.value().view()))) return {};
    return fmt::format("it is not \"{}\"", a.value().view());
  });
}

void ObserveString(Scheduler& scheduler, const Cell<Text>& a) {
  // An append makes the string longer by a letter, but it may have loaded it long ago. So the
  // string can get shorter again, and yet all that comes of it begins with it, or with such a copy.
  scheduler.Observe(
      "string", [&a](std::string& out) { out += a.value().view(); },
      [&a](std::string_view wanted) {
        return a.AnyCopy([wanted](const Text& text) { return wanted.starts_with(text.view()); });
      });
}

void ObserveLength(Scheduler& scheduler, const Cell<Text>& a) {
  scheduler.Observe("length", [&a](std::string& out) {
    fmt::format_to(std::back_inserter(out), "{}", a.value().size());
  });
}

void ObserveConsole(Scheduler& scheduler, const Console& console) {
  scheduler.ObserveGrowing("console", [&console](std::string& out) { out += console.text(); });
}

void ObserveManagersConsole(Scheduler& scheduler, const Cell<Text>& a, const Console& console) {
  // The tasks do not print the string, so the main program's last line alone tells which of its
  // many values it had on the way: a search for one output would meet them all.
  scheduler.ObserveGrowing(
      "console", [&console](std::string& out) { out += console.text(); },
      [&a](std::string_view wanted) {
        if (!wanted.ends_with('\n')) return false;
        wanted.remove_suffix(1);
        wanted.remove_prefix(wanted.rfind('\n') + 1);
        return a.AnyCopy([wanted](const Text& text) { return wanted.starts_with(text.view()); });
      });
}

void ObserveUnfinished(Scheduler& scheduler) {
  scheduler.Observe("unfinished", [&scheduler](std::string& out) {
    for (TaskId task = 0; task < scheduler.program().task_count(); ++task) {
      if (scheduler.program().task_state(task).finished) continue;
      out += (out.empty() ? "" : " ") + scheduler.program().NameOf(task);
    }
  });
}

void ObserveCopies(Scheduler& scheduler, const Shared<Text>& a) {
  scheduler.Observe("copies", [&a](std::string& out) {
    fmt::format_to(std::back_inserter(out), "parent \"{}\", first \"{}\", second \"{}\"",
                   a.value().view(), a.copy_of(0).view(), a.copy_of(1).view());
  });
}

}  // namespace heddle
