// ---- Play the scheduler -----------------------------------------------------------------------

const graph = new Graph(pageData().graph);
const {sources} = pageData();
const kinds = graph.kindsOfEnd();

/** The way that the reader goes, how far back on it, and which ends have been met. */
const play = {way: new Way(graph, []), step: 0, hints: false, met: new Set()};

let execution = play.way.asExecution();
const lanes = new Lanes(execution, execution.failing, 'Your execution', {
  choose: (step) => back(step), toggleTask: () => {}, toggleFold: (row) => {
    if (lanes.rows.toggleFold(row)) lanes.refresh();
  },
});
lanes.heads.replaceChildren(...graph.tasks.map((task, i) => make('span', {class: `head task${i % 8}`}, make('span', {class: 'dot', 'aria-hidden': 'true'}), make('span', {class: 'name'}, task))));
lanes.headButtons = [];
const details = new Details(execution, sources);
const lattice = new Lattice(graph, (state) => take(graph.wayTo(state)));

const here = () => play.way.states[play.step];

// ---- Moving -----------------------------------------------------------------------------------

/** Goes a whole way. */
function take(moves) {
  play.way = new Way(graph, moves);
  play.step = play.way.length;
  show();
}

/** Makes a move from where the reader is; what came after that before is forgotten. */
function choose(place) {
  if (place < graph.states[here()].moves.length) take([...play.way.moves.slice(0, play.step), place]);
}

/** Goes back on the way, or forth again, to a step. */
function back(step) {
  play.step = Math.max(0, Math.min(step, play.way.length));
  show();
}

/** Lets chance make the moves, to an end. */
function run() {
  const moves = play.way.moves.slice(0, play.step);
  let state = here();
  // A circle need not come to an end.
  while (graph.states[state].moves.length > 0 && moves.length < play.step + 10 * graph.size) {
    const place = Math.floor(Math.random() * graph.states[state].moves.length);
    moves.push(place);
    state = graph.states[state].moves[place].to;
  }
  take(moves);
}

// ---- The address ------------------------------------------------------------------------------

let written = '';

function writeAddress() {
  written = `#way=${play.way.moves.slice(0, play.step).join('.')}`;
  history.replaceState(null, '', written);
}

function readAddress() {
  const parts = new URLSearchParams(location.hash.slice(1));
  if (parts.has('step')) {
    back(Number(parts.get('step')) || 0);
    return;
  }
  const moves = parts.get('way') || '';
  take(moves === '' ? [] : moves.split('.').map(Number));
}

// ---- Showing ----------------------------------------------------------------------------------

const choices = make('div', {class: 'choices', role: 'group', 'aria-label': 'Who goes next?'});
const verdict = make('p', {class: 'verdict', role: 'status', 'aria-live': 'polite'});
const ends = make('table', {class: 'ends'});
const undoButton = makeButton('◀ Back', 'k', () => back(play.step - 1), {id: 'back'});
const redoButton = makeButton('Forth ▶', 'j', () => back(play.step + 1), {id: 'forth'});
const againButton = makeButton('From the start', 'Home', () => back(0), {id: 'again'});
const runButton = makeButton('Let chance play', 'x', run, {id: 'chance'});
const hintButton = makeButton('Hints', 'h', () => {
  play.hints = !play.hints;
  show();
}, {id: 'hints'});
const themeButton = makeThemeButton();
const keys = new Keys([
  {keys: ['1', '2', '3', '4', '5', '6', '7', '8', '9'], words: 'lets this one go', act: (key) => choose(Number(key) - 1)},
  {keys: ['ArrowUp', 'ArrowLeft', 'k'], words: 'back', act: () => back(play.step - 1)},
  {keys: ['ArrowDown', 'ArrowRight', 'j'], words: 'forth again', act: () => back(play.step + 1)},
  {keys: ['Home'], words: 'the start', act: () => back(0)},
  {keys: ['End'], words: 'as far as you were', act: () => back(play.way.length)},
  {keys: ['x'], words: 'chance plays to an end', act: run},
  {keys: ['h'], words: 'hints, or none', act: () => hintButton.click()},
  {keys: ['t'], words: 'dark or light', act: () => themeButton.click()},
  {keys: ['?'], words: 'these keys', act: () => keys.dialog.showModal()},
]);

function makeChoice(move, place) {
  const lost = graph.lost[move.to];
  const hint = !play.hints || graph.lost[here()] ? '' : lost ? 'no good end after this' : 'can still end well';
  const ways = graph.states[here()].moves.filter(({task}) => task === move.task);
  const how = ways.length > 1 ? ` (${move.choice_kind || 'choice'} ${ways.indexOf(move) + 1} of ${ways.length})` : '';
  return make('button', {type: 'button', class: `choice task${move.task % 8}${hint && lost ? ' warned' : ''}`, 'data-place': place, click: () => {
    choose(place);
    // The button is gone; the next one is as good.
    (choices.querySelector('button') || againButton).focus();
  }}, make('kbd', {}, String(place + 1)), ' ', make('strong', {}, graph.tasks[move.task]), ` ${actionOf(execution, move)}${how}`,
  hint ? make('span', {class: 'hint'}, ` ${hint}`) : null);
}

