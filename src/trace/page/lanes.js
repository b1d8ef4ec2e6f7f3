// ---- Lanes: a task each -----------------------------------------------------------------------

const kNumberWidth = 46;
const kLeastLane = 140;     // below, tasks are lines in a margin
const kMostLane = 330;
const kGap = 26;            // between two lanes, for arrows
const kLeastChanges = 210;
const kTip = 9;             // the size of an arrow's tip
const kOverscan = 12;       // rows beyond what is in view
const kMostArrows = 300;

/** How wide a character of a card is. */
function characterWidth() {
  const context = document.createElement('canvas').getContext('2d');
  context.font = `14px ui-monospace, 'DejaVu Sans Mono', monospace`;
  return context.measureText('0').width;
}

/** A part of a row for the eye: what is read out of the row stands before it. */
function makeSeen(name, attributes, ...children) {
  return make('span', {class: name, 'aria-hidden': 'true', ...attributes}, children);
}

/** The rows of one run, of which only those in view are in the document, and the arrows between them. */
class Lanes {
  /** @param actions  {choose(step), toggleTask(task), toggleFold(row)} */
  constructor(execution, run, name, actions) {
    Object.assign(this, {execution, run, name, actions});
    this.rows = new Rows(execution, run);
    this.current = 0;
    this.heads = make('div', {class: 'heads', role: 'group', 'aria-label': `Tasks: ${name}`});
    this.list = make('div', {
      class: 'list', role: 'listbox', tabindex: '0', 'aria-label': `Steps: ${name}`, click: (event) => this.onClick(event),
    });
    this.lines = makeSvg('svg', {class: 'drawing', 'aria-hidden': 'true'});
    this.arrows = makeSvg('svg', {class: 'drawing', 'aria-hidden': 'true'});
    this.canvas = make('div', {class: 'canvas'}, this.lines, this.list, this.arrows);
    this.scroller = make('div', {class: 'scroller', scroll: () => this.request()}, this.heads, this.canvas);
    this.element = make('section', {class: 'lanes', 'aria-label': name}, make('h2', {}, name), this.scroller);
    new ResizeObserver(() => this.resize()).observe(this.scroller);
    this.makeHeads();
  }

  makeHeads() {
    const {tasks} = this.execution;
    this.headButtons = tasks.map((task, i) => make('button', {
      type: 'button', class: `head task${i % 8}`, title: 'hides or shows this task', click: () => this.actions.toggleTask(i),
    }, make('span', {class: 'dot', 'aria-hidden': 'true'}), make('span', {class: 'name'}, task)));
    this.heads.append(...this.headButtons);
  }

  /** Where lanes lie, for the room that there is. */
  resize() {
    const width = this.scroller.clientWidth;
    if (width === 0) return;
    const count = this.execution.tasks.length;
    const each = (width - kNumberWidth - Math.max(kLeastChanges, width * 0.22)) / count;
    this.columns = each >= kLeastLane;
    this.laneWidth = this.columns ? Math.min(each, kMostLane)
      : Math.max(6, Math.min(18, (width * 0.35 - 16) / count));
    const lanes = kNumberWidth + count * this.laneWidth + (this.columns ? 0 : 10);
    this.element.classList.toggle('columns', this.columns);
    this.scroller.style.setProperty('--lanes-end', `${lanes}px`);
    this.scroller.style.setProperty('--lane', `${this.laneWidth}px`);
    this.scroller.style.setProperty('--gap', `${kGap}px`);
    this.scroller.style.setProperty('--number', `${kNumberWidth}px`);
    this.lanesEnd = lanes;
    this.characterWidth = characterWidth();
    this.room = Math.max(8, Math.floor((width - lanes) / 8) - 4);
    this.refresh();
  }

  laneStart(task) { return kNumberWidth + task * this.laneWidth; }
  cardWidth() { return this.laneWidth - kGap; }
  /** Nothing else is in a step's row: its card may be wider than its lane. */
  widthOf(row) {
    const wanted = row.type === 'step' ? [...actionOf(this.execution, row.of)].length * this.characterWidth + 24 : 0;
    return Math.max(this.cardWidth(), Math.min(wanted, this.lanesEnd - this.laneStart(row.of.task) - 4));
  }

  laneMiddle(task) { return this.laneStart(task) + (this.columns ? this.cardWidth() : this.laneWidth) / 2; }

