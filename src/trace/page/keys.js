// ---- Keys -------------------------------------------------------------------------------------

/** Calls an action for each key, but where keys are for something else; letters can be turned off. */
class Keys {
  /** @param actions  [{keys, words, act}]; a key is an event's `key` */
  constructor(actions) {
    this.actions = actions;
    this.letters = true;
    document.addEventListener('keydown', (event) => this.onKey(event));
    const toggle = make('input', {type: 'checkbox', id: 'letters', change: () => { this.letters = toggle.checked; }});
    toggle.checked = true;
    this.dialog = make('dialog', {'aria-labelledby': 'keys-title'}, make('h2', {id: 'keys-title'}, 'Keys'),
      make('table', {}, make('tbody', {}, actions.map(({keys, words}) => make('tr', {},
        make('th', {scope: 'row'}, keys.map((key, i) => [i > 0 ? ' ' : '', make('kbd', {}, keyName(key))])), make('td', {}, words))))),
      make('p', {}, toggle, make('label', {for: 'letters'}, ' letters are keys, too')),
      makeButton('Close', '', () => this.dialog.close(), {id: 'close-keys'}));
    document.body.append(this.dialog);
  }

  onKey(event) {
    if (event.ctrlKey || event.altKey || event.metaKey || this.dialog.open) return;
    const {target, key} = event;
    if (target.closest('input, select, textarea')) return;
    const isLetter = key.length === 1;
    if (isLetter && !this.letters) return;
    // Other keys scroll and press what is in focus, unless that is the list of steps or nothing.
    const free = target === document.body || target.getAttribute('role') === 'listbox';
    if (!isLetter && !free) return;
    const action = this.actions.find(({keys}) => keys.includes(key));
    if (!action) return;
    event.preventDefault();
    action.act(key);
  }
}

function keyName(key) {
  return {ArrowDown: '↓', ArrowUp: '↑', ArrowLeft: '←', ArrowRight: '→'}[key] || key;
}