/** How things stand, in words; and whether that is good ("fine"), bad ("failed") or open (""). */
function judge() {
  const state = graph.states[here()];
  const noReturn = new Way(graph, play.way.moves.slice(0, play.step)).noReturn();
  if (state.end && state.end.good) return ['fine', ['It ended well: ', code(endInWords(graph, state.end)), '.']];
  if (state.end) {
    const title = kKinds[state.end.kind] ? kKinds[state.end.kind].join('. ') : state.end.kind;
    return ['failed', [`It went wrong. ${title} `, code(endInWords(graph, state.end)), noReturn && noReturn.step < play.step && noReturn.step > 0
      ? [` The point of no return was step ${noReturn.step}.`] : '']];
  }
  if (noReturn) {
    return ['failed', [noReturn.step === 0 ? 'Nothing can end well here, whoever goes.'
      : noReturn.step === play.step ? `That was the point of no return: whoever goes from here on, it ends badly.`
        : `The point of no return is behind you: it was step ${noReturn.step}.`]];
  }
  return ['', [graph.lost.some((lost) => lost) ? 'It can still end well, and it can go wrong.' : 'It can only end well.']];
}

function show() {
  execution = new Way(graph, play.way.moves).asExecution();
  for (const part of [lanes, details]) part.execution = execution;
  lanes.setRun(execution.failing);
  lanes.select(play.step);
  details.show(play.step, false);
  const {moves} = graph.states[here()];
  clear(choices, moves.length > 0 ? moves.map(makeChoice) : make('p', {}, 'Nobody can go any more. Go back, or begin again.'));
  const [mood, words] = judge();
  verdict.className = `verdict ${mood}`;
  clear(verdict, `Step ${play.step}. `, words);
  if (graph.isEnd(here())) play.met.add(graph.keyOfEnd(here()));
  showEnds();
  undoButton.setAttribute('aria-disabled', String(play.step === 0));
  redoButton.setAttribute('aria-disabled', String(play.step === play.way.length));
  hintButton.setAttribute('aria-pressed', String(play.hints));
  lattice.draw(new Way(graph, play.way.moves.slice(0, play.step)), kinds);
  writeAddress();
}

const kMostEnds = 40;  // beyond, those that are not met are not listed

/** The ends that there are: those that were met in full, of the others how many. */
function showEnds() {
  const row = (kind, i) => {
    const met = play.met.has(kind.key);
    return make('tr', {class: met ? 'met' : null}, make('td', {}, make('span', {class: `swatch kind${i % 8} ${kind.good ? 'good' : 'bad'}`, 'aria-hidden': 'true'}),
      kind.good ? ' good' : ' bad'), make('td', {}, code(met || play.hints ? kind.words : 'not met yet')), make('td', {}, met ? 'met' : ''));
  };
  const shown = kinds.length > kMostEnds ? kinds.filter(({key}) => play.met.has(key)) : kinds;
  clear(ends, make('caption', {}, `Ends: you have met ${play.met.size} of ${kinds.length}`),
    make('thead', {}, make('tr', {}, ['end', 'what it is', 'met'].map((name) => make('th', {scope: 'col'}, name)))), make('tbody', {}, shown.map((kind) => row(kind, kinds.indexOf(kind)))));
}

function countInWords() {
  const bad = kinds.filter((kind) => !kind.good).length;
  return `${graph.size} states; ${kinds.length} ends, ${bad === 0 ? 'all of them good' : bad === kinds.length ? 'all of them bad' : `${bad} of them bad`}.`;
}

document.body.prepend(
  make('header', {class: 'fine'}, make('p', {class: 'scenario'}, make('strong', {}, graph.scenario), parametersInWords(graph.parameters)),
    make('h1', {}, 'You are the scheduler'),
    make('p', {}, 'Choose, step by step, who goes next. ', kinds.some((kind) => !kind.good) ? 'Can you make it go wrong? And can you let it end well?' : 'Can you make it go wrong?'),
    make('p', {class: 'origin'}, countInWords())),
  make('main', {},
    make('div', {class: 'bar moves play', role: 'toolbar', 'aria-label': 'Moves'}, undoButton, redoButton, againButton, runButton, hintButton, themeButton,
      makeButton('Keys', '?', () => keys.dialog.showModal(), {id: 'keys'})),
    make('div', {class: 'views'},
      make('div', {class: 'both'}, verdict, make('h2', {}, 'Who goes next?'), choices, lanes.element),
      make('div', {class: 'sides'}, details.element, ends)),
    lattice.fits ? [make('h2', {}, 'All ways that there are'), make('p', {}, `${lattice.describe()} Diamonds are bad ends; a dim line leads to no good one.`),
      make('div', {class: 'lattice-scroller', tabindex: '0', role: 'region', 'aria-label': 'The lattice'}, lattice.element)] : null));
lanes.resize();
readAddress();
addEventListener('hashchange', () => {
  if (location.hash !== written) readAddress();
});
