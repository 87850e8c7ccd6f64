import { readFileSync } from 'node:fs';
import { inProject } from '../lib/project.mjs';
import { pronounComments } from './comments.mjs';
import { importCycles } from './cycles.mjs';
import { longFiles } from './file-sizes.mjs';
import { importViolations } from './import-rules.mjs';
import { readImports } from './imports.mjs';
import { lockProblems } from './lock.mjs';
import { codeFiles, listFiles, readSource } from './sources.mjs';
import { spreadLists } from './spreads.mjs';

/** @param {string} path */
const readJson = (path) => JSON.parse(readFileSync(inProject(path), 'utf8'));

// Checks imports between layers, lengths of files, beginnings of comments, spread lists, and that the lock file fits every machine.
/** @type {Map<string, string>} */
const sources = new Map();
for (const file of codeFiles(await listFiles())) {
  const text = readSource(file);
  if (text !== undefined) sources.set(file, text);
}
const graph = new Map([...sources].map(([file, text]) => [file, readImports(file, text)]));
const sizes = longFiles(sources);
const errors = [
  ...importViolations(graph, readJson('package.json')),
  ...importCycles(graph).map((files) => `circular imports: ${files.join(' ↔ ')}`),
  ...sizes.errors,
  ...[...sources].flatMap(([file, text]) => pronounComments(file, text)),
  ...[...sources].flatMap(([file, text]) => spreadLists(file, text)),
  ...lockProblems(readJson('package-lock.json')),
];
for (const warning of sizes.warnings) console.warn(`warning: ${warning}`);
for (const error of errors) console.error(error);
console.log(`${graph.size} files, ${errors.length} violations`);
process.exitCode = errors.length > 0 ? 1 : 0;
