// ---- Elements ---------------------------------------------------------------------------------

const kSvg = 'http://www.w3.org/2000/svg';

/** Sets attributes (a function is a listener, true an attribute without a value) and adds children. */
function fill(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === 'function') node.addEventListener(name, value);
    else node.setAttribute(name, value === true ? '' : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) node.append(child);
  }
  return node;
}

/** A new element. A text becomes a text node, never markup. */
function make(tag, attributes, ...children) {
  return fill(document.createElement(tag), attributes, children);
}

function makeSvg(tag, attributes, ...children) {
  return fill(document.createElementNS(kSvg, tag), attributes, children);
}

function clear(node, ...children) {
  node.replaceChildren(...children.flat(Infinity).filter((child) => child || child === ''));
}

/** A button with its key, if it has one, in its tooltip. */
function makeButton(label, key, onClick, attributes) {
  return make('button', {type: 'button', title: key ? `${label} (key ${key})` : null, click: onClick, ...attributes}, label);
}

/** The data that the page carries. */
function pageData() {
  return JSON.parse(document.getElementById('data').textContent);
}

// ---- The address ------------------------------------------------------------------------------

/** What the address says behind its #. */
function addressParts() {
  return new URLSearchParams(location.hash.slice(1));
}

/** What each address of a trace begins with: where there are several, the claim that it is of. */
function addressStart() {
  const claim = addressParts().get('claim');
  return claim === null ? '#' : `#claim=${encodeURIComponent(claim)}&`;
}

// ---- Light and dark ---------------------------------------------------------------------------

/** A button that turns the page dark, or light again; the system's setting is where it starts. */
function makeThemeButton() {
  const root = document.documentElement;
  const isDark = () => root.dataset.theme
    ? root.dataset.theme === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  const button = makeButton('Dark', 't', () => {
    root.dataset.theme = isDark() ? 'light' : 'dark';
    show();
  }, {id: 'theme'});
  const show = () => button.setAttribute('aria-pressed', String(isDark()));
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', show);
  show();
  return button;
}
