"""A pipeline of three threads, joined by queues."""

import queue
import threading


def produce(out):
    for i in range(10):
        out.put(i)
        print("produced", i)
    print("producer: done")


def add_one(inp, out):
    while True:
        i = inp.get()
        out.put(i + 1)
        if i == 9:
            break
    print("intermediate: done")


def consume(inp):
    while True:
        i = inp.get()
        print("consumed", i)
        if i == 10:
            break
    print("consumer: done")


first, second = queue.Queue(), queue.Queue()
tasks = [
    threading.Thread(target=produce, args=(first,)),
    threading.Thread(target=add_one, args=(first, second)),
    threading.Thread(target=consume, args=(second,)),
]
for task in tasks:
    task.start()
for task in tasks:
    task.join()