  /** After a change of which rows there are. */
  refresh() {
    this.canvas.style.height = `${this.rows.height}px`;
    this.headButtons.forEach((button, task) => {
      const shown = !this.rows.hidden.has(task);
      button.setAttribute('aria-pressed', String(shown));
    });
    this.drawn = null;
    this.draw();
  }

  /** Shows another run of the same tasks. */
  setRun(run) {
    this.run = run;
    this.rows = new Rows(this.execution, run);
    this.refresh();
  }

  setHidden(hidden) {
    this.rows.hidden = new Set(hidden);
    this.rows.layOut();
    this.refresh();
  }

  /** Shows a step as the current one, and brings it into view. */
  select(number) {
    this.current = Math.min(number, this.run.length);
    const row = this.rows.rowShowing(this.current);
    const {scroller} = this;
    const headsHeight = this.heads.offsetHeight;
    const context = 2 * kRowHeights.step;
    const top = row.top - context;
    const bottom = row.top + row.height + context;
    const viewHeight = scroller.clientHeight - headsHeight;
    if (top < scroller.scrollTop) scroller.scrollTop = top;
    else if (bottom > scroller.scrollTop + viewHeight) scroller.scrollTop = bottom - viewHeight;
    this.drawn = null;
    this.draw();
  }

  request() {
    if (this.requested) return;
    this.requested = true;
    requestAnimationFrame(() => {
      this.requested = false;
      this.draw();
    });
  }

  /** Puts the rows in view into the document. */
  draw() {
    if (!this.laneWidth) return;
    const {rows} = this.rows;
    const {scrollTop, clientHeight} = this.scroller;
    const from = Math.max(0, this.rows.indexAt(scrollTop) - kOverscan);
    const to = Math.min(rows.length, this.rows.indexAt(scrollTop + clientHeight) + kOverscan + 1);
    if (this.drawn && this.drawn.from === from && this.drawn.to === to) return;
    this.drawn = {from, to};
    const shown = rows.slice(from, to);
    const selected = this.rows.rowShowing(this.current);
    this.list.replaceChildren(...shown.map((row) => this.makeRow(row, row === selected)));
    if (shown.includes(selected)) this.list.setAttribute('aria-activedescendant', this.idOf(selected));
    else this.list.removeAttribute('aria-activedescendant');
    this.drawArrows(shown, selected);
  }

  idOf(row) { return `${this.run === this.execution.failing ? 'failing' : 'passing'}-${row.step}`; }

  makeRow(row, selected) {
    const style = `top:${row.top}px;height:${row.height}px`;
    if (row.step === undefined) return make('div', {class: `row ${row.type} ${row.mark || ''}`, style, 'aria-hidden': 'true'}, this.makeNote(row));
    const noReturn = this.run === this.execution.failing ? this.execution.noReturn : null;
    const lost = noReturn && row.step > noReturn.step;
    return make('div', {
      id: this.idOf(row), role: 'option', style, 'data-step': row.step,
      class: `row ${row.type}${selected ? ' selected' : ''}${lost ? ' lost' : ''}`,
      'aria-selected': String(selected), 'aria-setsize': this.rows.stops.length, 'aria-posinset': row.place + 1,
    }, make('span', {class: 'for-readers'}, this.label(row)), this.makeStop(row));
  }

  label(row) {
    const noReturn = this.run === this.execution.failing && this.execution.noReturn;
    const lost = noReturn && noReturn.step === row.step ? ' The point of no return.' : '';
    if (row.type === 'start') return `The start.${lost}`;
    if (row.type === 'fold') return `${this.foldText(row.fold)}, folded. Enter unfolds.`;
    const reason = reasonOf(this.execution, row.of);
    const changes = row.of.changes.map((change) => `${this.execution.objects[change.object].name} = ${change.value}`);
    return `Step ${row.step}, ${deedOf(this.execution, row.of)}${reason ? ` (${reason})` : ''}${changes.length ? `. Then ${changes.join(', ')}` : ''}.${lost}`;
  }

  foldText(fold) {
    const steps = [];
    for (let i = fold.from; i < fold.from + fold.pattern; ++i) {
      const step = this.run.at(i);
      const task = i === fold.from || step.task !== this.run.at(i - 1).task ? `${this.execution.tasks[step.task]}: ` : '';
      steps.push(task + operationOf(this.execution, step));
    }
    return `${fold.times} times: ${steps.join(', ')} (steps ${fold.from} to ${fold.to})`;
  }

