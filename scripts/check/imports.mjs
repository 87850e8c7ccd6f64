import { posix } from 'node:path';
import { parseSync } from 'vite';

/**
 * @typedef {{ specifier: string, typeOnly: boolean }} Import
 * @typedef {{ to: string, typeOnly: boolean }} FileImport
 * @typedef {{ name: string, typeOnly: boolean }} PackageImport
 * @typedef {{ files: FileImport[], packages: PackageImport[], builtins: string[] }} Imports
 */

// Forms that the parser's module record leaves out: import types, dynamic imports and workers by URL.
const looseForms = [
  /\bimport\(\s*(['"])([^'"]+)\1/g,
  /new URL\(\s*(['"])(\.[^'"]+\.(?:tsx?|mjs))\1\s*,\s*import\.meta\.url/g,
];

/**
 * Finds everything that a source file names as an import, in whichever form.
 * @param {string} file @param {string} text @returns {Import[]}
 */
export function findImports(file, text) {
  const { module: record, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  /** @type {Import[]} */
  const found = record.staticImports.map(({ moduleRequest, entries }) => ({
    specifier: moduleRequest.value,
    typeOnly: entries.length > 0 && entries.every(({ isType }) => isType),
  }));
  for (const { entries } of record.staticExports) {
    for (const { moduleRequest, isType } of entries) {
      if (moduleRequest) found.push({ specifier: moduleRequest.value, typeOnly: isType });
    }
  }
  for (const form of looseForms) {
    for (const match of text.matchAll(form)) found.push({ specifier: match[2] ?? '', typeOnly: false });
  }
  return found;
}

/** Sorts a file's imports into project files, packages and Node's own modules. @param {string} file @param {string} text @returns {Imports} */
export function readImports(file, text) {
  /** @type {Imports} */
  const imports = { files: [], packages: [], builtins: [] };
  for (const { specifier, typeOnly } of findImports(file, text)) {
    const path = specifier.replace(/\?.*$/, '');
    if (path.startsWith('.')) imports.files.push({ to: posix.join(posix.dirname(file), path), typeOnly });
    else if (path.startsWith('node:')) imports.builtins.push(path);
    else imports.packages.push({ name: packageOf(path), typeOnly });
  }
  return imports;
}

/** @param {string} specifier */
function packageOf(specifier) {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
