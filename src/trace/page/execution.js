// ---- The execution ----------------------------------------------------------------------------

// Operations that give a value to their object; others take one from it.
const kGives = new Set(['store', 'set', 'put', 'send', 'print']);

/** One run of steps, and what each object holds after each of them. Steps count from 1; 0 is the start. */
class Run {
  constructor(steps, outcome, objects) {
    this.steps = steps;
    this.outcome = outcome;
    this.objects = objects;
    this.history = objects.map((object) => [{step: 0, value: object.value}]);
    this.successors = new Map();  // by step: the order edges that leave it
    for (const step of steps) {
      for (const change of step.changes) {
        this.history[change.object].push({step: step.step, value: change.value});
      }
      for (const edge of step.after) {
        if (!this.successors.has(edge.step)) this.successors.set(edge.step, []);
        this.successors.get(edge.step).push({step: step.step, order: edge.order});
      }
    }
  }

  get length() { return this.steps.length; }

  /** The step with this number; undefined for the start. */
  at(number) { return this.steps[number - 1]; }

  /** What an object holds after a step: {value, step: since when, before: what it held then}. */
  valueAt(object, number) {
    const history = this.history[object];
    let low = 0;
    let high = history.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (history[middle].step <= number) low = middle; else high = middle;
    }
    return {...history[low], before: low > 0 ? history[low - 1].value : null};
  }

  /** Whether another task goes at this step than at the one before. */
  isSwitch(number) {
    return number > 1 && this.at(number).task !== this.at(number - 1).task;
  }

  /** The next step, or the one before, at which another task goes; null if there is none. */
  switchFrom(number, direction) {
    for (let i = number + direction; i > 0 && i <= this.length; i += direction) {
      if (this.isSwitch(i)) return i;
    }
    return null;
  }
}

/** Where a step is in the source: {file, line}, or null. */
function placeOf(source) {
  const colon = (source || '').lastIndexOf(':');
  return colon < 0 ? null : {file: source.slice(0, colon), line: Number(source.slice(colon + 1))};
}

/** Text with what does not show written out: a line's end as \n, as a terminal is shown it. */
function printable(text) {
  const names = {'\n': '\\n', '\t': '\\t', '\r': '\\r'};
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/g, (character) => {
    const number = character.charCodeAt(0);
    return names[character] || (number < 0x80 ? `\\x${number.toString(16).padStart(2, '0')}` : `\\u${number.toString(16).padStart(4, '0')}`);
  });
}

/** The same of all text in JSON. */
function printableJson(json) {
  if (typeof json === 'string') return printable(json);
  if (json === null || typeof json !== 'object') return json;
  if (Array.isArray(json)) return json.map(printableJson);
  return Object.fromEntries(Object.entries(json).map(([name, value]) => [printable(name), printableJson(value)]));
}

/** What a trace file of version 2 says. */
function readExecution(json) {
  const trace = printableJson(json);
  const objects = trace.objects;
  const readSteps = (steps) => steps.map((step) => ({
    ...step, place: placeOf(step.source), after: step.after || [], changes: step.changes || [], enabled: step.enabled || [],
  }));
  const explanation = trace.explanation || {};
  const passing = explanation.passing;
  const {race} = explanation;
  if (race) {
    // Whatever else is said of the two, nothing orders them.
    const second = trace.steps[race.second - 1];
    second.after = [...(second.after || []).filter((edge) => edge.step !== race.first), {step: race.first, order: 'race'}];
  }
  return {
    ...trace,
    explanation,
    tasks: trace.tasks.map((task) => task.name),
    failing: new Run(readSteps(trace.steps), trace.outcome, objects),
    passing: passing ? new Run(readSteps(passing.steps), passing.outcome, objects) : null,
    partsAt: passing ? passing.parts_at : null,
    noReturn: explanation.point_of_no_return || null,
  };
}

/** "get a": what a step does, without the value. */
function operationOf(execution, step) {
  const object = execution.objects[step.object];
  const how = step.choice_kind === 'spurious' ? ' spuriously' : step.choice_kind === 'timeout' ? ' times out' : '';
  return object ? `${step.operation} ${object.name}${how}` : step.operation + how;
}

/** 'get a → ""': what a step does. */
function actionOf(execution, step) {
  const operation = operationOf(execution, step);
  if (step.value === '' || step.value === undefined || step.value === null) return operation;
  return `${operation} ${kGives.has(step.operation) ? '←' : '→'} ${step.value}`;
}

/** 'first: get a → ""': who does what. */
function deedOf(execution, step) {
  return `${execution.tasks[step.task]}: ${actionOf(execution, step)}`;
}

/** Why this task went, where another went before: a sentence, or "". */
function reasonOf(execution, step) {
  if (!step.reason) return '';
  return step.reason.words;
}

/** The same in a whole sentence. */
function reasonInFull(execution, step) {
  if (!step.reason) return '';
  const {kind, task, words} = step.reason;
  const name = execution.tasks[step.task];
  if (kind === 'preempts') return `${execution.tasks[task]} could have gone on; ${name} goes instead.`;
  return `${name} goes, since ${words}.`;
}

function placeInWords(step) {
  return step.place ? `${step.place.file.split('/').pop()}:${step.place.line}` : '';
}
