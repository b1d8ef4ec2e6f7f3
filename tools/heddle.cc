// The heddle command: what each subcommand does is in a file of its own.

#include <fcntl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <heddle/parameters.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>
#include <system_error>
#include <vector>

#include "src/trace/printable.h"
#include "tools/command.h"

namespace heddle::internal {
namespace {

/// Puts something in the place of standard input, output and error where they are closed, so that
/// no file, and no pipe of a run, gets their numbers and with them what is printed. It fails as
/// what is closed does.
void KeepStandardDescriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (fcntl(descriptor, F_GETFD) >= 0) continue;
    // The lowest number that is free is this one's.
    const int wrong_way = descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY;
    if (open("/dev/null", wrong_way) != descriptor) std::_Exit(kMisused);
  }
}

/// Throws UsageError if the first argument should be a command and is none.
void RequireCommand(const CLI::App& app, int argc, char** argv) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands(nullptr)) names.push_back(command->get_name());
  if (argc < 2) {
    throw UsageError(fmt::format("a command is missing; there are: {}", fmt::join(names, ", ")));
  }
  const std::string word = argv[1];
  if (word == "-h" || word == "--help") return;
  if (std::find(names.begin(), names.end(), word) != names.end()) return;
  if (word.starts_with('-')) {
    throw UsageError(fmt::format("'{}' is no command; there are: {} (`heddle --help` says more)",
                                 word, fmt::join(names, ", ")));
  }
  throw UsageError(fmt::format("there is no command '{}'{}", word, DidYouMean(word, names)));
}

/// What is wrong with arguments that the command does not take.
std::string NotTaken(const CLI::App& app, const CLI::ExtrasError& error) {
  for (const CLI::App* command : app.get_subcommands()) {
    for (const std::string& word : command->remaining()) {
      if (!word.starts_with('-')) continue;
      std::vector<std::string> names;
      for (const CLI::Option* option : command->get_options()) {
        if (!option->get_lnames().empty()) names.push_back("--" + option->get_lnames().front());
      }
      return fmt::format("{} has no option '{}'{}", command->get_name(),
                         word.substr(0, word.find('=')),
                         DidYouMean(word.substr(0, word.find('=')), names));
    }
  }
  return error.what();
}

/// What is wrong with how an option was given.
std::string WrongUse(const CLI::ParseError& error) {
  const std::string text = error.what();
  const std::size_t flag = text.find(" was given a disallowed flag override");
  return flag == std::string::npos ? text
                                   : fmt::format("--{} takes no value", text.substr(0, flag));
}

/// How to ask for help on what was misused.
std::string HelpOn(const CLI::App& app) {
  std::string text = "heddle ";
  for (const CLI::App* command : app.get_subcommands()) text += command->get_name() + " ";
  return text + "--help";
}

/// Says what is wrong, in one line whatever is quoted in it.
int Misused(const std::string& message) {
  Say(Printable(message));
  return kMisused;
}

int Unwritable(int error) {
  return Misused(
      fmt::format("standard output cannot be written: {}", std::generic_category().message(error)));
}

}  // namespace
}  // namespace heddle::internal

int main(int argc, char** argv) {
  using namespace heddle::internal;
  KeepStandardDescriptors();
  // A file that grows too large is then an error like that of a full disk, with a message.
  std::signal(SIGXFSZ, SIG_IGN);
  // `bazel run` starts the program elsewhere; paths are meant from where the user is.
  if (const char* folder = std::getenv("BUILD_WORKING_DIRECTORY")) {
    if (chdir(folder) != 0) std::perror("heddle: cannot go to the working directory");
  }
  CLI::App app(
      "Explores small concurrent programs in every way they can run, and runs them for real.",
      "heddle");
  app.require_subcommand(1);
  app.footer(
      "Exit status: 0 holds, 1 violated (or: no such behaviour), 2 the command was misused,\n"
      "3 stopped by a limit. `heddle COMMAND --help` says more.");
  app.option_defaults()->disable_flag_override();  // --json=5 is a mistake
  int status = kHolds;
  AddList(app, &status);
  AddRun(app, &status);
  AddExplore(app, &status);
  AddVerify(app, &status);
  AddReplay(app, &status);
  AddShow(app, &status);
  AddConform(app, &status);
  try {
    RequireCommand(app, argc, argv);
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    status = app.exit(help);
  } catch (const CLI::ExtrasError& error) {
    return Misused(fmt::format("{} (`{}` says what there is)", NotTaken(app, error), HelpOn(app)));
  } catch (const CLI::ParseError& error) {
    return Misused(fmt::format("{} (`{}` says what there is)", WrongUse(error), HelpOn(app)));
  } catch (const std::system_error& error) {
    if (std::ferror(stdout) != 0) return Unwritable(error.code().value());
    return Misused(error.what());
  } catch (const std::exception& error) {  // UsageError among them
    return Misused(error.what());
  }
  // What could not be written is not a result.
  if (std::fflush(stdout) != 0) return Unwritable(errno);
  if (std::ferror(stdout) != 0) return Misused("standard output cannot be written");
  return status;
}
