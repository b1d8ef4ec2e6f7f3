"""Graphs to play with, worked out here and not by the explorer."""


def appending(*times, managed=True):
    """Tasks that append their letters to one string so many times: by a get and a set, or at once."""
    letters = "oOxX"
    names = ["first", "second", "third", "fourth"][: len(times)]
    start = ("", tuple((0, None) for _ in times))
    numbers = {start: 0}
    waiting = [start]
    states = []
    for text, tasks in waiting:
        moves = []
        for task, (done, held) in enumerate(tasks):
            if done == times[task]:
                continue
            if held is None and managed:
                operation, value, now, after = "get", text, text, (done, text)
            else:
                value = now = (held if managed else text) + letters[task]
                operation, after = "set" if managed else "append", (done + 1, None)
            to = (now, tasks[:task] + (after,) + tasks[task + 1 :])
            if to not in numbers:
                numbers[to] = len(waiting)
                waiting.append(to)
            moves.append(
                {
                    "task": task,
                    "choice": 0,
                    "operation": operation,
                    "object": 0,
                    "value": f'"{value}"',
                    "source": "src/scenarios/shared_string.cc:43",
                    "to": numbers[to],
                }
            )
        states.append({"objects": [f'"{text}"'], "moves": moves, "end": None if moves else end(text, sum(times))})
    return {
        "scenario": "appending",
        "parameters": {"first": times[0]},
        "observer": "string",
        "tasks": [{"name": name} for name in names],
        "objects": [{"name": "a"}],
        "states": states,
    }


def end(text, length):
    if len(text) == length:
        return {"good": True, "kind": "", "words": "", "outcome": text}
    words = f"no letter is lost: the string has {len(text)} letters, not {length}"
    return {"good": False, "kind": "final", "words": words, "outcome": text}


def circle():
    """A task that goes round until the other lets it end."""

    def state(value, *moves):
        return {"objects": [value], "moves": list(moves), "end": None}

    def move(task, operation, to):
        return {"task": task, "choice": 0, "operation": operation, "object": 0, "value": "", "source": "", "to": to}

    graph = appending(1)
    graph["tasks"] = [{"name": "looker"}, {"name": "setter"}]
    graph["states"] = [
        state("0", move(0, "look", 1), move(1, "raise", 2)),
        state("0", move(0, "look", 0), move(1, "raise", 2)),
        state("1", move(0, "look", 3)),
        dict(state("1"), end={"good": True, "kind": "", "words": "", "outcome": None}),
    ]
    return graph
