// A language server that does as its first argument says: a real process that speaks the protocol, or breaks it.
import { appendFileSync } from 'node:fs';

const [how = 'good', place] = process.argv.slice(2);
const send = (message) => {
  const body = JSON.stringify({ jsonrpc: '2.0', ...message });
  process.stdout.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
};
const note = (line) => place && appendFileSync(place, `${line}\n`);
const texts = new Map();
/** Questions that are answered once a text has changed, or one of them is cancelled. */
const slow = new Set();
const nextChange = () => new Promise((resolve) => slow.add(resolve));
const answerSlow = () => {
  for (const answer of slow) answer();
  slow.clear();
};
let asked = 0;
const waiting = new Map();
const ask = (method, params) =>
  new Promise((resolve) => {
    waiting.set(`s${++asked}`, resolve);
    send({ id: `s${asked}`, method, params });
  });
note(`start ${process.pid} ${process.env.ENSEMBLE_TEST_SECRET ?? ''}`);

const capabilities = {
  textDocumentSync: { openClose: true, change: 2, save: { includeText: true } },
  hoverProvider: true,
  completionProvider: { resolveProvider: true },
  renameProvider: true,
  executeCommandProvider: { commands: ['scripted.fix', 'scripted.outside'] },
};

function changed(text, { range, text: insert }) {
  if (!range) return insert;
  const lines = text.split('\n');
  const at = ({ line, character }) => lines.slice(0, line).reduce((sum, each) => sum + each.length + 1, 0) + character;
  return text.slice(0, at(range.start)) + insert + text.slice(at(range.end));
}

const handlers = {
  initialize: () => ({ capabilities }),
  'textDocument/hover': async ({ textDocument: { uri }, workDoneToken }) => {
    const text = texts.get(uri) ?? '(not open)';
    if (text.endsWith('SLOW')) await nextChange();
    if (text.includes('HANG')) await new Promise(() => undefined);
    if (text.includes('DIE')) process.exit(3);
    if (text.includes('ENDLESS'))
      setInterval(() => {
        const value = { kind: 'report', message: 'x'.repeat(10_000) };
        for (const token of [workDoneToken, 'nobody', uri]) send({ method: '$/progress', params: { token, value } });
      }, 1);
    if (workDoneToken)
      send({ method: '$/progress', params: { token: workDoneToken, value: { kind: 'begin', title: uri } } });
    return { contents: { kind: 'markdown', value: `${text} in ${uri}` } };
  },
  'textDocument/completion': ({ textDocument: { uri } }) => [{ label: 'one', data: { secret: uri, of: 'one' } }],
  'completionItem/resolve': (item) => ({
    ...item,
    detail: `resolved ${item.data.of} ${item.data.secret.startsWith('file:')}`,
  }),
  'textDocument/rename': ({ textDocument: { uri }, newName }) => {
    const edit = [{ range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } }, newText: newName }];
    const outside = newName === 'OUT' ? { 'file:///etc/passwd': edit } : {};
    return { changes: { [uri]: edit, ...outside } };
  },
  'workspace/executeCommand': async ({ command, arguments: args }) => {
    const uri = command === 'scripted.outside' ? 'file:///etc/passwd' : args[0].uri;
    return (await ask('workspace/applyEdit', { edit: { changes: { [uri]: [] } } })).applied;
  },
  'textDocument/codeLens': ({ textDocument: { uri } }) => [
    {
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } },
      command: { title: 'Fix', command: 'scripted.fix', arguments: [{ uri }] },
    },
  ],
  'workspace/symbol': () =>
    ['file:///etc/passwd', ...texts.keys()].map((uri) => ({ name: uri.split('/').at(-1), kind: 1, location: { uri } })),
  shutdown: () => null,
};

function flood() {
  const params = { type: 3, message: 'x'.repeat(1e6) };
  const body = JSON.stringify({ jsonrpc: '2.0', method: 'window/logMessage', params });
  while (process.stdout.write(`Content-Length: ${body.length}\r\n\r\n${body}`));
  process.stdout.once('drain', flood);
}

async function receive(message) {
  const { id, method, params, result } = message;
  if (method === undefined) return waiting.get(id)?.(result);
  if (method === 'exit') return process.exit(0);
  if (method === 'textDocument/didOpen') texts.set(params.textDocument.uri, params.textDocument.text);
  if (method === 'textDocument/didChange') {
    const { uri } = params.textDocument;
    texts.set(uri, params.contentChanges.reduce(changed, texts.get(uri)));
    answerSlow();
  }
  if (method === 'textDocument/didOpen' || method === 'textDocument/didChange') {
    const { uri } = params.textDocument;
    const found = [...texts.get(uri).matchAll(/BAD/g)].map(() => ({
      range: { start: { line: 0, character: 0 }, end: { line: 0, character: 3 } },
      message: `bad in ${uri}`,
      severity: 1,
    }));
    send({ method: 'textDocument/publishDiagnostics', params: { uri, diagnostics: found } });
  }
  if (method === '$/cancelRequest') {
    note('cancelled');
    answerSlow();
  }
  if (method === 'initialized' && how === 'good') {
    const settings = await ask('workspace/configuration', { items: [{ section: 'scripted.level' }] });
    note(`settings ${JSON.stringify(settings)}`);
    await ask('client/registerCapability', { registrations: [{ id: 'r1', method: 'textDocument/codeLens' }] });
  }
  if (method === 'initialized' && how === 'floods') flood();
  if (id === undefined) return;
  const handle = handlers[method];
  if (handle) send({ id, result: await handle(params) });
  else send({ id, error: { code: -32601, message: `no ${method}` } });
}

if (how === 'garbage') process.stdout.write('this is no protocol\r\n\r\nContent-Length: 7\r\n\r\nnot json');
if (how === 'ends') process.kill(process.pid, 'SIGKILL');
let buffer = Buffer.alloc(0);
process.stdin.on('data', (chunk) => {
  buffer = Buffer.concat([buffer, chunk]);
  for (;;) {
    const end = buffer.indexOf('\r\n\r\n');
    const length = end < 0 ? 0 : Number(/content-length: *(\d+)/i.exec(buffer.toString('latin1', 0, end))[1]);
    if (end < 0 || buffer.length < end + 4 + length) return;
    const body = buffer.toString('utf8', end + 4, end + 4 + length);
    buffer = buffer.subarray(end + 4 + length);
    void receive(JSON.parse(body));
  }
});
process.stdin.on('end', () => process.exit(0));
