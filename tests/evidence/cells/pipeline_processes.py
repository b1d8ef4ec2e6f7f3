"""A pipeline of three processes, joined by queues."""

import multiprocessing


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


multiprocessing.set_start_method("fork")
first, second = multiprocessing.Queue(), multiprocessing.Queue()
tasks = [
    multiprocessing.Process(target=produce, args=(first,)),
    multiprocessing.Process(target=add_one, args=(first, second)),
    multiprocessing.Process(target=consume, args=(second,)),
]
for task in tasks:
    task.start()
for task in tasks:
    task.join()
