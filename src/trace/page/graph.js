// ---- The graph of all states ------------------------------------------------------------------

/** All that a program can do: states by number, 0 the start, and the moves from one to the next. */
class Graph {
  constructor(json) {
    Object.assign(this, printableJson(json));
    this.tasks = this.tasks.map((task) => task.name);
    this.findLost();
    this.findWays();
  }

  get size() { return this.states.length; }
  isEnd(state) { return Boolean(this.states[state].end); }
  isBad(state) { return this.isEnd(state) && !this.states[state].end.good; }

  /** Which states lead to no good end, whoever goes: a step into one is a point of no return. */
  findLost() {
    const before = this.states.map(() => []);
    this.states.forEach((state, from) => state.moves.forEach((move) => before[move.to].push(from)));
    this.lost = this.states.map(() => true);
    const next = this.states.map((_, i) => i).filter((i) => this.isEnd(i) && !this.isBad(i));
    for (const state of next) this.lost[state] = false;
    while (next.length > 0) {
      for (const from of before[next.pop()]) {
        if (!this.lost[from]) continue;
        this.lost[from] = false;
        next.push(from);
      }
    }
  }

  /** A shortest way to each state: how it is reached, {from, move}, and in how many steps of each task. */
  findWays() {
    this.ways = this.states.map(() => null);
    this.ways[0] = {from: null, move: null, steps: this.tasks.map(() => 0)};
    const queue = [0];
    for (let i = 0; i < queue.length; ++i) {
      const from = queue[i];
      this.states[from].moves.forEach((move, place) => {
        if (this.ways[move.to]) return;
        const steps = [...this.ways[from].steps];
        ++steps[move.task];
        this.ways[move.to] = {from, move: place, steps};
        queue.push(move.to);
      });
    }
  }

  /** The moves of a shortest way to a state, by their places among those of each state on it. */
  wayTo(state) {
    const moves = [];
    for (let way = this.ways[state]; way && way.from !== null; way = this.ways[way.from]) moves.push(way.move);
    return moves.reverse();
  }

  /** What ends look like: [{key, good, words, states}], good ones first, each as often met as there are states. */
  kindsOfEnd() {
    const kinds = new Map();
    this.states.forEach((state, number) => {
      if (!state.end) return;
      const key = this.keyOfEnd(number);
      if (!kinds.has(key)) kinds.set(key, {key, good: state.end.good, words: endInWords(this, state.end), states: []});
      kinds.get(key).states.push(number);
    });
    return [...kinds.values()].sort((a, b) => b.good - a.good || a.words.localeCompare(b.words));
  }

  keyOfEnd(state) {
    const {end} = this.states[state];
    return end ? `${end.good} ${endInWords(this, end)}` : null;
  }
}

/** 'ends well: length = 2' */
function endInWords(graph, end) {
  const outcome = end.outcome === null || end.outcome === undefined ? '' : `${graph.observer || 'outcome'} = ${end.outcome}`;
  return [end.good ? '' : end.words, outcome].filter((text) => text).join('; ') || 'all is well';
}

/** A way through the graph from its start: a move after the other. */
class Way {
  /** @param moves  places among the moves of each state; what does not go on from there is left out. */
  constructor(graph, moves) {
    this.graph = graph;
    this.states = [0];
    this.moves = [];
    for (const place of moves) {
      const move = graph.states[this.last()].moves[place];
      if (!move) break;
      this.moves.push(place);
      this.states.push(move.to);
    }
  }

  get length() { return this.moves.length; }
  last() { return this.states[this.length]; }
  moveAt(number) { return this.graph.states[this.states[number - 1]].moves[this.moves[number - 1]]; }

  /** The first state on the way from which no end is good; null if there is none. */
  noReturn() {
    const step = this.states.findIndex((state) => this.graph.lost[state]);
    return step < 0 ? null : {step, exact: true};
  }

  /** The way as an execution, for what shows one. */
  asExecution() {
    const {graph} = this;
    const objects = graph.objects.map((object, i) => ({...object, value: graph.states[0].objects[i]}));
    const steps = this.moves.map((_, i) => {
      const move = this.moveAt(i + 1);
      const values = graph.states[move.to].objects;
      const before = graph.states[this.states[i]].objects;
      return {
        ...move, step: i + 1, place: placeOf(move.source), reason: null, after: this.conflictsOf(i + 1),
        enabled: [...new Set(graph.states[this.states[i]].moves.map(({task}) => task))],
        changes: values.map((value, object) => ({object, value})).filter(({object, value}) => value !== before[object]),
      };
    });
    const end = graph.states[this.last()].end;
    return {
      scenario: graph.scenario, tasks: graph.tasks, objects, observer: graph.observer, explanation: {}, passing: null, partsAt: null,
      violation: end && !end.good ? {kind: end.kind, message: end.words} : null, open: !end,
      failing: new Run(steps, end ? end.outcome : null, objects), noReturn: this.noReturn(),
    };
  }

  /** The last step of another task on the same object. */
  conflictsOf(number) {
    const {task, object} = this.moveAt(number);
    for (let i = number - 1; i > 0; --i) {
      const before = this.moveAt(i);
      if (before.object !== object || object === null) continue;
      return before.task === task ? [] : [{step: i, order: 'conflict'}];
    }
    return [];
  }
}
