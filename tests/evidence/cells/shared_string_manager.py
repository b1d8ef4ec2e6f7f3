"""Two processes append to a manager's string. The argument is the pace of the sleeps."""

import multiprocessing
import sys
import time

pace = float(sys.argv[1])


def append(a, letter, times, pause):
    for _ in range(times):
        print(letter, end="", flush=True)
        a.value += letter
        print(a.value)
        time.sleep(pause * pace)


multiprocessing.set_start_method("fork")
with multiprocessing.Manager() as manager:
    a = manager.Value(str, "")
    tasks = [
        multiprocessing.Process(target=append, args=(a, "o", 10, 1)),
        multiprocessing.Process(target=append, args=(a, "O", 20, 0.6)),
    ]
    for task in tasks:
        task.start()
    print("(Both processes have started)")
    for task in tasks:
        task.join()
    print("\nBoth processes have finished")
    print(a.value)