  makeStop(row) {
    if (row.type === 'start') return [makeSeen('number', {}, '0'), makeSeen('wide', {}, 'the start')];
    if (row.type === 'fold') {
      return [makeSeen('number', {}, '▸'), makeSeen(`wide fold-text task${row.of.task % 8}`, {}, this.foldText(row.fold))];
    }
    const step = row.of;
    const number = makeSeen('number', {}, row.opened ? make('span', {class: 'unfolded', 'data-fold': '1'}, '▾ ') : null, String(row.step));
    const changes = step.changes.map((change) => {
      const {name} = this.execution.objects[change.object];
      const {before} = this.run.valueAt(change.object, row.step);
      return `${name} = ${shortenChange(before, change.value, Math.max(8, this.room - name.length - 3))}`;
    }).join(', ');
    const card = makeSeen(`card task${step.task % 8}`, {style: this.columns ? `left:${this.laneStart(step.task)}px;width:${this.widthOf(row)}px` : null},
      this.columns ? null : make('b', {}, `${this.execution.tasks[step.task]}: `), actionOf(this.execution, step));
    return [number, card, makeSeen('effects', {}, make('span', {class: 'changes'}, changes), make('span', {class: 'place'}, this.placeOf(step)))];
  }

  /** Where a step is in the source, in the room that there is. */
  placeOf(step) {
    return this.room >= 48 || !step.place ? placeInWords(step) : `:${step.place.line}`;
  }

  /** What stands in a row that is no step. */
  makeNote(row) {
    const {execution} = this;
    if (row.type === 'reason') {
      const at = this.columns ? this.laneStart(row.of.task) : null;
      return make('span', {class: 'note', style: at === null ? null : `left:${at}px`}, reasonOf(execution, row.of));
    }
    if (row.type === 'mark') {
      return make('span', {class: 'note'}, row.mark === 'no-return'
        ? `point of no return: from here on every execution fails${execution.noReturn.exact ? '' : ' (as far as was searched)'}`
        : this.run === execution.failing ? 'here the nearest execution that ends well goes another way' : 'here the failing execution goes another way');
    }
    if (row.type === 'waits') {
      const {task, waits_for: holder, object} = row.wait;
      const has = holder >= 0 ? `, which ${execution.tasks[holder]} has` : '';
      return make('span', {class: `card waiting task${task % 8}`, style: this.columns ? `left:${this.laneStart(task)}px` : null},
        make('b', {}, `${execution.tasks[task]} `), `waits for ever for ${execution.objects[object].name}${has}`);
    }
    const ends = this.run.outcome === null || this.run.outcome === undefined ? '' : `: ${execution.observer || 'outcome'} = ${this.run.outcome}`;
    const failed = this.run === execution.failing && execution.violation;
    return make('span', {class: 'wide'}, failed ? `✗ ${titleOf(execution).toLowerCase()}${ends}` : `${execution.violation ? '✓ ends well' : 'the end'}${ends}`);
  }

  // ---- Arrows -----------------------------------------------------------------------------------

  drawArrows(shown, selected) {
    const top = shown[0].top;
    const height = shown[shown.length - 1].top + shown[shown.length - 1].height - top;
    for (const drawing of [this.lines, this.arrows]) {
      fill(drawing, {style: `top:${top}px;height:${height}px`, viewBox: `0 ${top} ${this.scroller.clientWidth} ${height}`}, []);
    }
    const tasks = this.execution.tasks.map((_, task) => task).filter((task) => !this.rows.hidden.has(task));
    this.lines.replaceChildren(...tasks.map((task) => this.makeLine(task, 'lane', top, top + height)));
    this.arrows.replaceChildren(this.markers(), ...this.columns ? [] : shown.map((row) => this.makeDot(row)).filter((dot) => dot),
      ...this.edgesOf(shown).slice(0, kMostArrows).map((edge) => this.makeArrow(edge, selected)));
  }

  makeLine(task, name, from, to) {
    const x = this.laneMiddle(task);
    return makeSvg('line', {class: `${name} task${task % 8}`, x1: x, x2: x, y1: from, y2: to});
  }

  /** Where a row's step is in a margin of lanes. */
  makeDot(row) {
    if (row.type === 'fold') return this.makeLine(row.of.task, 'folded', row.top + 6, row.top + row.height - 6);
    if (row.type !== 'step') return null;
    return makeSvg('circle', {class: `dot task${row.of.task % 8}`, cx: this.laneMiddle(row.of.task), cy: row.top + row.height / 2, r: this.dotSize()});
  }

