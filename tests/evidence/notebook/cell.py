"""Runs a cell of the notebook as it stands.

    python3 -u cell.py run NAME PACE      runs the cell with its sleeps multiplied by PACE, as the notebook does:
                                          its variables outlive it, and all that it has started comes to its end
    python3 -u cell.py script NAME PACE   runs it as a program of its own: at the end the interpreter throws away
                                          what is left
    python3 cell.py recorded NAME         prints the output that the notebook has recorded of the cell
    python3 cell.py names                 prints the names of the cells, in their order

The text of a cell goes to the interpreter unchanged. What the cell gets is a module `time` with another `sleep`; and
its processes are forked, which newer Pythons have to be told.
"""

import atexit
import os
import pathlib
import re
import sys
import traceback

NOTEBOOK = pathlib.Path(__file__).with_name("simple_concurrency_examples.txt")
NAMES = [
    "shared_string-threads",
    "shared_string-processes",
    "shared_string-manager",
    "shared_string-coroutines",
    "pipeline-threads",
    "pipeline-processes",
    "pipeline-coroutines",
]


def is_python(text):
    try:
        compile(text, str(NOTEBOOK), "exec")
    except SyntaxError:
        return False
    return True


def read_cells():
    """The (code, recorded output) of each cell, by its name; an output that was not recorded is empty.

    A cell goes from a line "In [...]:" to the next heading. If it has a number, it was run, and its last paragraph is
    the output. Otherwise a last paragraph that is no Python is prose.
    """
    cells = []
    lines = NOTEBOOK.read_text(encoding="utf-8").split("\n")
    for start, line in enumerate(lines):
        if not (mark := re.fullmatch(r"In \[(None|\d+)\]:", line)):
            continue
        end = start + 1
        while end < len(lines) and not re.match("##|In \\[", lines[end]):
            end += 1
        code, _, last = "\n".join(lines[start + 1 : end]).rstrip("\n").rpartition("\n\n")
        if mark[1] != "None":
            cells.append((code + "\n", last + "\n"))
        elif is_python(last):
            cells.append((code + "\n\n" + last + "\n", ""))
        else:
            cells.append((code + "\n", ""))
    if len(cells) != len(NAMES):
        sys.exit(f"cell.py: {NOTEBOOK.name} has {len(cells)} cells, not {len(NAMES)}")
    return dict(zip(NAMES, cells))


status = 0


@atexit.register  # before anybody else, and so called last
def stay_alive():
    """Ends the process with all variables still there, as the notebook's process has them."""
    if sys.argv[1] == "run":
        sys.stdout.flush()
        os._exit(status)


def run(code, pace):
    global status
    import multiprocessing
    import time
    import types

    multiprocessing.set_start_method("fork")
    scaled_time = types.ModuleType("time")
    vars(scaled_time).update(vars(time))
    scaled_time.sleep = lambda seconds: time.sleep(seconds * pace)
    sys.modules["time"] = scaled_time
    cell = sys.modules["__main__"] = types.ModuleType("__main__")
    try:
        exec(compile(code, str(NOTEBOOK), "exec"), vars(cell))
    except BaseException:
        traceback.print_exc()
        status = 1


def main():
    match sys.argv[1:]:
        case ["run" | "script", name, pace]:
            run(read_cells()[name][0], float(pace))
            return status
        case ["recorded", name]:
            sys.stdout.write(read_cells()[name][1])
        case ["names"]:
            print(*read_cells(), sep="\n")
        case _:
            sys.exit(__doc__)


sys.exit(main())
