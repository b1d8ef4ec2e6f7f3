// ---- Rows: steps, folds, marks ----------------------------------------------------------------

const kLongestPattern = 8;
const kLeastSaved = 4;  // rows that a fold must save to be worth one

/** Steps that are alike look the same but for their values. */
function likeness(step) {
  return `${step.task} ${step.operation} ${step.object} ${step.source}`;
}

/** Runs in which a pattern of steps repeats itself: [{from, to, pattern, times}], none across a step of `kept`. */
function findRepeats(run, kept) {
  const signs = run.steps.map(likeness);
  const repeats = [];
  let at = 0;
  while (at < signs.length) {
    let best = null;
    for (let pattern = 1; pattern <= kLongestPattern && at + 2 * pattern <= signs.length; ++pattern) {
      let end = at + pattern;
      while (end < signs.length && signs[end] === signs[end - pattern]) ++end;
      for (let i = at; i < end; ++i) {
        if (kept.has(i + 1)) end = i;
      }
      const times = Math.floor((end - at) / pattern);
      const length = times * pattern;
      if (times > 1 && length > kLeastSaved && (!best || length > best.length)) best = {pattern, times, length};
    }
    if (!best) {
      ++at;
      continue;
    }
    repeats.push({from: at + 1, to: at + best.length, pattern: best.pattern, times: best.times});
    at += best.length;
  }
  return repeats;
}

/** The steps that are never folded away. */
function keptSteps(execution, run) {
  const kept = new Set([run.length]);
  const {race, early_notification: early} = execution.explanation;
  if (execution.partsAt) kept.add(execution.partsAt);
  if (run === execution.failing) {
    if (race) kept.add(race.first).add(race.second);
    if (early) kept.add(early);
    if (execution.noReturn) kept.add(execution.noReturn.step);
  }
  return kept;
}

const kRowHeights = {start: 34, step: 40, fold: 40, reason: 24, mark: 34, waits: 40, end: 34};

/** What the rows of a run are, given which tasks are hidden and which folds are open. */
class Rows {
  constructor(execution, run) {
    this.execution = execution;
    this.run = run;
    this.hidden = new Set();
    this.unfolded = new Set();  // the first step of each
    this.repeats = findRepeats(run, keptSteps(execution, run));
    this.layOut();
  }

  /** Puts the rows in order, and says where each begins. */
  layOut() {
    const {execution, run} = this;
    this.rows = [];
    this.rowOfStep = new Map();
    const failing = run === execution.failing;
    const noReturn = failing && execution.noReturn;
    this.add({type: 'start', step: 0});
    if (noReturn && noReturn.step <= 0) this.add({type: 'mark', mark: 'no-return'});
    let repeat = 0;
    for (let number = 1; number <= run.length; ++number) {
      while (repeat < this.repeats.length && this.repeats[repeat].to < number) ++repeat;
      const fold = this.repeats[repeat];
      if (number === execution.partsAt) this.add({type: 'mark', mark: 'parting'});
      if (fold && fold.from === number && !this.unfolded.has(number)) {
        number = this.addFold(fold);
      } else {
        this.addStep(number, fold && fold.from === number ? fold : null);
      }
      if (noReturn && noReturn.step === number) this.add({type: 'mark', mark: 'no-return'});
    }
    if (failing) this.addWaiting();
    if (!execution.open) this.add({type: 'end'});
    let top = 0;
    for (const row of this.rows) {
      row.top = top;
      row.height = kRowHeights[row.type];
      top += row.height;
    }
    this.height = top;
    this.stops = this.rows.filter((row) => row.step !== undefined);
    this.stops.forEach((row, place) => { row.place = place; });
  }

  add(row) {
    this.rows.push(row);
    if (row.step !== undefined) this.rowOfStep.set(row.step, row);
    return row;
  }

  addStep(number, opened) {
    const step = this.run.at(number);
    if (this.hidden.has(step.task)) return;
    if (reasonOf(this.execution, step)) this.add({type: 'reason', of: step});
    this.add({type: 'step', step: number, of: step, opened});
  }

  addFold(fold) {
    const tasks = new Set();
    for (let i = fold.from; i < fold.from + fold.pattern; ++i) tasks.add(this.run.at(i).task);
    if ([...tasks].every((task) => this.hidden.has(task))) return fold.to;
    const row = this.add({type: 'fold', step: fold.to, fold, of: this.run.at(fold.from)});
    for (let i = fold.from; i <= fold.to; ++i) this.rowOfStep.set(i, row);
    return fold.to;
  }

  addWaiting() {
    for (const wait of this.execution.explanation.cycle || []) {
      if (!this.hidden.has(wait.task)) this.add({type: 'waits', wait});
    }
  }

  /** The place in `rows` of the row at a height. */
  indexAt(y) {
    let low = 0;
    let high = this.rows.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.rows[middle].top <= y) low = middle; else high = middle;
    }
    return low;
  }

  /** The row that shows a step, or the last one before it where its task is hidden. */
  rowShowing(number) {
    for (let i = Math.min(number, this.run.length); i > 0; --i) {
      if (this.rowOfStep.has(i)) return this.rowOfStep.get(i);
    }
    return this.rowOfStep.get(0);
  }

  /** Opens or closes the fold at a row; whether there was one. */
  toggleFold(row) {
    const fold = row.fold || row.opened || this.repeats.find((one) => row.step >= one.from && row.step <= one.to);
    if (!fold) return false;
    if (!this.unfolded.delete(fold.from)) this.unfolded.add(fold.from);
    this.layOut();
    return true;
  }

  unfoldAll(open) {
    this.unfolded = new Set(open ? this.repeats.map((fold) => fold.from) : []);
    this.layOut();
  }

  /** Makes sure that a step has a row of its own; whether it had none. */
  reveal(number) {
    if (number < 1 || number > this.run.length) return false;
    const task = this.run.at(number).task;
    const fold = this.repeats.find((one) => number >= one.from && number < one.to);
    const folded = fold && !this.unfolded.has(fold.from);
    if (folded) this.unfolded.add(fold.from);
    const hid = this.hidden.delete(task);
    if (folded || hid) this.layOut();
    return folded || hid;
  }
}
