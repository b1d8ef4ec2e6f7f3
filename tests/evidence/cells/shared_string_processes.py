"""Two processes append to a string, each to its own copy. The argument is the pace of the sleeps."""

import multiprocessing
import sys
import time

pace = float(sys.argv[1])
a = ""


def append(letter, times, pause):
    global a
    for _ in range(times):
        print(letter, end="", flush=True)
        a += letter
        print(a)
        time.sleep(pause * pace)


multiprocessing.set_start_method("fork")
tasks = [
    multiprocessing.Process(target=append, args=("o", 10, 1)),
    multiprocessing.Process(target=append, args=("O", 20, 0.6)),
]
for task in tasks:
    task.start()
print("(Both processes have started)")
for task in tasks:
    task.join()
print("\nBoth processes have finished")
print(a)
