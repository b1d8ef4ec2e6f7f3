// ---- The lattice of two tasks' interleavings --------------------------------------------------

const kMostNodes = 600;
const kCell = 46;

/** Draws where a way through the graph lies among all others: the one task's steps go left, the other's right. */
class Lattice {
  /** @param goTo  called with the number of a state that is clicked */
  constructor(graph, goTo) {
    this.graph = graph;
    const movers = new Set(graph.states.flatMap((state) => state.moves.map(({task}) => task)));
    this.movers = [...movers].sort((a, b) => a - b);
    this.fits = this.movers.length === 2 && graph.size <= kMostNodes;
    this.element = make('div', {class: 'lattice'});
    if (!this.fits) return;
    this.place();
    this.svg = makeSvg('svg', {role: 'img', 'aria-label': this.describe(), viewBox: this.box.join(' '),
      style: `width:min(${this.box[2]}px, max(100%, ${this.box[2] / 2}px))`, click: (event) => {
        const node = event.target.closest('[data-state]');
        if (node) goTo(Number(node.dataset.state));
      }});
    this.element.append(this.svg);
  }

  describe() {
    const [left, right] = this.movers.map((task) => this.graph.tasks[task]);
    return `All ways in which ${left} and ${right} can take their steps, from the start at the top. A step of ${left} leads to the left, one of ${right} to the right.`;
  }

  /** Puts each state where a shortest way leads; those of one place side by side. */
  place() {
    const {graph} = this;
    const [left, right] = this.movers;
    const places = new Map();
    graph.states.forEach((_, state) => {
      const {steps} = graph.ways[state];
      const key = `${steps[left]} ${steps[right]}`;
      if (!places.has(key)) places.set(key, []);
      places.get(key).push(state);
    });
    const most = Math.max(...[...places.values()].map((states) => states.length));
    const cell = kCell * Math.max(1, Math.min(3, most / 2));
    this.at = [];
    for (const [key, states] of places) {
      const [a, b] = key.split(' ').map(Number);
      states.forEach((state, i) => {
        const spread = (i - (states.length - 1) / 2) * Math.min(18, 2 * cell * 0.8 / states.length);
        this.at[state] = [(b - a) * cell + spread, (a + b) * kCell];
      });
    }
    const xs = this.at.map(([x]) => x);
    const ys = this.at.map(([, y]) => y);
    const x = Math.min(...xs) - 24;
    this.box = [x, -24, Math.max(...xs) - x + 24, Math.max(...ys) + 48];
  }

  /** @param found  the kinds of ends, in the order of their colors */
  draw(way, kinds) {
    if (!this.fits) return;
    const {graph, at} = this;
    const taken = new Set(way.moves.map((place, i) => `${way.states[i]} ${place}`));
    const edges = [];
    const chosen = [];
    graph.states.forEach((state, from) => state.moves.forEach((move, place) => {
      const on = taken.has(`${from} ${place}`);
      const [[x1, y1], [x2, y2]] = [at[from], at[move.to]];
      const straight = y2 > y1;
      (on ? chosen : edges).push(makeSvg('path', {
        class: `step task${move.task % 8}${on ? ' on' : ''}${graph.lost[move.to] ? ' lost' : ''}`,
        d: straight ? `M${x1} ${y1} L${x2} ${y2}` : `M${x1} ${y1} Q${(x1 + x2) / 2 + kCell} ${(y1 + y2) / 2} ${x2} ${y2}`,
      }));
    }));
    const nodes = graph.states.map((state, number) => this.makeNode(number, way, kinds));
    this.svg.replaceChildren(...edges, ...chosen, ...nodes);
  }

  makeNode(state, way, kinds) {
    const {graph} = this;
    const [x, y] = this.at[state];
    const kind = kinds.findIndex(({key}) => key === graph.keyOfEnd(state));
    const name = `node${graph.lost[state] ? ' lost' : ''}${state === way.last() ? ' here' : ''}`;
    const end = kind >= 0 ? ` end ${graph.isBad(state) ? 'bad' : 'good'} kind${kind % 8}` : '';
    const shape = kind >= 0 && graph.isBad(state)
      ? makeSvg('path', {class: name + end, d: `M${x} ${y - 9} L${x + 9} ${y} L${x} ${y + 9} L${x - 9} ${y} z`})
      : makeSvg('circle', {class: name + end, cx: x, cy: y, r: kind >= 0 ? 8 : state === way.last() ? 7 : 5});
    shape.dataset.state = state;
    if (kind >= 0) shape.append(makeSvg('title', {}, kinds[kind].words));
    return shape;
  }
}
