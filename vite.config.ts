import { globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig, type HtmlTagDescriptor, type Plugin } from 'vite';

/** Versions of Ensemble and of its workbench, for the About dialog. */
const { version, dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
  version: string;
  dependencies: Record<string, string>;
};

/** Puts an extension's words into its manifest, so that no start waits for 33 files of words. */
const nameExtensions: Plugin = {
  name: 'name-extensions',
  transform: {
    filter: { id: /-default-extension\/index\.js$/ },
    handler(code, id) {
      const path = join(dirname(id), 'resources', 'package.nls.json');
      const words: Record<string, string | { message: string }> = JSON.parse(readFileSync(path, 'utf8'));
      return code.replace(/"%([^"%]+)%"/g, (whole, key: string) => {
        const word = words[key];
        return word === undefined ? whole : JSON.stringify(typeof word === 'string' ? word : word.message);
      });
    },
  },
};

/** Files that the first page of a window needs: asked for with the page, not one after the other. */
const firstModules = ['/renderer/begin.ts', '/joining/joining.ts'];

/** Files with which a window begins, and all features of it. */
const windowModules = [
  '/renderer/open-workbench.ts',
  '/workbench/index.ts',
  '/renderer/feature-list.ts',
  '/shared-texts.ts',
  '/collaboration.ts',
];

/** Lets the browser fetch the window's first scripts while the page's own, small one is still on its way. */
const preloadFirst: Plugin = {
  name: 'preload-first',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle = {} }) {
      const chunks = Object.values(bundle).filter((output) => output.type === 'chunk');
      const first = chunks.filter(({ facadeModuleId }) => firstModules.some((end) => facadeModuleId?.endsWith(end)));
      const scripts = [...new Set(first.flatMap(({ fileName, imports }) => [fileName, ...imports]))];
      const styles = first.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]);
      const tag = (rel: string, file: string, attributes = {}): HtmlTagDescriptor => ({
        tag: 'link',
        attrs: { rel, crossorigin: true, href: `./${file}`, ...attributes },
        injectTo: 'head',
      });
      return [
        ...scripts.filter((file) => !html.includes(file)).map((file) => tag('modulepreload', file)),
        ...styles.filter((file) => !html.includes(file)).map((file) => tag('preload', file, { as: 'style' })),
      ];
    },
  },
};

const extensionService = /monaco-vscode-extensions-service-override\/index\.js$/;
/** All but that of embeddings, which brings a service, and services cannot be added once the others stand. */
const mainThreads = /^import '\.\/(vscode\/src\/vs\/workbench\/api\/browser\/mainThread(?!Embeddings)\w+\.js)';$/gm;
const mainThreadsOnly = '?main-threads';

/**
 * Takes the workbench's ends of the extension host (a tenth of a window's code) out of the package that imports them at
 * once, and makes them a module of their own, for the moment at which that host starts.
 */
const separateMainThreads: Plugin = {
  name: 'separate-main-threads',
  enforce: 'pre',
  resolveId: {
    filter: { id: /\?main-threads$/ },
    async handler(id, importer) {
      const resolved = await this.resolve(id.slice(0, -mainThreadsOnly.length), importer, { skipSelf: true });
      return resolved === null ? null : `${resolved.id}${mainThreadsOnly}`;
    },
  },
  load: {
    filter: { id: /\?main-threads$/ },
    handler(id) {
      const path = id.slice(0, -mainThreadsOnly.length);
      const files = [...readFileSync(path, 'utf8').matchAll(mainThreads)].map(([, file]) =>
        join(dirname(path), file ?? ''),
      );
      if (files.length === 0) this.error('The extension host’s other ends are not where they were.');
      return files.map((file) => `import ${JSON.stringify(file)};`).join('\n');
    },
  },
  transform: {
    filter: { id: extensionService },
    handler: (code) => code.replace(mainThreads, ''),
  },
};

/** Classes that the search only asks an editor about, and that no editor here can be: notebooks are not offered. */
const notebooks = /workbench\/contrib\/notebook\/browser\/(notebookEditorWidget|notebookEditor)\.js$/;

/** Leaves notebooks out, with the million bytes that draw them. */
const leaveNotebooksOut: Plugin = {
  name: 'leave-notebooks-out',
  load: {
    filter: { id: notebooks },
    handler: (id) =>
      id.includes('Widget') ? 'export class NotebookEditorWidget {}' : 'export class NotebookEditor {}',
  },
};

