import { existsSync } from 'node:fs';
import { PlainError } from './plain-error.mjs';
import { inProject } from './project.mjs';

const lowestMajor = 20;

/** Throws when this Node cannot even run the set-up. */
export function requireBootstrapNode(version = process.versions.node) {
  if (Number.parseInt(version, 10) < lowestMajor) {
    throw new PlainError(`Ensemble needs Node.js ${lowestMajor} or newer to set itself up; this is ${version}.`);
  }
}

/** Path of the Node for the sources, in the npm package `node`. */
function pinnedPath() {
  return inProject('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** The Node that runs the TypeScript sources: the pinned one, or this one where no build of it exists for this machine. */
export function sourceNode() {
  const pinned = pinnedPath();
  if (existsSync(pinned)) return pinned;
  // Some systems ship a Node 24 that was built without type stripping.
  if (Number.parseInt(process.versions.node, 10) >= 24 && process.features.typescript) return process.execPath;
  if (!existsSync(inProject('node_modules'))) {
    throw new PlainError('The packages are not installed yet: npm start and npm test do it, and so does npm ci.');
  }
  throw new PlainError(
    `The pinned Node.js 24 is not available for ${process.platform}-${process.arch}. Install Node.js 24 and try again.`,
  );
}
