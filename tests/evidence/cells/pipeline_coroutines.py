"""A pipeline of three generators: a send runs the next stage until it asks for more."""

import os
import sys


def produce(out):
    next(out)
    for i in range(10):
        out.send(i)
        print("produced", i)
    out.close()
    print("producer: done")


def add_one(out):
    next(out)
    try:
        while True:
            i = yield
            out.send(i + 1)
    except GeneratorExit:
        print("intermediate: done")


def consume():
    try:
        while True:
            i = yield
            print("consumed", i)
    except GeneratorExit:
        print("consumer: done")


consumer = consume()
produce(add_one(consumer))
sys.stdout.flush()
os._exit(0)  # before the interpreter throws the consumer away, which is not the program's doing
