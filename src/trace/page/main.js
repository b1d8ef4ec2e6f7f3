// ---- The page ---------------------------------------------------------------------------------

/** Fills the page with a trace. `back` is what leads to where the reader came from, if there is such. */
function showTrace(trace, sources, back) {
  const execution = readExecution(trace);
  const {failing, passing} = execution;

  /** What the reader has chosen. */
  const chosen = {step: 0, beside: false, hidden: new Set()};

  const actions = {
    choose(step) {
      chosen.step = Math.max(0, Math.min(step, lastStep()));
      showStep();
    },
    toggleTask(task) {
      if (!chosen.hidden.delete(task)) chosen.hidden.add(task);
      for (const lanes of allLanes) lanes.setHidden(chosen.hidden);
      chosen.step = failingLanes.rows.rowShowing(chosen.step).step;
      showStep();
    },
    toggleFold(row) {
      for (const lanes of allLanes) {
        if (lanes.rows.rowOfStep.get(row.step) !== row) continue;
        if (lanes.rows.toggleFold(row)) lanes.refresh();
      }
      actions.choose(row.type === 'fold' ? row.fold.from : row.step);
    },
  };

  const failingLanes = new Lanes(execution, failing, execution.violation ? 'The failing execution' : 'The execution', actions);
  const passingLanes = passing ? new Lanes(execution, passing, 'The nearest that ends well', actions) : null;
  const allLanes = [failingLanes, passingLanes].filter((lanes) => lanes);
  const details = new Details(execution, sources);
  const live = make('p', {class: 'for-readers', 'aria-live': 'polite', role: 'status'});

  function lastStep() {
    return chosen.beside ? Math.max(failing.length, passing.length) : failing.length;
  }

  // ---- Moving -----------------------------------------------------------------------------------

  /** The next stop, or the one before; beyond the end of the failing execution, those of the passing one. */
  function move(direction) {
    const beyond = chosen.step > failing.length || (direction > 0 && chosen.step === failing.length);
    const {rows} = chosen.beside && beyond ? passingLanes : failingLanes;
    const place = rows.rowShowing(chosen.step).place + direction;
    actions.choose(rows.stops[Math.max(0, Math.min(place, rows.stops.length - 1))].step);
  }

  /** Goes to a step that a fold or a hidden lane may hold. */
  function goTo(step) {
    if (step === null || step === undefined) return;
    for (const lanes of allLanes) {
      if (lanes.rows.reveal(step)) chosen.hidden = new Set([...chosen.hidden].filter((task) => lanes.rows.hidden.has(task)));
    }
    for (const lanes of allLanes) lanes.setHidden(chosen.hidden);
    actions.choose(step);
  }

  function toggleBeside() {
    if (!passing) return;
    chosen.beside = !chosen.beside;
    passingLanes.element.hidden = !chosen.beside;
    document.body.classList.toggle('beside', chosen.beside);
    besideButton.setAttribute('aria-pressed', String(chosen.beside));
    actions.choose(chosen.step);
  }

  function toggleAllFolds() {
    const open = foldButton.getAttribute('aria-pressed') !== 'true';
    foldButton.setAttribute('aria-pressed', String(open));
    for (const lanes of allLanes) {
      lanes.rows.unfoldAll(open);
      lanes.refresh();
    }
    actions.choose(failingLanes.rows.rowShowing(chosen.step).step);
  }

  function toggleCurrentFold() {
    const lanes = chosen.step <= failing.length ? failingLanes : passingLanes;
    actions.toggleFold(lanes.rows.rowShowing(chosen.step));
  }

  // ---- The address ------------------------------------------------------------------------------

  let written = '';
  let timer = 0;

  /** Writes the chosen step into the address; not at each step of a key that is held down. */
  function writeAddress() {
    written = `${addressStart()}step=${chosen.step}${chosen.beside ? '&beside' : ''}`;
    clearTimeout(timer);
    timer = setTimeout(() => history.replaceState(null, '', written), 150);
  }

  /** Goes where the address points; whether it points anywhere. */
  function readAddress() {
    const parts = addressParts();
    const step = Number.parseInt(parts.get('step'), 10);
    if (parts.has('beside') && !chosen.beside) toggleBeside();
    if (Number.isNaN(step)) return false;
    goTo(step);
    return true;
  }

  // ---- Showing ----------------------------------------------------------------------------------

  function showStep() {
    const {step} = chosen;
    failingLanes.select(step);
    if (chosen.beside) passingLanes.select(step);
    details.show(step, chosen.beside);
    clear(position, `step ${step} of ${lastStep()}`);
    for (const [button, off] of [[firstButton, step === 0], [backButton, step === 0], [nextButton, step >= lastStep()], [lastButton, step >= lastStep()]]) {
      button.setAttribute('aria-disabled', String(off));
    }
    clear(live, step === 0 ? 'The start.' : step > failing.length ? `Step ${step} of the passing execution.` : failingLanes.label({type: 'step', step, of: failing.at(step)}));
    writeAddress();
  }

  const firstButton = makeButton('First', 'Home', () => actions.choose(0), {id: 'first'});
  const backButton = makeButton('◀ Back', 'k', () => move(-1), {id: 'back'});
  const nextButton = makeButton('Next ▶', 'j', () => move(1), {id: 'next'});
  const lastButton = makeButton('Last', 'End', () => actions.choose(lastStep()), {id: 'last'});
  const position = make('output', {id: 'position'});
  const goToSwitch = (direction) => goTo(failing.switchFrom(chosen.step, direction));
  const goToNoReturn = () => execution.noReturn && goTo(Math.max(0, execution.noReturn.step));
  const goToParting = () => execution.partsAt && goTo(execution.partsAt);
  const besideButton = makeButton('Side by side', 'c', toggleBeside, {id: 'beside', 'aria-pressed': 'false'});
  const foldButton = makeButton('Unfold all', 'f', toggleAllFolds, {id: 'unfold', 'aria-pressed': 'false'});
  const themeButton = makeThemeButton();
  const keys = new Keys([
    {keys: ['ArrowDown', 'ArrowRight', 'j'], words: 'forward', act: () => move(1)},
    {keys: ['ArrowUp', 'ArrowLeft', 'k'], words: 'back', act: () => move(-1)},
    {keys: ['Home'], words: 'the start', act: () => actions.choose(0)},
    {keys: ['End'], words: 'the end', act: () => actions.choose(lastStep())},
    {keys: ['n'], words: 'the next switch to another task', act: () => goToSwitch(1)},
    {keys: ['p'], words: 'the switch before', act: () => goToSwitch(-1)},
    {keys: ['r'], words: 'the point of no return', act: goToNoReturn},
    {keys: ['d'], words: 'where the passing execution goes another way', act: goToParting},
    {keys: ['c'], words: 'side by side with the passing execution, or not', act: toggleBeside},
    {keys: ['Enter'], words: 'folds or unfolds steps that repeat themselves', act: toggleCurrentFold},
    {keys: ['f'], words: 'folds or unfolds all', act: () => allLanes.some((lanes) => lanes.rows.repeats.length > 0) && toggleAllFolds()},
    {keys: ['t'], words: 'dark or light', act: () => themeButton.click()},
    {keys: ['?'], words: 'these keys', act: () => keys.dialog.showModal()},
  ]);

  function makeLegend() {
    const used = new Set();
    for (const lanes of allLanes) {
      for (const step of lanes.run.steps) {
        for (const edge of step.after) {
          if (lanes.run.at(edge.step).task !== step.task) used.add(kOrders[edge.order] ? edge.order : 'conflict');
        }
      }
    }
    if (used.size === 0) return null;
    return make('p', {class: 'legend'}, 'Arrows: ', [...used].map((order) => make('span', {},
      makeSvg('svg', {viewBox: '0 0 30 8', width: 30, height: 8, 'aria-hidden': 'true'},
        makeSvg('path', {class: `arrow ${order}`, d: 'M0 4 H23'}), makeSvg('path', {class: `tip ${order}`, d: 'M22 0 L30 4 L22 8 z'})),
      ` ${kOrders[order]} `)));
  }

  function makeHeader() {
    const {violation} = execution;
    const lines = explain(execution);
    return make('header', {class: violation ? 'failed' : 'fine'}, back,
      make('p', {class: 'scenario'}, make('strong', {}, execution.scenario), parametersInWords(execution.parameters)),
      make('h1', {}, titleOf(execution)),
      violation ? [make('p', {class: 'message'}, violation.message), kKinds[violation.kind] ? make('p', {}, kKinds[violation.kind][1]) : null] : null,
      lines.length > 0 ? [make('h2', {}, 'How it came to that'), make('div', {class: 'why'}, make('ul', {}, lines.map((line) => make('li', {}, line))), makeCircle(execution))] : null,
      make('p', {class: 'origin'}, originOf(execution)));
  }

  document.body.prepend(
    makeHeader(),
    make('main', {},
      make('div', {class: 'bar moves', role: 'toolbar', 'aria-label': 'Moves'}, firstButton, backButton, position, nextButton, lastButton),
      make('div', {class: 'bar', role: 'toolbar', 'aria-label': 'Views'},
        makeButton('Switch before', 'p', () => goToSwitch(-1), {id: 'previous-switch'}),
        makeButton('Next switch', 'n', () => goToSwitch(1), {id: 'next-switch'}),
        execution.noReturn ? makeButton('Point of no return', 'r', goToNoReturn, {id: 'no-return'}) : null,
        passing ? [makeButton('Parting of the ways', 'd', goToParting, {id: 'parting'}), besideButton] : null,
        allLanes.some((lanes) => lanes.rows.repeats.length > 0) ? foldButton : null,
        themeButton, makeButton('Keys', '?', () => keys.dialog.showModal(), {id: 'keys'})),
      make('div', {class: 'views'}, make('div', {class: 'both'}, failingLanes.element, passingLanes ? passingLanes.element : null, makeLegend()), details.element),
      live));
  if (passingLanes) passingLanes.element.hidden = true;
  for (const lanes of allLanes) lanes.resize();
  if (!readAddress()) actions.choose(failing.length);
  addEventListener('hashchange', () => {
    if (location.hash !== written) readAddress();
  });
}
