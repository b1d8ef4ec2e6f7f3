// ---- The page of one trace --------------------------------------------------------------------

const {trace, sources} = pageData();
showTrace(trace, sources, null);
