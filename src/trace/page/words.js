// ---- What went wrong, in words ----------------------------------------------------------------

// Each kind of violation: its title, and what it means for someone who has not met it before.
const kKinds = {
  'invariant': ['An invariant does not hold', 'The program states something that must be true after every step. After the last step here it is not.'],
  'final': ['A final property does not hold', 'Every task has come to its end, and what the program states must be true then is not.'],
  'deadlock': ['A deadlock', 'Tasks are left that wait for one another, or for what nobody will give: none of them can ever go on.'],
  'lost-wakeup': ['A lost wakeup', 'A task sleeps for ever. The notification that was to wake it came when it was not asleep yet, and nobody notifies again.'],
  'unfinished': ['A task never ends', 'One task is left. It waits for something, and everybody who could give it has ended.'],
  'endless': ['No end is reached', 'However the tasks are scheduled from here on, they go round and never come to their end.'],
  'data-race': ['A data race', 'Two tasks use the same variable, at least one of them writes it, and nothing says which comes first: in C++ that may do anything.'],
  'exception': ['An exception leaves a task', 'A task threw an exception and did not catch it.'],
  'misuse': ['An object is misused', 'A task did to an object what its rules forbid.'],
  'crash': ['A crash', 'A task brought the whole program down.'],
  'held-lock': ['A lock is held at the end', 'Every task has ended, and a lock is still taken: its holder never gave it back.'],
  'leak': ['A memory leak', 'Every task has ended, and memory that they allocated was never freed.'],
  'use-after-free': ['A use after free', 'A task used memory that had been freed before.'],
  'double-free': ['A double free', 'A task freed memory that had been freed before.'],
};

// What an arrow means, by the kind of its order.
const kOrders = {
  'lock': 'a lock is handed over',
  'message': 'a message is passed',
  'reads-from': 'reads what was stored',
  'notification': 'a notification wakes',
  'spawn': 'a task is started',
  'join': 'a task has ended',
  'release': 'a permit or arrival is passed on',
  'conflict': 'the same object is used before',
  'race': 'nothing orders the two: a data race',
};

function titleOf(execution) {
  const violation = execution.violation;
  if (!violation) {
    return execution.outcome === null || execution.outcome === undefined
      ? 'An execution without a violation'
      : `An execution that ends with ${execution.observer || 'the outcome'} = ${execution.outcome}`;
  }
  return kKinds[violation.kind] ? kKinds[violation.kind][0] : `A violation: ${violation.kind}`;
}

/** ' with model=manager first=1', or "". */
function parametersInWords(parameters) {
  const entries = Object.entries(parameters || {});
  return entries.length === 0 ? '' : ` with ${entries.map(([name, value]) => `${name}=${value}`).join(' ')}`;
}

function stepLink(number, text) {
  return make('a', {href: `${addressStart()}step=${number}`}, text || (number > 0 ? `step ${number}` : 'the start'));
}

function code(text) {
  return make('code', {}, text);
}

/** "step 3 (second: set a ← "O", shared_string.cc:43)", as a link. */
function stepInWords(execution, run, number) {
  const step = run.at(number);
  const place = placeInWords(step);
  return [stepLink(number), ' (', code(deedOf(execution, step)), place ? `, ${place}` : '', ')'];
}

/** The two accesses of a data race, which nothing orders. */
function explainRace(execution, race) {
  const run = execution.failing;
  return [
    ['The first access: ', stepInWords(execution, run, race.first), '.'],
    ['The second: ', stepInWords(execution, run, race.second), '.'],
    ['Nothing puts them in order: between the two, no lock is handed over, no message is passed, and no task waits for the other. On a real machine they can happen at the same time.'],
  ];
}

/** Who waits for whom at the end. */
function explainCycle(execution, cycle) {
  return cycle.map(({task, waits_for: holder, object}) => [
    make('strong', {}, execution.tasks[task]), ' waits for ', code(execution.objects[object].name),
    holder === task ? ', which it has itself.' : holder >= 0
      ? [', which ', make('strong', {}, execution.tasks[holder]), ' has and does not give back.'] : ', which nobody will give.',
  ]);
}

function explainEarlyNotification(execution, number) {
  const run = execution.failing;
  const step = run.at(number);
  const lines = [['The notification in ', stepInWords(execution, run, number), ' came when nobody waited for it. It woke nobody, and is not kept for later.']];
  const waits = run.steps.filter((other) => other.step > number && other.object === step.object && /wait/.test(other.operation));
  if (waits.length > 0) {
    const last = waits[waits.length - 1];
    lines.push([make('strong', {}, execution.tasks[last.task]), ' begins to wait only in ', stepInWords(execution, run, last.step), '. Nobody notifies it after that.']);
  }
  return lines;
}

const kReads = new Set(['get', 'load']);
const kWrites = new Set(['set', 'store']);

