#include <fcntl.h>
#include <gtest/gtest.h>
#include <heddle/parameters.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include "src/trace/trace_json.h"
#include "tests/trace/traces.h"

namespace heddle::internal {
namespace {

namespace fs = std::filesystem;

class TraceFile : public testing::Test {
 protected:
  TraceFile() {
    std::string name = fs::temp_directory_path() / "heddle-XXXXXX";
    folder_ = mkdtemp(name.data());
  }
  ~TraceFile() override { fs::remove_all(folder_); }

  std::string In(const std::string& name) const { return folder_ / name; }
  std::string Write(const std::string& name, const std::string& contents) const {
    std::ofstream(In(name)) << contents;
    return In(name);
  }
  static std::string Contents(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  std::vector<std::string> Files() const {
    std::vector<std::string> names;
    for (const auto& file : fs::directory_iterator(folder_)) {
      names.push_back(file.path().filename());
    }
    return names;
  }

  static std::string ReadingRefusal(const std::string& path) {
    try {
      ReadTraceFile(path);
    } catch (const UsageError& error) {
      return error.what();
    }
    return {};
  }
  static std::string WritingRefusal(const std::string& path) {
    try {
      WriteTraceFile(path, LostLetters());
    } catch (const UsageError& error) {
      return error.what();
    }
    return {};
  }

  fs::path folder_;
};

/// Nobody's rights for as long as it lives: root may do everything.
class Unprivileged {
 public:
  Unprivileged() {
    if (geteuid() == 0) lowered_ = seteuid(65534) == 0;
  }
  ~Unprivileged() {
    if (lowered_) {
      EXPECT_EQ(seteuid(0), 0);
    }
  }