  dotSize() { return Math.min(6, this.laneWidth / 2); }

  markers() {
    return makeSvg('defs', {}, Object.keys(kOrders).map((order) => makeSvg('marker', {
      id: `${this.idOf({step: 'tip'})}-${order}`, viewBox: '0 0 8 8', refX: 7, refY: 4, markerUnits: 'userSpaceOnUse', markerWidth: kTip, markerHeight: kTip, orient: 'auto',
    }, makeSvg('path', {class: `tip ${order}`, d: 'M0 0 L8 4 L0 8 z'}))));
  }

  /** The order edges with an end in view: {from, to (rows), fromTask, toTask, order}. */
  edgesOf(shown) {
    const {rowOfStep} = this.rows;
    const inView = new Set(shown);
    const edges = [];
    const add = (from, to, order) => {
      const fromRow = rowOfStep.get(from);
      const toRow = rowOfStep.get(to);
      if (!fromRow || !toRow || fromRow === toRow) return;
      const fromTask = this.run.at(from).task;
      const toTask = this.run.at(to).task;
      if (fromTask !== toTask) edges.push({from: fromRow, to: toRow, fromTask, toTask, order});
    };
    for (const row of shown) {
      if (row.type !== 'step' && row.type !== 'fold') continue;
      const first = row.type === 'fold' ? row.fold.from : row.step;
      for (let i = first; i <= row.step; ++i) {
        for (const edge of this.run.at(i).after) add(edge.step, i, edge.order);
        for (const edge of this.run.successors.get(i) || []) {
          if (!inView.has(rowOfStep.get(edge.step))) add(i, edge.step, edge.order);
        }
        if (edges.length > kMostArrows) return edges;
      }
    }
    return edges;
  }

  makeArrow({from, to, fromTask, toTask, order}, selected) {
    const known = kOrders[order] ? order : 'conflict';
    return makeSvg('path', {
      class: `arrow ${known}${from === selected || to === selected ? ' current' : ''}`,
      d: this.columns ? this.pathBesideCards(from, to, fromTask, toTask) : this.pathBetweenDots(from, to, fromTask, toTask),
      'marker-end': `url(#${this.idOf({step: 'tip'})}-${known})`,
    });
  }

  /** Along the step's row, where nothing else is, down the gap before the other lane, and into the card there: from the
   * side, or from above where the card is so wide. */
  pathBesideCards(from, to, fromTask, toTask) {
    const [y1, y2] = [from.top + from.height / 2, to.top + to.height / 2];
    const side = toTask > fromTask ? 1 : -1;
    const edge = (task, right) => this.laneStart(task) + (right ? this.cardWidth() : 0);
    const [x1, x2] = [edge(fromTask, side > 0), edge(toTask, side < 0)];
    const way = x2 - side * (kTip + 3 + 4 * (from.step % 3));  // so that not all go the same way down
    const half = 15;  // of a card's height
    const inCard = (row, task) => way > this.laneStart(task) - 4 && way < this.laneStart(task) + this.widthOf(row) + 4;
    const start = inCard(from, fromTask) ? `M${way} ${y1 + half}` : `M${x1} ${y1} H${way - side * 6} Q${way} ${y1} ${way} ${y1 + 6}`;
    return inCard(to, toTask) ? `${start} V${y2 - half}` : `${start} V${y2 - 6} Q${way} ${y2} ${way + side * 6} ${y2} H${x2}`;
  }

  pathBetweenDots(from, to, fromTask, toTask) {
    const [x1, x2] = [this.laneMiddle(fromTask), this.laneMiddle(toTask)];
    const down = to.top > from.top ? 1 : -1;
    const y1 = from.top + from.height / 2 + down * this.dotSize();
    const y2 = to.top + to.height / 2 - down * this.dotSize();
    const bend = down * Math.min(30, Math.abs(y2 - y1) / 2);
    return `M${x1} ${y1} C${x1} ${y1 + bend} ${x2} ${y2 - bend} ${x2} ${y2}`;
  }

  onClick(event) {
    const element = event.target.closest('[data-step]');
    if (!element) return;
    const row = this.rows.rowOfStep.get(Number(element.dataset.step));
    if (row.type === 'fold' || event.target.closest('[data-fold]')) this.actions.toggleFold(row);
    else this.actions.choose(row.step);
  }
}
