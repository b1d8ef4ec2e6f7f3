// The heddle command: what each subcommand does is in a file of its own.

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <exception>

#include "src/scheduler/parameters.h"
#include "tools/command.h"

int main(int argc, char** argv) {
  using namespace heddle;
  // `bazel run` starts the program elsewhere; paths are meant from where the user is.
  if (const char* folder = std::getenv("BUILD_WORKING_DIRECTORY")) {
    if (chdir(folder) != 0) std::perror("heddle: cannot go to the working directory");
  }
  CLI::App app("Explores small concurrent programs in every way they can run, and runs them for real.",
               "heddle");
  app.require_subcommand(1);
  app.footer(
      "Exit status: 0 holds, 1 violated (or: no such behaviour), 2 the command was misused,\n"
      "3 stopped by a limit. `heddle COMMAND --help` says more.");
  int status = kHolds;
  AddList(app, &status);
  AddRun(app, &status);
  AddExplore(app, &status);
  AddVerify(app, &status);
  AddReplay(app, &status);
  AddShow(app, &status);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    fmt::print(stderr, "heddle: {} (`heddle --help` says what there is)\n", error.what());
    return kMisused;
  } catch (const UsageError& error) {
    fmt::print(stderr, "heddle: {}\n", error.what());
    return kMisused;
  } catch (const std::exception& error) {
    fmt::print(stderr, "heddle: {}\n", error.what());
    return kMisused;
  }
  // What could not be written is not a result.
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    fmt::print(stderr, "heddle: standard output cannot be written\n");
    return kMisused;
  }
  return status;
}
