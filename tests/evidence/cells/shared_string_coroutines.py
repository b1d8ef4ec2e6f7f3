"""Two generators append to one string, each asked in turn. The argument is the pace of the sleeps."""

import sys
import time

pace = float(sys.argv[1])
a = ""


def append(letter, pause):
    global a
    for _ in range(20):
        print(letter, end="", flush=True)
        a += letter
        print(a)
        yield
        time.sleep(pause * pace)


first, second = append("o", 0.5), append("O", 0.25)
for _ in range(20):
    next(first)
    next(second)
print(a)
