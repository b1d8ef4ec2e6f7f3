// ---- Values that changed ----------------------------------------------------------------------

/** How many characters two texts have in common at their start, and, beyond that, at their end. */
function commonEnds(before, after) {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) ++start;
  let end = 0;
  while (end < most - start && before[before.length - 1 - end] === after[after.length - 1 - end]) ++end;
  return {start, end};
}

/** A value with the part marked in which it differs from what it was. */
function markChange(before, after) {
  if (before === null) return after;
  const {start, end} = commonEnds(before, after);
  const middle = after.slice(start, after.length - end);
  if (middle === '' || (start === 0 && end === 0)) return after;
  return [after.slice(0, start), make('mark', {}, middle), after.slice(after.length - end)];
}

/** A value in few characters: cut where it does not differ from what it was. */
function shortenChange(before, after, room) {
  if (after.length <= room) return after;
  const {start, end} = commonEnds(before || '', after);
  const lead = 6;  // characters before the change, for the eye
  const from = Math.max(0, Math.min(start - lead, after.length - room));
  const to = Math.min(after.length, Math.max(from + room, after.length - end));
  const cut = after.slice(from, Math.min(to, from + room));
  return `${from > 0 ? '…' : ''}${cut}${from + room < after.length ? '…' : ''}`;
}
