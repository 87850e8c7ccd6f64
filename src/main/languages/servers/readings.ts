/**
 * Code that runs in servers before their own, so that the host reads for them what a text names: they would read any
 * file of the machine, and ask any address of its network, because a guest writes it.
 */

/** Schemas of YAML's server. */
export const yamlReading = `
own('../out/server/src/languageservice/services/schemaRequestHandler.js').schemaRequestHandler = (connection, uri) =>
  connection.sendRequest('vscode/content', uri);
`;

/**
 * Scripts that a script sources, and those of the folder. Bash's server looks for them while it reads a text, and does
 * not wait: a script that has come is read, and so are those again that have named it.
 */
export const shellReading = `
const fs = process.getBuiltinModule('node:fs');
const { pathToFileURL } = process.getBuiltinModule('node:url');
const { TextDocument } = own('vscode-languageserver-textdocument');
const { default: Analyzer } = own('./analyser.js');
const { default: Server } = own('./server.js');
const sourcing = own('./util/sourcing.js');
const mostNames = 2000;
// Texts that name a place, by the place: each is asked for once, until it changes.
const namedBy = new Map();
let host = null;
let analyzer = null;
let reader = null;

const isOpen = (uri) => analyzer.uriToAnalyzedDocument[uri] !== undefined && !analyzer.backgroundAnalyzedUris.has(uri);
const again = (uri) => {
  const known = analyzer.uriToAnalyzedDocument[uri];
  const background = !isOpen(uri);
  if (known) analyzer.analyze({ document: known.document, uri, background });
};
const take = async (uri) => {
  const text = await host.sendRequest('ensemble/content', uri).catch(() => null);
  if (text === null || isOpen(uri)) return;
  analyzer.analyze({ document: TextDocument.create(uri, 'shell', 1, text), uri, background: true });
  for (const other of namedBy.get(uri) ?? []) again(other);
};

const initialize = Server.initialize;
Server.initialize = (connection, params) => {
  host = connection;
  connection.onNotification('ensemble/changed', (uris) => {
    for (const uri of uris) if (namedBy.has(uri)) void take(uri);
  });
  return initialize.call(Server, connection, params);
};

const analyze = Analyzer.prototype.analyze;
Analyzer.prototype.analyze = function (options) {
  analyzer = this;
  const before = reader;
  reader = options.uri;
  try {
    return analyze.call(this, options);
  } finally {
    reader = before;
  }
};
Analyzer.prototype.ensureUrisAreAnalyzed = function (uris) {
  return uris.filter((uri) => this.uriToAnalyzedDocument[uri] !== undefined);
};
Analyzer.prototype.initiateBackgroundAnalysis = async function () {
  analyzer = this;
  const uris = await host.sendRequest('ensemble/files', {}).catch(() => []);
  for (const uri of uris) {
    if (!namedBy.has(uri)) namedBy.set(uri, new Set());
    if (!isOpen(uri)) await take(uri);
  }
  return { filesParsed: uris.length };
};

const isThere = (path) => {
  const { href: uri } = pathToFileURL(path);
  const known = namedBy.get(uri);
  if (known && reader) known.add(reader);
  else if (!known && namedBy.size < mostNames) {
    namedBy.set(uri, new Set(reader ? [reader] : []));
    void take(uri);
  }
  return analyzer.uriToAnalyzedDocument[uri] !== undefined;
};
const getSourceCommands = sourcing.getSourceCommands;
sourcing.getSourceCommands = (options) => {
  const { existsSync } = fs;
  fs.existsSync = isThere;
  try {
    return getSourceCommands(options);
  } finally {
    fs.existsSync = existsSync;
  }
};
process.nextTick(() => own(path).runCli());
`;

/**
 * Files and folders that Markdown's links name, and the parsing, which VS Code's server leaves to its client: here it
 * is its own process that parses what people write, not the host's.
 */
export const markdownReading = (parser: string) => `
const { createConnection, TextDocuments, NotebookDocuments } = own('vscode-languageserver/node');
const { TextDocument } = own('vscode-languageserver-textdocument');
const { URI } = own('vscode-uri');
const { githubSlugifier } = own('vscode-markdown-languageservice');
const { ConfigurationManager } = own('./configuration.js');
const { LogFunctionLogger } = own('./logging.js');
const { VsCodeClientWorkspace } = own('./workspace.js');
const found = own(${JSON.stringify(parser)});
const parse = new (found.default ?? found)({ html: true, linkify: true });

process.nextTick(() => {
  const connection = createConnection(process.stdin, process.stdout);
  console.log = (...words) => connection.console.log(words.join(' '));
  console.error = (...words) => connection.console.error(words.join(' '));
  const ask = connection.sendRequest.bind(connection);
  const isFolder = (kind) => ({ isDirectory: kind === 'folder' });
  connection.sendRequest = async (type, params, ...rest) => {
    switch (type.method ?? type) {
      case 'markdown/fs/readFile':
        return Buffer.from(await ask('ensemble/content', params.uri));
      case 'markdown/fs/stat': {
        const kind = await ask('ensemble/kind', params.uri);
        return kind === null ? undefined : isFolder(kind);
      }
      case 'markdown/fs/readDirectory':
        return (await ask('ensemble/list', params.uri)).map(([name, kind]) => [name, isFolder(kind)]);
      case 'markdown/findMarkdownFilesInWorkspace':
        return ask('ensemble/files', {});
      case 'markdown/fs/watcher/create':
      case 'markdown/fs/watcher/delete':
        return null;
      default:
        return ask(type, params, ...rest);
    }
  };
  let workspace = null;
  connection.onNotification('ensemble/changed', (uris) => {
    for (const { resource, onDidCreate, onDidDelete } of workspace?._watchers.values() ?? [])
      if (uris.includes(resource.toString()))
        void ask('ensemble/kind', resource.toString()).then((kind) => (kind ? onDidCreate : onDidDelete).fire(resource));
  });
  // A link to a folder is a place as any other, in place of a command of VS Code's.
  const { onDocumentLinkResolve } = connection;
  const placeOf = (folder) => URI.revive(JSON.parse(decodeURIComponent(folder))[0]).toString();
  connection.onDocumentLinkResolve = (resolve) =>
    onDocumentLinkResolve(async (...asked) => {
      const link = await resolve(...asked);
      const [, folder] = /^command:revealInExplorer[?](.*)/.exec(link?.target ?? '') ?? [];
      return folder === undefined ? link : { ...link, target: placeOf(folder) };
    });
  const documents = new TextDocuments(TextDocument);
  const notebooks = new NotebookDocuments(documents);
  const configurationManager = new ConfigurationManager(connection);
  const logger = new LogFunctionLogger(connection.console.log.bind(connection.console), configurationManager);
  own(path).startServer(connection, {
    documents,
    notebooks,
    configurationManager,
    logger,
    parser: { slugifier: githubSlugifier, tokenize: async (document) => parse.parse(document.getText(), {}) },
    workspaceFactory: ({ config, workspaceFolders }) => {
      workspace = new VsCodeClientWorkspace(connection, config, documents, notebooks, logger);
      workspace.workspaceFolders = (workspaceFolders ?? []).map(({ uri }) => URI.parse(uri));
      return workspace;
    },
  });
});
`;
