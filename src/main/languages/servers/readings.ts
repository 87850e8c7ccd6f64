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
