// A file system in which tasks look for a free block (Flanagan and Godefroid, "Dynamic
// partial-order reduction for model checking software", POPL 2005).

#include <heddle/mutex.h>
#include <heddle/task.h>

#include <vector>

#include "tests/evidence/literature/making.h"

namespace heddle::literature {
namespace {

constexpr int kInodes = 32;
constexpr int kBlocks = 26;

struct Disk {
  std::vector<Mutex*> inode_locks, block_locks;
  std::vector<Variable*> inodes, busy;
};

Task<> TakeBlock(const Disk& disk, int task) {
  const int inode = task % kInodes;
  co_await disk.inode_locks[inode]->Lock();
  const int has = co_await disk.inodes[inode]->Load();
  for (int block = inode * 2 % kBlocks; has == 0; block = (block + 1) % kBlocks) {
    co_await disk.block_locks[block]->Lock();
    const int taken = co_await disk.busy[block]->Load();
    if (taken == 0) {
      co_await disk.busy[block]->Store(1);
      co_await disk.inodes[inode]->Store(block + 1);
    }
    co_await disk.block_locks[block]->Unlock();
    if (taken == 0) break;
  }
  co_await disk.inode_locks[inode]->Unlock();
}

void SetUp(Scheduler& scheduler, const Parameters& parameters) {
  auto& disk = scheduler.Make<Disk>();
  disk.inode_locks = MakeSeveral<Mutex>(scheduler, "inode lock ", kInodes);
  disk.block_locks = MakeSeveral<Mutex>(scheduler, "block lock ", kBlocks);
  disk.inodes = MakeSeveral<Variable>(scheduler, "inode ", kInodes);
  disk.busy = MakeSeveral<Variable>(scheduler, "busy ", kBlocks);
  for (int i = 0; i < SizeOf(parameters); ++i) scheduler.Spawn("task", TakeBlock(disk, i));
}

HEDDLE_SCENARIO(filesystem, Named("filesystem", "n tasks, each take a free block for an inode",
                                  {Size("how many tasks", 14, 1, kBlocks)}, SetUp));

}  // namespace
}  // namespace heddle::literature
