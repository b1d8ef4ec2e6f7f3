// ---- The circle of a deadlock -----------------------------------------------------------------

/** What an arrow is for, outside of the circle. */
function makeLabel([x, y], [sx, sy], middle, text) {
  const far = Math.hypot(x - middle, y - middle) > 8;
  const [dx, dy] = far ? [x - middle, y - middle] : [sx, sy];
  const length = Math.hypot(dx, dy);
  const anchor = Math.abs(dx) < length / 3 ? 'middle' : dx > 0 ? 'start' : 'end';
  return makeSvg('text', {class: 'circle-label', x: x + dx / length * 16, y: y + dy / length * 18 + 4, 'text-anchor': anchor}, text);
}

/** Draws who waits for whom; null where that is no circle, or too large a one. The text beside it says the same. */
function makeCircle(execution) {
  const cycle = execution.explanation.cycle || [];
  const tasks = cycle.map(({task}) => task);
  const closed = cycle.length > 1 && cycle.length <= 8 && cycle.every(({waits_for: holder}) => tasks.includes(holder));
  if (!closed) return null;
  const size = 240;
  const middle = size / 2;
  const radius = 78;
  const at = (task, r = radius) => {
    const angle = 2 * Math.PI * tasks.indexOf(task) / tasks.length - Math.PI / 2;
    return [middle + r * Math.cos(angle) * 1.1, middle + r * Math.sin(angle)];
  };
  const parts = [makeSvg('defs', {}, makeSvg('marker', {id: 'circle-tip', viewBox: '0 0 8 8', refX: 7, refY: 4, markerUnits: 'userSpaceOnUse', markerWidth: 10, markerHeight: 10, orient: 'auto'},
    makeSvg('path', {class: 'tip lock', d: 'M0 0 L8 4 L0 8 z'})))];
  for (const {task, waits_for: holder, object} of cycle) {
    const [x1, y1] = at(task);
    const [x2, y2] = at(holder);
    const length = Math.hypot(x2 - x1, y2 - y1) || 1;
    const [dx, dy] = [(x2 - x1) / length, (y2 - y1) / length];
    // Two arrows of one pair go side by side.
    const [sx, sy] = [-dy * 8, dx * 8];
    parts.push(makeSvg('path', {class: 'arrow lock', d: `M${x1 + dx * 26 + sx} ${y1 + dy * 26 + sy} L${x2 - dx * 26 + sx} ${y2 - dy * 26 + sy}`, 'marker-end': 'url(#circle-tip)'}));
    parts.push(makeLabel([(x1 + x2) / 2, (y1 + y2) / 2], [sx, sy], middle, execution.objects[object].name));
  }
  for (const task of tasks) {
    const [x, y] = at(task);
    const name = execution.tasks[task];
    parts.push(makeSvg('circle', {class: `dot task${task % 8}`, cx: x, cy: y, r: 24}));
    parts.push(makeSvg('text', {class: 'circle-task', x, y: y + 4}, name.length > 7 ? `${name.slice(0, 6)}…` : name));
  }
  return makeSvg('svg', {class: 'circle', viewBox: `-30 0 ${size + 60} ${size}`, 'aria-hidden': 'true'}, parts);
}