const whiteboardFonts = fileURLToPath(new URL('node_modules/@excalidraw/excalidraw/dist/prod/fonts', import.meta.url));

/** Puts the fonts of whiteboards beside the page, where `EXCALIDRAW_ASSET_PATH` says: they are loaded by their names. */
const copyWhiteboardFonts: Plugin = {
  name: 'copy-whiteboard-fonts',
  generateBundle() {
    const files = globSync('**/*.woff2', { cwd: whiteboardFonts });
    if (files.length === 0) this.error('The fonts of whiteboards are not where they were.');
    for (const file of files) {
      const fileName = `whiteboard/fonts/${file.replaceAll('\\', '/')}`;
      this.emitFile({ type: 'asset', fileName, source: readFileSync(join(whiteboardFonts, file)) });
    }
  },
};

const foreignFonts = /return ([\w$]+)\.push\(new URL\([\w$]+,[\w$]+\.ASSETS_FALLBACK_URL\)\),\1/;

/** Keeps whiteboards from asking a server of the net for their fonts: each start would fill the console with refusals. */
const ownWhiteboardFonts: Plugin = {
  name: 'own-whiteboard-fonts',
  transform: {
    filter: { id: /@excalidraw\/excalidraw\/dist\//, code: /ASSETS_FALLBACK_URL/ },
    handler(code) {
      if (!foreignFonts.test(code)) this.error('The foreign fonts of whiteboards are not where they were.');
      return code.replace(foreignFonts, 'return $1');
    },
  },
};

/** Leaves diagrams of Mermaid out of whiteboards, with the three million bytes that lay them out. */
const leaveMermaidOut: Plugin = {
  name: 'leave-mermaid-out',
  enforce: 'pre',
  resolveId: {
    filter: { id: /^@excalidraw\/mermaid-to-excalidraw$/ },
    handler: () => '\0no-mermaid',
  },
  load: {
    filter: { id: /^\0no-mermaid$/ },
    handler: () => `
      export const parseMermaidToExcalidraw = () =>
        Promise.reject(new Error('Diagrams of Mermaid cannot be read here.'));
    `,
  },
};

/** Channels that nobody listens to, in place of Node's: a terminal's ligatures come with a cache that reports to them. */
const silentDiagnostics: Plugin = {
  name: 'silent-diagnostics',
  enforce: 'pre',
  resolveId: {
    filter: { id: /^node:diagnostics_channel$/ },
    handler: () => '\0silent-diagnostics',
  },
  load: {
    filter: { id: /^\0silent-diagnostics$/ },
    handler: () => `
      const silent = { hasSubscribers: false, publish() {} };
      export const channel = () => silent;
      export const tracingChannel = () => silent;
    `,
  },
};

/**
 * Bytes of scripts, before compression, that a window may load until its form stands and until its first paint. What
 * goes over them belongs behind an `import()`, or the limit is raised with a reason: a form asks to be let in by the
 * client, which folds, so that each capability adds its kinds and reducers, some 3 kB before compression.
 */
const firstLimits = { form: 554_000, window: 11_305_000 };

type Chunks = ReadonlyMap<string, { readonly imports: readonly string[]; readonly facadeModuleId: string | null }>;

/** Names of the chunks with these modules and of all that they import at once. */
function chunksFrom(chunks: Chunks, isEntry: (moduleId: string) => boolean): Set<string> {
  const names = new Set([...chunks].flatMap(([name, { facadeModuleId: id }]) => (id && isEntry(id) ? name : [])));
  for (const name of names) for (const next of chunks.get(name)?.imports ?? []) names.add(next);
  return names;
}

const endsWithOneOf = (ends: readonly string[]) => (id: string) => ends.some((end) => id.endsWith(end));

/** Fails the build that makes every first visit slower. */
const limitFirstScripts: Plugin = {
  name: 'limit-first-scripts',
  generateBundle(_options, bundle) {
    const chunks = new Map(Object.entries(bundle).flatMap(([name, it]) => (it.type === 'chunk' ? [[name, it]] : [])));
    const bytesFrom = (ends: readonly string[]) =>
      [...chunksFrom(chunks, endsWithOneOf(ends))].reduce(
        (sum, name) => sum + Buffer.byteLength(chunks.get(name)?.code ?? ''),
        0,
      );
    const sizes = { form: bytesFrom(['index.html', ...firstModules]), window: bytesFrom(windowModules) };
    for (const part of ['form', 'window'] as const) {
      const words = `The first scripts of a ${part} have ${sizes[part]} bytes`;
      if (sizes[part] > firstLimits[part]) this.error(`${words}, and may have ${firstLimits[part]}.`);
      if (sizes[part] < firstLimits[part] / 2) this.error(`${words}: are they all of them?`);
    }
  },
};

/** Lists the scripts and styles that our own code imports after the first paint, for `late-code.ts`. */
const listLateCode: Plugin = {
  name: 'list-late-code',
  generateBundle(_options, bundle) {
    const chunks = new Map(Object.entries(bundle).flatMap(([name, it]) => (it.type === 'chunk' ? [[name, it]] : [])));
    const wanted = new Set(
      [...this.getModuleIds()]
        .filter((id) => /\/src\/renderer\//.test(id))
        .flatMap((id) => this.getModuleInfo(id)?.dynamicallyImportedIds ?? []),
    );
    const first = chunksFrom(chunks, endsWithOneOf(['index.html', ...firstModules, ...windowModules]));
    // Whiteboards are large, and few windows have one: their code comes when a board is opened.
    const isWanted = (id: string) => wanted.has(id) && !id.endsWith('/whiteboard/board.tsx');
    const late = [...chunksFrom(chunks, isWanted)].filter((name) => !first.has(name));
    const styles = late.flatMap((name) => [...(chunks.get(name)?.viteMetadata?.importedCss ?? [])]);
    if (late.length === 0) this.error('No code comes late: does the list still find it?');
    this.emitFile({ type: 'asset', fileName: 'late-code.json', source: JSON.stringify([...late, ...new Set(styles)]) });
  },
};

/** Modules that a window imports at once; others, as terminals, come after the first paint. */
const firstWanted = new Set<string>();

/** Finds them, so that what comes late is put into no chunk that the first paint waits for. */
const findFirstWanted: Plugin = {
  name: 'find-first-wanted',
  buildEnd() {
    const waiting = [...this.getModuleIds()].filter((id) =>
      /renderer\/(workbench\/index|main|begin|feature-list)\.ts$/.test(id),
    );
    for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
      if (firstWanted.has(id)) continue;
      firstWanted.add(id);
      waiting.push(...(this.getModuleInfo(id)?.importedIds ?? []));
    }
  },
};

const isFirst = (id: string, path: RegExp) => path.test(id) && firstWanted.has(id);

export default defineConfig({
  root: fileURLToPath(new URL('src/renderer', import.meta.url)),
  // Relative, because the same files are served below a path by the host and from the app's own protocol.
  base: './',
  // All words in views are words: `plain-jsx.ts`.
  plugins: [
    react({ jsxImportSource: '#plain' }),
    nameExtensions,
    separateMainThreads,
    leaveNotebooksOut,
    silentDiagnostics,
    copyWhiteboardFonts,
    ownWhiteboardFonts,
    leaveMermaidOut,
    preloadFirst,
    findFirstWanted,
    limitFirstScripts,
    listLateCode,
  ],
  define: {
    'import.meta.env.ENSEMBLE_VERSION': JSON.stringify(version),
    'import.meta.env.ENSEMBLE_WORKBENCH_VERSION': JSON.stringify(dependencies['@codingame/monaco-vscode-api']),
  },
  worker: { format: 'es' },
  // Two copies of the editor's singletons would not see each other's registrations.
  resolve: { dedupe: ['vscode', 'monaco-editor', '@codingame/monaco-vscode-api'] },
  build: {
    outDir: fileURLToPath(new URL('dist/renderer', import.meta.url)),
    emptyOutDir: true,
    target: 'esnext',
    chunkSizeWarningLimit: 20_000,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // Several files load and compile side by side; one of 11 MB takes the first start half a second longer.
        codeSplitting: {
          groups: [
            // With the editor's it would make the page's own script wait for all of that.
            { name: 'page', test: /vite\/preload-helper/ },
            { name: 'base', test: (id) => isFirst(id, /vscode\/src\/vs\/(base|platform)\//) },
            { name: 'editor', test: (id) => isFirst(id, /vscode\/src\/vs\/editor\//) },
            { name: 'contributions', test: (id) => isFirst(id, /vscode\/src\/vs\/workbench\/contrib\//) },
          ],
        },
      },
    },
  },
});
