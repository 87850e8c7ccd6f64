import { join } from 'node:path';
import { EnsembleError } from '../../../shared/core/errors.ts';
import { outsideArchive } from '../../../shared/desktop/archive.ts';
import type { Command } from '../process/server-process.ts';
import type { NamedFiles, ServerDefinition } from './definition.ts';
import { changedScript, moduleFile, onPath, packageFolder, scriptOf, typescriptProgram } from './programs.ts';
import { markdownReading, shellReading, yamlReading } from './readings.ts';
import { knownSchemas } from './schemas.ts';

const reinstall = 'It comes with Ensemble, and is missing from this installation: install Ensemble anew.';

/** Gives a schema that a file names: one of the folder. Nothing is fetched from the network because a file says so. */
const schemaOf = async (params: unknown, { read }: NamedFiles): Promise<string> => {
  const uri = Array.isArray(params) ? params[0] : params;
  if (typeof uri === 'string' && uri.startsWith('file:')) return read(uri);
  throw new EnsembleError('not-permitted', 'Schemas are read from this folder only, not from the network.');
};

/** Files are looked up by nobody's word: names outside of the folder would come along. */
const noFiles = async () => {
  throw new EnsembleError('not-permitted', 'Files are not looked up for this.');
};

/** Most files of the folder that are read for their names. */
const mostFiles = 500;

/** The host's part for a server that reads nothing itself (`readings.ts`). `ends`: files of the folder that it wants. */
const readByHost = (ends: readonly string[]): Pick<ServerDefinition, 'answers' | 'hears'> => ({
  answers: {
    'ensemble/content': (uri, { read }) => read(String(uri)),
    'ensemble/kind': (uri, { kindOf }) => kindOf(String(uri)),
    'ensemble/list': (uri, { list }) => list(String(uri)),
    'ensemble/files': (_, { find }) => find(ends, mostFiles),
  },
  hears: { changed: 'ensemble/changed' },
});

/** Folders of a package's files that windows may read; none where it is not installed. */
const inPackage = (name: string, ...path: string[]) => {
  const folder = packageFolder(name);
  return folder === null ? [] : [join(folder, ...path)];
};

const plain = { asksFirst: null, missing: reinstall } as const;

/** No types are fetched from the network for packages that the folder names: that runs npm. */
const noFetchedTypes = {
  disableAutomaticTypeAcquisition: true,
  tsserver: { automaticTypeAcquisition: { enabled: false } },
};
const scripts = {
  ...noFetchedTypes,
  inlayHints: {
    parameterNames: { enabled: 'literals' },
    parameterTypes: { enabled: false },
    variableTypes: { enabled: false },
    functionLikeReturnTypes: { enabled: false },
  },
  suggest: { autoImports: true, completeFunctionCalls: false },
  // Each window decides whether it asks for them.
  referencesCodeLens: { enabled: true },
  implementationsCodeLens: { enabled: true },
};

function typescript(): ServerDefinition {
  return {
    ...plain,
    id: 'typescript',
    name: 'TypeScript',
    languages: {
      typescript: { extensions: ['.ts', '.mts', '.cts'] },
      typescriptreact: { extensions: ['.tsx'] },
      javascript: { extensions: ['.js', '.mjs', '.cjs'] },
      javascriptreact: { extensions: ['.jsx'] },
    },
    find: () => {
      const program = typescriptProgram();
      return program === null ? null : { program, args: ['--lsp', '--stdio'] };
    },
    settings: { 'js/ts': scripts, typescript: scripts, javascript: scripts },
    libraries: inPackage(`@typescript/typescript-${process.platform}-${process.arch}`, 'lib').map(outsideArchive),
    answersInOrder: true,
  };
}

function python(): ServerDefinition {
  return {
    ...plain,
    id: 'pyright',
    name: 'Pyright',
    languages: { python: { extensions: ['.py', '.pyi'] } },
    find: () => scriptOf('pyright', 'langserver.index.js', ['--stdio']),
    settings: {
      python: { analysis: { diagnosticMode: 'openFilesOnly', autoImportCompletions: true } },
      pyright: { disableTaggedHints: false },
    },
    libraries: inPackage('pyright', 'dist', 'typeshed-fallback'),
  };
}

/** A server of VS Code's own. */
function extracted(id: string, name: string, languages: ServerDefinition['languages']): ServerDefinition {
  return {
    ...plain,
    id,
    name,
    languages,
    find: () => scriptOf('vscode-langservers-extracted', `bin/vscode-${id}-language-server`, ['--stdio']),
    // The host reads what it asks for.
    initializationOptions: { provideFormatter: true, handledSchemaProtocols: [], handledSchemas: [] },
    answers: { 'vscode/content': schemaOf, 'fs/content': noFiles, 'fs/stat': noFiles, 'fs/readDir': noFiles },
    hears: { changed: 'json/schemaContent' },
  };
}

const json = (): ServerDefinition => ({
  ...extracted('json', 'JSON', {
    json: {
      extensions: ['.json', '.webmanifest', '.geojson', '.har'],
      fileNames: ['.watchmanconfig', 'composer.lock'],
    },
    jsonc: {
      extensions: ['.jsonc', '.code-workspace', '.code-snippets', '.babelrc', '.eslintrc', '.eslintrc.json'],
      fileNames: ['tsconfig.json', 'jsconfig.json', 'settings.json', 'launch.json', 'tasks.json', '.swcrc'],
    },
  }),
  settings: { json: { validate: { enable: true }, format: { enable: true }, schemas: knownSchemas } },
});