 private:
  bool lowered_ = false;
};

TEST_F(TraceFile, HoldsWhatWasWritten) {
  WriteTraceFile(In("trace.json"), LostLetters());
  EXPECT_EQ(ReadTraceFile(In("trace.json")), LostLetters());
  EXPECT_EQ(Contents(In("trace.json")), TraceFileContents(LostLetters()));
  EXPECT_EQ(Files(), std::vector<std::string>{"trace.json"});
}

TEST_F(TraceFile, CanBeRelativeToTheCurrentFolder) {
  const fs::path before = fs::current_path();
  fs::current_path(folder_);
  WriteTraceFile("-", LostLetters());  // a name like any other
  EXPECT_EQ(ReadTraceFile("-"), LostLetters());
  fs::current_path(before);
  EXPECT_EQ(Files(), std::vector<std::string>{"-"});
}

TEST_F(TraceFile, IsReplacedWhole) {
  Write("trace.json", std::string(100000, 'x'));
  WriteTraceFile(In("trace.json"), LostLetters());
  EXPECT_EQ(ReadTraceFile(In("trace.json")), LostLetters());
}

TEST_F(TraceFile, IsReplacedThroughALinkThatStays) {
  Write("real.json", "");
  fs::create_symlink("real.json", In("link.json"));
  WriteTraceFile(In("link.json"), LostLetters());
  EXPECT_TRUE(fs::is_symlink(In("link.json")));
  EXPECT_EQ(ReadTraceFile(In("real.json")), LostLetters());
}

TEST_F(TraceFile, CanBeOfAnySize) {
  Trace trace = LostLetters();
  trace.outcome = std::string(1000000, 'o');
  WriteTraceFile(In("trace.json"), trace);
  EXPECT_EQ(ReadTraceFile(In("trace.json")), trace);
}

TEST_F(TraceFile, CanBeAPipe) {
  ASSERT_EQ(mkfifo(In("pipe").c_str(), 0600), 0);
  std::jthread writer([this] { WriteTraceFile(In("pipe"), LostLetters()); });
  EXPECT_EQ(ReadTraceFile(In("pipe")), LostLetters());
  writer.join();
  EXPECT_TRUE(fs::is_fifo(In("pipe")));
}

TEST_F(TraceFile, ReadingNamesTheFileAndWhatIsWrong) {
  EXPECT_EQ(ReadingRefusal(In("none.json")),
            In("none.json") + ": cannot be read: No such file or directory");
  EXPECT_EQ(ReadingRefusal(folder_), folder_.string() + ": cannot be read: Is a directory");
  EXPECT_EQ(ReadingRefusal("/dev/zero"), "/dev/zero: cannot be read: File too large");
  EXPECT_EQ(ReadingRefusal(Write("empty.json", "")), In("empty.json") + ": it is empty");
  EXPECT_EQ(ReadingRefusal(Write("other.json", R"({"format": "heddle-trace", "version": 7})")),
            In("other.json") + ": a trace of version 7; this program reads versions 1 to 2");
  EXPECT_EQ(ReadingRefusal("a\nb"), "a\\nb: cannot be read: No such file or directory");
}

TEST_F(TraceFile, ReadingNeedsPermission) {
  fs::permissions(Write("trace.json", "{}"), fs::perms::none);
  const Unprivileged unprivileged;
  EXPECT_EQ(ReadingRefusal(In("trace.json")),
            In("trace.json") + ": cannot be read: Permission denied");
}

TEST_F(TraceFile, WritingNeedsAFolder) {
  EXPECT_EQ(WritingRefusal(In("none/trace.json")),
            In("none/trace.json") + ": cannot be written: No such file or directory");
  Write("file", "");
  EXPECT_EQ(WritingRefusal(In("file/trace.json")),
            In("file/trace.json") + ": cannot be written: Not a directory");
  EXPECT_EQ(WritingRefusal(folder_), folder_.string() + ": cannot be written: Is a directory");
}

TEST_F(TraceFile, WritingNeedsPermissionOfTheFolderAndOfTheFile) {
  Write("trace.json", "before");
  fs::permissions(In("trace.json"), fs::perms::owner_read);
  fs::permissions(folder_, fs::perms::all);
  {
    const Unprivileged unprivileged;
    EXPECT_EQ(WritingRefusal(In("trace.json")),
              In("trace.json") + ": cannot be written: Permission denied");
  }
  fs::permissions(folder_, fs::perms::owner_read | fs::perms::owner_exec);
  {
    const Unprivileged unprivileged;
    EXPECT_EQ(WritingRefusal(In("new.json")),
              In("new.json") + ": cannot be written: Permission denied");
  }
  fs::permissions(folder_, fs::perms::owner_all);
  EXPECT_EQ(Contents(In("trace.json")), "before");
  EXPECT_EQ(Files(), std::vector<std::string>{"trace.json"});
}

TEST_F(TraceFile, StaysAsItWasIfTheDiskIsFull) {
  Write("trace.json", "before");
  // A limit on the size of files fails a write halfway through, as a full disk does.
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_FSIZE, &before), 0);
  const auto handler = std::signal(SIGXFSZ, SIG_IGN);
  const rlimit small{500, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &small), 0);
  const std::string refusal = WritingRefusal(In("trace.json"));
  ASSERT_EQ(setrlimit(RLIMIT_FSIZE, &before), 0);
  std::signal(SIGXFSZ, handler);
  EXPECT_EQ(refusal, In("trace.json") + ": cannot be written: File too large");
  EXPECT_EQ(Contents(In("trace.json")), "before");
  EXPECT_EQ(Files(), std::vector<std::string>{"trace.json"});
}

TEST_F(TraceFile, LeavesNothingIfTheProcessIsKilledWhileItWrites) {
  const int nameless = open(folder_.c_str(), O_WRONLY | O_TMPFILE, 0600);
  if (nameless < 0) GTEST_SKIP() << "every file has a name in " << folder_;
  close(nameless);
  Write("trace.json", "before");
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_DFL);
    const rlimit small{500, 500};
    setrlimit(RLIMIT_FSIZE, &small);
    const rlimit no_core{0, 0};
    setrlimit(RLIMIT_CORE, &no_core);
    WritingRefusal(In("trace.json"));  // dies of it
    _exit(0);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  ASSERT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(WTERMSIG(status), SIGXFSZ);
  EXPECT_EQ(Contents(In("trace.json")), "before");
  EXPECT_EQ(Files(), std::vector<std::string>{"trace.json"});
}

TEST_F(TraceFile, WritingToAFullDeviceFails) {
  if (!fs::is_character_file("/dev/full")) GTEST_SKIP() << "there is no /dev/full";
  EXPECT_EQ(WritingRefusal("/dev/full"), "/dev/full: cannot be written: No space left on device");
  EXPECT_TRUE(fs::is_character_file("/dev/full"));
}

}  // namespace
}  // namespace heddle::internal
