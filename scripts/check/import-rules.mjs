import { keptPackages, layerOf, serverDoor } from './layers.mjs';

/**
 * @typedef {import('./imports.mjs').Imports} Imports
 * @typedef {{ dependencies?: Record<string, string>, devDependencies?: Record<string, string>, optionalDependencies?: Record<string, string> }} Manifest
 */

/**
 * Finds every import that the import table or package.json does not allow, one line each.
 * @param {ReadonlyMap<string, Imports>} graph @param {Manifest} manifest
 */
export function importViolations(graph, manifest) {
  /** @type {string[]} */
  const violations = [];
  for (const [file, imports] of graph) {
    const from = layerOf(file);
    if (!from) continue;
    for (const { to } of imports.files) {
      const why = whyNotFile(file, to);
      if (why) violations.push(`${file}: imports ${to}: ${why}`);
    }
    for (const { name, typeOnly } of imports.packages) {
      const why = whyNotPackage(from.layer, name, typeOnly, manifest);
      if (why) violations.push(`${file}: imports ${name}: ${why}`);
    }
    if (imports.builtins.length > 0 && !from.layer.node) {
      violations.push(`${file}: imports ${imports.builtins[0]}: the layer ${from.layer.name} runs without Node`);
    }
  }
  return violations;
}

/** @param {string} file @param {string} target */
function whyNotFile(file, target) {
  const from = layerOf(file);
  const to = layerOf(target);
  if (!from) return undefined;
  if (!to) return 'nothing in the product imports what is outside src and server';
  if (from.layer === to.layer) {
    return from.part === to.part ? undefined : `a ${from.layer.name} does not import another ${from.layer.name}`;
  }
  if (!from.layer.uses.includes(to.layer.name)) return `${from.layer.name} does not import ${to.layer.name}`;
  return to.layer.name === 'server' && target !== serverDoor ? `the server's only door is ${serverDoor}` : undefined;
}

/** Packages that are built into the page and bring many others along: none of them is to be packed beside it. */
const builtIn = /^@excalidraw\/excalidraw$/;

/** @param {import('./layers.mjs').Layer} layer @param {string} name @param {boolean} typeOnly @param {Manifest} manifest */
function whyNotPackage(layer, name, typeOnly, manifest) {
  if (keptPackages.test(name) && !layer.packages?.test(name)) return `not for the layer ${layer.name}`;
  // The app runs on Electron: the package that names its version is a tool, the module itself is built in.
  if (typeOnly || name === 'electron') return undefined;
  if (manifest.dependencies?.[name] || manifest.optionalDependencies?.[name]) return undefined;
  if (builtIn.test(name) && manifest.devDependencies?.[name]) return undefined;
  return 'not among the dependencies in package.json';
}
