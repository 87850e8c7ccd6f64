/**
 * Finds faults of a lock file for a fresh clone elsewhere: addresses of one registry, or packages that are named but
 * not locked (npm leaves out platform packages that its registry did not have).
 * @param {{ packages?: Record<string, { resolved?: string, integrity?: string, optionalDependencies?: Record<string,
 * string> }> }} lock
 */
export function lockProblems({ packages = {} }) {
  /** @type {string[]} */
  const problems = [];
  for (const [path, entry] of Object.entries(packages)) {
    if (entry.resolved) problems.push(`package-lock.json: ${path} names a registry ("resolved")`);
    if (path && !entry.integrity) problems.push(`package-lock.json: ${path} has no integrity hash`);
    for (const name of Object.keys(entry.optionalDependencies ?? {})) {
      if (!isLocked(packages, path, name))
        problems.push(`package-lock.json: ${path || 'the root'} wants ${name}, which is not locked`);
    }
  }
  return problems;
}

/** @param {Record<string, unknown>} packages @param {string} from @param {string} name */
function isLocked(packages, from, name) {
  for (let folder = from; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf('/node_modules/')))) {
    if (`${folder ? `${folder}/` : ''}node_modules/${name}` in packages) return true;
    if (!folder) return false;
  }
}
