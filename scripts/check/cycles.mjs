/**
 * Finds groups of files that load each other in a circle (Tarjan's strongly connected components). Types count as well.
 * @param {ReadonlyMap<string, import('./imports.mjs').Imports>} graph
 * @returns {string[][]}
 */
export function importCycles(graph) {
  /** @type {Map<string, { index: number, low: number, open: boolean }>} */
  const seen = new Map();
  /** @type {string[]} */
  const stack = [];
  /** @type {string[][]} */
  const cycles = [];

  /** @param {string} file */
  const visit = (file) => {
    const mark = { index: seen.size, low: seen.size, open: true };
    seen.set(file, mark);
    stack.push(file);
    for (const next of targetsOf(graph, file)) {
      const known = seen.get(next);
      if (!known) mark.low = Math.min(mark.low, visit(next).low);
      else if (known.open) mark.low = Math.min(mark.low, known.index);
    }
    if (mark.low === mark.index) close(file);
    return mark;
  };

  /** @param {string} root */
  const close = (root) => {
    const group = stack.splice(stack.indexOf(root));
    for (const file of group) {
      const mark = seen.get(file);
      if (mark) mark.open = false;
    }
    if (group.length > 1 || targetsOf(graph, root).includes(root)) cycles.push(group.sort());
  };

  for (const file of graph.keys()) if (!seen.has(file)) visit(file);
  return cycles;
}

/** @param {ReadonlyMap<string, import('./imports.mjs').Imports>} graph @param {string} file */
function targetsOf(graph, file) {
  return (graph.get(file)?.files ?? []).map(({ to }) => to).filter((to) => graph.has(to));
}