const html = () => extracted('html', 'HTML', { html: { extensions: ['.html', '.htm', '.xhtml'] } });

const css = (): ServerDefinition => ({
  ...extracted('css', 'CSS', {
    css: { extensions: ['.css'] },
    scss: { extensions: ['.scss'] },
    less: { extensions: ['.less'] },
  }),
  settings: Object.fromEntries(
    ['css', 'scss', 'less'].map((name) => [name, { validate: true, lint: {}, completion: {}, hover: {} }]),
  ),
});

function yaml(): ServerDefinition {
  return {
    ...plain,
    id: 'yaml',
    name: 'YAML',
    languages: { yaml: { extensions: ['.yaml', '.yml'], fileNames: ['.clang-format', '.clangd'] } },
    find: () => changedScript('yaml-language-server', 'bin/yaml-language-server', ['--stdio'], yamlReading),
    settings: {
      yaml: {
        schemaStore: { enable: false, url: '' },
        kubernetesCRDStore: { enable: false },
        schemas: {},
        validate: true,
        hover: true,
        completion: true,
        format: { enable: true },
      },
      redhat: { telemetry: { enabled: false } },
    },
    answers: { 'vscode/content': schemaOf, 'custom/schema/content': schemaOf },
    hears: { begun: 'yaml/registerContentRequest' },
  };
}

function shell(): ServerDefinition {
  return {
    ...plain,
    id: 'bash',
    name: 'Bash',
    languages: { shellscript: { extensions: ['.sh', '.bash'], fileNames: ['.bashrc', '.bash_profile', '.profile'] } },
    find: () => changedScript('bash-language-server', 'out/cli.js', ['start'], shellReading),
    settings: {
      bashIde: {
        explainshellEndpoint: '',
        enableSourceErrorDiagnostics: false,
        // ShellCheck reads files that a text names, too, where it is told to, also by a file of the folder.
        shellcheckExternalSources: false,
        shellcheckArguments: '--norc',
      },
    },
    ...readByHost(['.sh', '.bash', '.inc', '.command']),
  };
}

/** Links of Markdown: completion, places, and those that lead nowhere. */
function markdown(): ServerDefinition {
  const warning = { enabled: 'warning' };
  return {
    ...plain,
    id: 'markdown',
    name: 'Markdown',
    languages: { markdown: { extensions: ['.md', '.markdown', '.mkd'] } },
    find: () => {
      const parser = moduleFile('markdown-it');
      if (parser === null) return null;
      const script = 'lib/markdown-language-server/server.js';
      return changedScript('vscode-langservers-extracted', script, ['--stdio'], markdownReading(parser));
    },
    initializationOptions: { markdownFileExtensions: ['md', 'markdown', 'mkd'] },
    settings: {
      markdown: {
        validate: {
          enabled: true,
          referenceLinks: warning,
          fragmentLinks: warning,
          fileLinks: { ...warning, markdownFragmentLinks: 'inherit' },
          ignoredLinks: [],
          unusedLinkDefinitions: { enabled: 'hint' },
          duplicateLinkDefinitions: warning,
        },
        suggest: { paths: { enabled: true, includeWorkspaceHeaderCompletions: 'onDoubleHash' } },
        occurrencesHighlight: { enabled: false },
        preferredMdPathExtensionStyle: 'auto',
        server: { log: 'off' },
      },
    },
    ...readByHost(['.md', '.markdown', '.mkd']),
  };
}

interface OnPath {
  id: string;
  name: string;
  program: string;
  args?: readonly string[];
  languages: ServerDefinition['languages'];
  asksFirst: string | null;
  answersInOrder?: boolean;
}

/** A server that people install themselves. */
function installed({ program, args = [], ...rest }: OnPath): ServerDefinition {
  return {
    ...rest,
    find: (): Command | null => {
      const path = onPath(program);
      return path === null ? null : { program: path, args };
    },
    missing: `Install ${program} on the machine that hosts this folder, so that it is found on the PATH.`,
  };
}

const others: readonly OnPath[] = [
  {
    id: 'gopls',
    name: 'Go',
    program: 'gopls',
    languages: { go: { extensions: ['.go'] }, 'go.mod': { fileNames: ['go.mod'] } },
    asksFirst: 'It runs the go command, which reads settings of the folder and may fetch the modules that it names.',
  },
  {
    id: 'rust-analyzer',
    name: 'Rust',
    program: 'rust-analyzer',
    languages: { rust: { extensions: ['.rs'] } },
    asksFirst: 'It runs build scripts and macros of the folder, which may do anything that you may do here.',
  },
  {
    id: 'clangd',
    name: 'C and C++',
    program: 'clangd',
    args: ['--background-index=false', '--enable-config=false'],
    languages: {
      c: { extensions: ['.c'] },
      cpp: { extensions: ['.cpp', '.cc', '.cxx', '.h', '.hh', '.hpp', '.hxx', '.ipp'] },
    },
    asksFirst: null,
  },
  {
    id: 'jdtls',
    name: 'Java',
    program: 'jdtls',
    languages: { java: { extensions: ['.java'] } },
    asksFirst: 'It runs the build of the folder, which may do anything that you may do here.',
  },
];

/** Servers that are known without any setting. */
export function presets(): ServerDefinition[] {
  return [typescript(), python(), json(), html(), css(), yaml(), shell(), markdown(), ...others.map(installed)];
}
