// ---- The chosen step: state, order, source ----------------------------------------------------

/** "a, b or c" */
function listed(names, word) {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} ${word} ${names[names.length - 1]}`;
}

/** What is known of the chosen step, and of the state after it. */
class Details {
  constructor(execution, sources) {
    Object.assign(this, {execution, sources});
    this.heading = make('h2', {});
    this.words = make('div', {class: 'words'});
    this.objects = make('table', {class: 'objects'});
    this.source = make('div', {class: 'source'});
    this.element = make('section', {class: 'details', 'aria-label': 'The chosen step'}, this.heading, this.words, this.objects,
      make('h3', {}, 'Source'), this.source);
  }

  /** @param beside  whether the passing execution is shown, too */
  show(number, beside) {
    const {failing, passing} = this.execution;
    const step = failing.at(number);
    const beyond = number > failing.length;
    clear(this.heading, number > 0 ? `Step ${number}` : 'The start');
    clear(this.words, step ? this.describe(failing, step) : make('p', {}, beyond ? 'The failing execution has ended by then.' : 'Before the first step.'),
      beside && passing ? this.describeOther(number) : null);
    this.showObjects(number, beside && passing);
    const shown = step || (beyond ? passing.at(number) : failing.at(1));
    clear(this.source, shown ? this.makeSource(shown) : make('p', {}, 'There are no steps.'));
  }

  describe(run, step) {
    const {execution} = this;
    const {tasks} = execution;
    const reason = reasonInFull(execution, step);
    const others = step.enabled.filter((task) => task !== step.task).map((task) => tasks[task]);
    return [
      make('p', {class: `deed task${step.task % 8}`}, make('strong', {}, tasks[step.task]), ` ${actionOf(execution, step)}`),
      reason ? make('p', {}, reason) : null,
      step.enabled.length > 0 ? make('p', {}, others.length > 0 ? `Here ${listed(others, 'or')} could have gone as well.` : 'Nobody else could go here.') : null,
      this.describeEdges(step.after, 'comes after'),
      this.describeEdges(run.successors.get(step.step) || [], 'comes before'),
    ];
  }

  describeEdges(edges, relation) {
    if (edges.length === 0) return null;
    const shown = edges.slice(0, 6);
    return make('p', {}, `This ${relation} `, shown.map((edge, i) => [i > 0 ? ', ' : '', stepLink(edge.step), ` (${kOrders[edge.order] || edge.order})`]),
      edges.length > shown.length ? ` and ${edges.length - shown.length} more` : '', '.');
  }

  describeOther(number) {
    const {passing} = this.execution;
    const step = passing.at(number);
    if (!step) return make('p', {}, number > 0 ? 'The passing execution has ended by then.' : '');
    return make('p', {}, 'In the passing execution: ', code(deedOf(this.execution, step)));
  }

  showObjects(number, beside) {
    const {execution} = this;
    const rows = execution.objects.map((object, i) => {
      const held = execution.failing.valueAt(i, number);
      const other = execution.passing ? execution.passing.valueAt(i, number) : null;
      const never = execution.failing.history[i].every(({value}) => value === '');
      if (never && !(other && other.value !== '')) return null;
      return this.makeObject(object, held, number, beside ? other : null);
    }).filter((row) => row);
    clear(this.objects, make('caption', {}, number > 0 ? `What objects hold after step ${number}` : 'What objects hold at the start'),
      make('thead', {}, make('tr', {}, make('th', {scope: 'col'}, 'object'), make('th', {scope: 'col'}, beside ? 'here' : 'value'),
        beside ? make('th', {scope: 'col'}, 'in the passing execution') : null)),
      make('tbody', {}, rows));
  }

  makeObject(object, held, number, other) {
    const changed = held.step === number && number > 0;
    return make('tr', {class: changed ? 'changed' : null},
      make('th', {scope: 'row'}, object.name),
      make('td', {}, make('code', {}, changed ? markChange(held.before, held.value) : held.value),
        changed ? make('span', {class: 'was'}, ' changed; was ', code(held.before)) : null),
      other ? make('td', {class: other.value === held.value ? null : 'differs'}, code(other.value),
        other.value === held.value ? null : make('span', {class: 'was'}, ' differs')) : null);
  }

  makeSource(step) {
    if (!step.place) return make('p', {}, 'The place of this step in the source is not known.');
    const {file, line} = step.place;
    const lines = this.sources[file];
    const place = make('p', {class: 'file'}, `${file}:${line}`);
    if (!lines) return [place, make('p', {}, 'The file was not found when this page was written, so that only the place is known.')];
    const around = Object.keys(lines).map(Number).filter((one) => Math.abs(one - line) <= 6).sort((a, b) => a - b);
    return [place, make('pre', {tabindex: '0', role: 'region', 'aria-label': `${file}, line ${line}`}, around.map((one) => make('span', {
      class: one === line ? 'line here' : 'line', 'aria-current': one === line ? 'true' : null,
    }, make('span', {class: 'line-number'}, `${one === line ? '▶' : ' '}${String(one).padStart(5)}  `), `${lines[one]}\n`)))];
  }
}
