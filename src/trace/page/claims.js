// ---- The claims -------------------------------------------------------------------------------

/** Fills the page with all claims, each with what became of it. */
function showClaims({claims, traces}) {
  const chosen = {text: '', which: 'all'};
  const list = make('ul', {class: 'claims'});
  const count = make('p', {role: 'status', 'aria-live': 'polite', id: 'count'});

  const isShown = (claim) => {
    if (chosen.which === 'violated' && claim.verdict !== 'violated') return false;
    if (chosen.which === 'differs' && claim.as_expected) return false;
    if (chosen.which === 'counterexample' && !traces[claim.id]) return false;
    const text = `${claim.id} ${claim.says} ${claim.scenario} ${claim.verdict} ${claim.violation ? claim.violation.kind : ''}`;
    return chosen.text.toLowerCase().split(' ').every((word) => text.toLowerCase().includes(word));
  };

  const show = () => {
    const shown = claims.filter(isShown);
    clear(list, shown.map(makeClaim));
    clear(count, `${shown.length} of ${claims.length} claims shown`);
  };

  const makeClaim = (claim) => {
    const {violation} = claim;
    const what = violation ? `${claim.verdict}: ${kKinds[violation.kind] ? kKinds[violation.kind][0].toLowerCase() : violation.kind}` : claim.verdict;
    return make('li', {class: `claim ${claim.as_expected ? 'fine' : 'failed'}`, id: `claim-${claim.id}`},
      make('h2', {}, claim.says),
      make('p', {}, make('strong', {}, claim.as_expected ? '✓ as claimed' : '✗ not as claimed'), ` — ${what}; ${claim.visited}; ${claim.seconds.toFixed(2)} s`),
      claim.differences.map((difference) => make('p', {class: 'difference'}, difference)),
      violation ? make('p', {}, code(violation.message)) : null,
      traces[claim.id] ? make('p', {}, make('a', {class: 'counterexample', href: `#claim=${encodeURIComponent(claim.id)}`},
        violation && !claim.reached ? 'See the counterexample' : 'See the execution')) : null,
      claim.judges.length > 0 ? make('p', {}, 'Judges: ', claim.judges.map(({judge, says}, i) => `${i > 0 ? '; ' : ''}${judge} ${says}`), '.') : null,
      make('p', {class: 'origin'}, code(claim.id), `: ${claim.scenario}${parametersInWords(claim.parameters)}; ${claim.where}${claim.source ? `; ${claim.source}` : ''}`));
  };

  const search = make('input', {type: 'search', id: 'search', input: () => {
    chosen.text = search.value;
    show();
  }});
  const which = make('select', {id: 'which', change: () => {
    chosen.which = which.value;
    show();
  }}, [['all', 'all claims'], ['violated', 'what is violated'], ['counterexample', 'what has an execution to see'], ['differs', 'what is not as claimed']]
    .map(([value, words]) => make('option', {value}, words)));
  const differ = claims.filter((claim) => !claim.as_expected).length;
  document.body.prepend(
    make('header', {class: differ > 0 ? 'failed' : 'fine'}, make('h1', {}, differ === 0 ? `${claims.length} claims, all as expected` : `${differ} of ${claims.length} claims are not as expected`),
      make('p', {}, 'Each claim was put before the explorer. Where something is violated, the execution that shows it is a click away.')),
    make('main', {}, make('div', {class: 'bar'}, make('label', {for: 'search'}, 'Search'), search, make('label', {for: 'which'}, 'Show'), which, makeThemeButton()), count, list));
  show();
}

const data = pageData();
const shownClaim = addressParts().get('claim');
if (shownClaim !== null && data.traces[shownClaim]) {
  showTrace(data.traces[shownClaim], data.sources, make('p', {}, make('a', {href: '#', id: 'all-claims'}, '◀ All claims')));
} else {
  showClaims(data);
}
// Another claim is another page.
addEventListener('hashchange', () => {
  if (addressParts().get('claim') !== shownClaim) location.reload();
});