/** Writes from a value that another task has changed since it was read: {read, change, write}. */
function staleWrites(run) {
  const reads = new Map();    // by task and object: the step that read last
  const changes = new Map();  // by object: the steps that wrote it
  const found = [];
  for (const step of run.steps) {
    const key = `${step.task} ${step.object}`;
    if (kReads.has(step.operation)) reads.set(key, step.step);
    if (!kWrites.has(step.operation)) continue;
    const read = reads.get(key);
    const writes = changes.get(step.object) || [];
    const last = writes[writes.length - 1];
    if (read !== undefined && last && last.step > read && last.task !== step.task) {
      found.push({read, change: last.step, write: step.step});
    }
    changes.set(step.object, [...writes.slice(-1), step]);
    reads.delete(key);
  }
  return found;
}

/** The last such write: it is what is left at the end. */
function explainStaleWrite(execution) {
  const found = staleWrites(execution.failing);
  if (found.length === 0) return [];
  const {read, change, write} = found[found.length - 1];
  const run = execution.failing;
  const writer = execution.tasks[run.at(write).task];
  const others = found.length - 1;
  return [[
    make('strong', {}, writer), ' read ', code(execution.objects[run.at(write).object].name), ' in ', stepLink(read), ', before ',
    make('strong', {}, execution.tasks[run.at(change).task]), ' changed it in ', stepLink(change), '. In ', stepLink(write), ' ',
    make('strong', {}, writer), ' writes it without having read it again: ', code(actionOf(execution, run.at(write))), ' overwrites that change.',
    others > 0 ? ` The same happens ${others === 1 ? 'once' : `${others} times`} before.` : '',
  ]];
}

/** A task that prints in the midst of what another has begun to print. */
function explainBrokenLine(execution) {
  const run = execution.failing;
  let began = null;
  let found = null;
  for (const step of run.steps) {
    if (step.operation !== 'print') continue;
    const held = run.valueAt(step.object, step.step - 1).value.replace(/^"|"$/g, '');
    if (held !== '' && began && began.task !== step.task && began.object === step.object && (!found || found.began !== began)) found = {began, step, held};
    began = held === '' || !began ? step : began;
  }
  if (!found) return [];
  const {step, held} = found;
  return [[
    make('strong', {}, execution.tasks[found.began.task]), ' began a line in ', stepLink(found.began.step), '. Before the line came to its end, ',
    make('strong', {}, execution.tasks[step.task]), ' printed in ', stepLink(step.step), ', after ', code(`"${held}"`), ': ', code(actionOf(execution, step)), '.',
  ]];
}

function explainNoReturn(noReturn) {
  const {step, exact} = noReturn;
  const bound = exact ? '' : ' (as far as a bounded search could tell)';
  if (step <= 0) return [[`No order of the steps ends well: every execution fails, from the start${bound}.`]];
  return [[step > 1 ? 'Until ' : 'At ', stepLink(step - 1), ' it could still have ended well. After ', stepLink(step),
    ` it could not: every way to go on fails${bound}.`]];
}

function explainParting(execution) {
  const at = execution.partsAt;
  const there = execution.failing.at(at);
  const instead = execution.passing.at(at);
  const ends = execution.passing.outcome;
  const end = ends === null || ends === undefined ? '' : [`, and ends with ${execution.observer || 'outcome'} = `, code(ends)];
  return [[
    'The nearest execution that ends well goes the same way ', at > 1 ? ['until ', stepLink(at - 1)] : 'from the start on', '. ',
    instead ? ['Then comes ', code(deedOf(execution, instead))] : 'Then it ends',
    there ? [', where here ', stepLink(at), ' is ', code(deedOf(execution, there))] : ', where here it ends', end, '.',
  ]];
}

/** What went wrong, a list of sentences, most telling first. */
function explain(execution) {
  const {race, cycle, early_notification: early} = execution.explanation;
  const lines = [];
  if (race) lines.push(...explainRace(execution, race));
  if (early) lines.push(...explainEarlyNotification(execution, early));
  if (cycle && cycle.length > 0) lines.push(...explainCycle(execution, cycle));
  if (execution.violation && !race) lines.push(...explainStaleWrite(execution));
  if (execution.violation) lines.push(...explainBrokenLine(execution));
  if (execution.noReturn) lines.push(...explainNoReturn(execution.noReturn));
  if (execution.passing) lines.push(...explainParting(execution));
  return lines;
}

/** How the execution was found, in a line. */
function originOf(execution) {
  const parts = [`${execution.failing.length} steps`];
  const {minimised_from: from, shortest} = execution.explanation;
  if (shortest) parts.push('no shorter execution fails');
  const switches = execution.failing.steps.filter((step) => execution.failing.isSwitch(step.step)).length;
  if (from && (from.steps !== execution.failing.length || from.switches !== switches)) {
    parts.push(`shortened from ${from.steps} steps with ${from.switches} switches`);
  }
  parts.push(`run by ${execution.engine}`);
  if (execution.observer) parts.push(`observing ${execution.observer}`);
  return parts.join('; ');
}
