// ---- Traces of version 1 ----------------------------------------------------------------------

/** The same in version 2: what knows its objects by name knows them by number. */
function fromVersion1(trace) {
  const numbers = new Map();
  const objects = [];
  const numberOf = (name, value) => {
    if (name === '') return null;
    if (!numbers.has(name)) {
      numbers.set(name, objects.length);
      objects.push({name, sort: '', value});
    }
    return numbers.get(name);
  };
  trace.objects.forEach(({name, value}) => numberOf(name, value));
  const steps = trace.steps.map((step) => ({
    ...step, object: numberOf(step.object, ''), reason: step.reason ? {words: step.reason} : null, enabled: [], after: [],
    changes: step.changes.map(({name, value}) => ({object: numberOf(name, ''), value})),
  }));
  return {...trace, version: 2, tasks: trace.tasks.map((name) => ({name})), objects, steps, explanation: null};
}
