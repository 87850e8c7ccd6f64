/** Layers of which a host is composed. */
const hosting = ['host', 'machine', 'doors', 'documents', 'backend'];

/** All of src/shared. */
const shared = ['shared', 'core', 'text', 'capability'];

/**
 * The import table: which layer may import which. First match wins, so the narrow ones come first.
 * A layer may always import itself; `$1` stands for the feature or service that the pattern caught.
 * @typedef {{ name: string, path: RegExp, uses: string[], node?: boolean, packages?: RegExp }} Layer
 * @type {Layer[]}
 */
export const layers = [
  { name: 'text', path: /^src\/shared\/text\//, uses: ['core'] },
  { name: 'core', path: /^src\/shared\/core\//, uses: ['text'] },
  { name: 'capability', path: /^src\/shared\/capabilities\/.+\//, uses: ['core', 'text'] },
  { name: 'shared', path: /^src\/shared\//, uses: ['core', 'text', 'capability'] },
  { name: 'client', path: /^src\/client\//, uses: [...shared] },
  { name: 'programs', path: /^src\/main\/programs\//, uses: [...shared], node: true },
  {
    name: 'desktop',
    path: /^src\/main\/desktop\//,
    uses: [...shared, 'client'],
    node: true,
    packages: /^electron(-updater)?$/,
  },
  {
    name: 'machine',
    path: /^src\/main\/machine\//,
    uses: [...shared, 'client', 'programs', 'service', 'server'],
    node: true,
  },
  {
    name: 'doors',
    path: /^src\/main\/doors\//,
    uses: [...shared, 'client', 'programs', 'service', 'server', 'machine'],
    node: true,
  },
  {
    name: 'documents',
    path: /^src\/main\/documents\//,
    uses: [...shared, 'client', 'programs', 'service', 'server', 'machine', 'doors'],
    node: true,
  },
  {
    name: 'backend',
    path: /^src\/main\/session\//,
    uses: [...shared, 'client', 'programs', 'service', 'server', 'machine', 'doors', 'documents'],
    node: true,
  },
  {
    name: 'host',
    path: /^src\/main\/host\//,
    uses: [...shared, 'client', 'programs', 'service', 'server', 'machine', 'doors', 'documents', 'backend'],
    node: true,
  },
  { name: 'service', path: /^src\/main\/([^/]+)\//, uses: [...shared, 'client', 'programs'], node: true },
  { name: 'preload', path: /^src\/preload\//, uses: [...shared], packages: /^electron$/ },
  {
    name: 'workbench',
    path: /^src\/renderer\/workbench\//,
    uses: [...shared, 'client', 'ui'],
    packages: /^(@codingame\/.+|vscode|monaco-editor|vscode-languageclient\/browser)$/,
  },
  { name: 'session', path: /^src\/renderer\/session\//, uses: [...shared, 'client', 'workbench'] },
  {
    name: 'feature',
    path: /^src\/renderer\/features\/([^/]+)/,
    uses: [...shared, 'client', 'ui', 'workbench', 'session'],
  },
  { name: 'ui', path: /^src\/renderer\/ui\//, uses: [...shared] },
  { name: 'renderer', path: /^src\/renderer\//, uses: [...shared, 'client', 'ui', 'workbench', 'session', 'feature'] },
  { name: 'cli', path: /^src\/cli\//, uses: [...shared, 'client', 'programs', ...hosting, 'server'], node: true },
  { name: 'server', path: /^server\//, uses: [...shared], node: true },
];

/** Packages that only some layers may import: refused where no layer's `packages` lets them in. */
export const keptPackages =
  /^(electron(-updater)?|@codingame\/.+|vscode|monaco-editor|vscode-languageclient\/browser)$/;

/** The only server file that other layers may import. */
export const serverDoor = 'server/server.ts';

/**
 * Finds the layer of a file and the part of it (feature, service) that must stay apart; undefined outside the product.
 * @param {string} file
 */
export function layerOf(file) {
  for (const layer of layers) {
    const match = layer.path.exec(file);
    if (match) return { layer, part: match[1] };
  }
  return undefined;
}
