"""Two threads append to one string. The argument is what the sleeps, in seconds, are multiplied by."""

import sys
import threading
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


tasks = [
    threading.Thread(target=append, args=("o", 10, 1)),
    threading.Thread(target=append, args=("O", 20, 0.6)),
]
for task in tasks:
    task.start()
print("(Both threads have started)")
for task in tasks:
    task.join()
print("\nBoth threads have finished")
print(a)
