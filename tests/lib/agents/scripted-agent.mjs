// A coding agent without a model: each prompt is a list of commands, one in a line, that it carries out in turn. It
// speaks the Agent Client Protocol over its input and output.
import { writeFileSync } from 'node:fs';
import { Readable, Writable } from 'node:stream';
import * as acp from '@agentclientprotocol/sdk';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';

const { agent: asked, client: asks } = acp.methods;
let root = '';
/** @type {import('@agentclientprotocol/sdk').McpServer[]} */
let tools = [];
const cancelled = new Set();
let lastTerminal = '';
/** Ways to sign in, by the variable, each so many times; without them nobody has to. */
const { SCRIPTED_SIGN_IN: signIn } = process.env;
let isSignedIn = signIn === undefined;

/** @param {number} ms */
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** @param {string} text */
const inWords = (text) => ({ type: 'content', content: { type: 'text', text } });

/** @param {string} path */
const whole = (path) => (path.startsWith('/') ? path : `${root}/${path}`);

/** Calls a tool of the session, by the Model Context Protocol; `given` is its input as JSON. */
async function callTool(name, given) {
  const [{ command, args, env }] = tools;
  const variables = Object.fromEntries(env.map(({ name: variable, value }) => [variable, value]));
  const client = new Client({ name: 'scripted', version: '1' });
  await client.connect(new StdioClientTransport({ command, args, env: { ...process.env, ...variables } }));
  try {
    return JSON.stringify(await client.callTool({ name, arguments: JSON.parse(given || '{}') }));
  } finally {
    await client.close();
  }
}

/** Uses the agent's own credential without any tool between, as a program can that was changed for evil. */
async function asItself(run) {
  const { enter, guestClient } = await import('../guest-client.ts');
  const [{ args, env }] = tools;
  const { ENSEMBLE_AGENT_TICKET: ticket } = Object.fromEntries(env.map(({ name, value }) => [name, value]));
  const client = guestClient(args.at(-1), 'Itself', 'agent', ticket);
  try {
    await enter(client);
    return await run(client);
  } finally {
    client.leave();
  }
}

/** Does all that a file wants, and says what came of each command. */
async function obey(text, say) {
  const { commandsIn, doAs } = await import('./evil-notes.ts');
  for (const command of commandsIn(text)) {
    const [verb, name, ...given] = command.split(' ');
    try {
      const told = verb === 'tool' ? await callTool(name, given.join(' ')) : await asItself((as) => doAs(as, command));
      await say(told?.includes('"isError":true') ? `refused ${command}: ${told}` : `DONE ${command}: ${told ?? ''}`);
    } catch (thrown) {
      await say(`refused ${command}: ${thrown.code}: ${thrown.message}`);
    }
  }
}

/** Carries out one command. `say` tells words; `client` is asked for files and permission. */
async function carryOut(line, sessionId, client, say) {
  const [command, ...rest] = line.split(' ');
  const [path = '', ...words] = rest;
  const text = words.join(' ').replaceAll('\\n', '\n');
  const toolCallId = `call-${Math.random()}`;
  const tell = (update) => client.notify(asks.session.update, { sessionId, update });
  const locations = [{ path: whole(path) }];
  const begin = async (run) => (await client.request(asks.terminal.create, { sessionId, ...run })).terminalId;
  const outputOf = (terminalId) => client.request(asks.terminal.output, { sessionId, terminalId });
  switch (command) {
    case 'say':
      return say(rest.join(' '));
    case 'env':
      return say(`env ${path}=${process.env[path]}`);
    case 'plan':
      return tell({
        sessionUpdate: 'plan',
        entries: rest.map((content) => ({ content, priority: 'medium', status: 'pending' })),
      });
    case 'read': {
      const { content } = await client.request(asks.fs.readTextFile, { sessionId, path: whole(path) });
      return say(`read ${JSON.stringify(content)}`);
    }
    case 'obey': {
      const { content } = await client.request(asks.fs.readTextFile, { sessionId, path: whole(path) });
      return obey(content, say);
    }
    case 'write':
    case 'replace': {
      await tell({
        sessionUpdate: 'tool_call',
        toolCallId,
        title: `Edit ${path}`,
        status: 'in_progress',
        kind: 'edit',
        locations,
      });
      let content = text;
      if (command === 'replace') {
        const [from, to] = text.split('=>');
        const read = await client.request(asks.fs.readTextFile, { sessionId, path: whole(path) });
        content = read.content.replace(from, to);
      }
      await client.request(asks.fs.writeTextFile, { sessionId, path: whole(path), content });
      return tell({ sessionUpdate: 'tool_call_update', toolCallId, status: 'completed' });
    }
    // Asks to run a line, or to edit a file: `ask-edit a.txt`.
    case 'ask':
    case 'ask-edit': {
      const options = [
        { optionId: 'yes', name: 'Allow', kind: 'allow_once' },
        { optionId: 'always', name: 'Always', kind: 'allow_always' },
        { optionId: 'no', name: 'Reject', kind: 'reject_once' },
      ];
      const isEdit = command === 'ask-edit';
      const tool = isEdit
        ? { title: `Edit ${path}`, kind: 'edit', locations }
        : { title: rest.join(' '), kind: 'execute', content: [inWords(`asked: ${rest.join(' ')}`)] };
      const toolCall = { toolCallId, ...tool };
      const { outcome } = await client.request(asks.session.requestPermission, { sessionId, toolCall, options });
      return say(`answered ${outcome.outcome === 'selected' ? outcome.optionId : outcome.outcome}`);
    }
    // Runs a line: `run ls -l`; `start` leaves it running, for `kill` and `output`; `exec` names a folder and arguments.
    case 'run': {
      const id = await begin({ command: rest.join(' ') });
      const { exitCode, signal } = await client.request(asks.terminal.waitForExit, { sessionId, terminalId: id });
      await say(`ended ${signal ?? exitCode}: ${JSON.stringify(await outputOf(id))}`);
      return void (await client.request(asks.terminal.release, { sessionId, terminalId: id }));
    }
    case 'start':
      lastTerminal = await begin({ command: rest.join(' '), outputByteLimit: 1000 });
      return say('started');
    case 'exec': {
      const [program, ...args] = words;
      const id = await begin({ command: program, args, cwd: path.startsWith('/') ? path : `${root}/${path}` });
      await client.request(asks.terminal.waitForExit, { sessionId, terminalId: id });
      return say(`output ${JSON.stringify(await outputOf(id))}`);
    }
    case 'output':
      return say(`output ${JSON.stringify(await outputOf(lastTerminal))}`);
    // Waits until the terminal has printed some words.
    case 'printed':
      while (!(await outputOf(lastTerminal)).output.includes(rest.join(' '))) await pause(20);
      return undefined;
    case 'kill': {
      await client.request(asks.terminal.kill, { sessionId, terminalId: lastTerminal });
      const ended = await client.request(asks.terminal.waitForExit, { sessionId, terminalId: lastTerminal });
      return say(`killed ${ended.signal ?? ended.exitCode}`);
    }
    case 'release':
      return void (await client.request(asks.terminal.release, { sessionId, terminalId: lastTerminal }));
    case 'wait':
      for (let ms = 0; ms < Number(path) && !cancelled.has(sessionId); ms += 20) await pause(20);
      return undefined;
    case 'pid':
      return say(`pid ${process.pid}`);
    case 'hang':
      return new Promise(() => undefined);
    case 'flood':
      for (let count = 0; count < Number(path); count++) await say('all work and no play '.repeat(50));
      return undefined;
    case 'tool':
      return say(`tool ${await callTool(path, words.join(' '))}`);
    // Writes a file by itself; `told` tells of it as a tool call does.
    case 'disk':
      return writeFileSync(whole(path), text);
    case 'told': {
      const content = [{ type: 'diff', path: whole(path), newText: text }];
      await tell({ sessionUpdate: 'tool_call', toolCallId, title: `Write ${path}`, kind: 'edit', locations, content });
      return writeFileSync(whole(path), text);
    }
    case 'die':
      console.error('I give up.');
      return process.exit(3);
    default:
      return say(`? ${line}`);
  }
}

/** Signs in as the name of a method says. */
function authenticate(methodId) {
  switch (methodId) {
    case 'good':
      isSignedIn = true;
      return {};
    case 'idle':
      return {};
    case 'hang':
      console.error('Open https://example.org/device and type ABCD.');
      return new Promise(() => undefined);
    case 'die':
      console.error('I give up.');
      return process.exit(3);
    default:
      throw new acp.RequestError(-32_000, `No account \u202e${methodId}`);
  }
}

acp
  .agent({ name: 'scripted' })
  .onRequest(asked.initialize, () => ({
    protocolVersion: acp.PROTOCOL_VERSION,
    agentCapabilities: {},
    authMethods: JSON.parse(signIn ?? '[]').flatMap((each) => Array(each.times ?? 1).fill(each)),
  }))
  .onRequest(asked.authenticate, ({ params }) => authenticate(params.methodId))
  .onRequest(asked.session.new, ({ params }) => {
    if (!isSignedIn) throw acp.RequestError.authRequired();
    root = params.cwd;
    tools = params.mcpServers;
    return { sessionId: 'one' };
  })
  .onRequest(asked.session.prompt, async ({ params: { sessionId, prompt }, client }) => {
    cancelled.delete(sessionId);
    const say = (text) =>
      client.notify(asks.session.update, {
        sessionId,
        update: { sessionUpdate: 'agent_message_chunk', content: { type: 'text', text: `${text}\n` } },
      });
    for (const line of (prompt[0].type === 'text' ? prompt[0].text : '').split('\n')) {
      if (cancelled.has(sessionId)) return { stopReason: 'cancelled' };
      try {
        await carryOut(line, sessionId, client, say);
      } catch (thrown) {
        await say(`failed: ${thrown.message}`);
      }
    }
    return { stopReason: cancelled.has(sessionId) ? 'cancelled' : 'end_turn' };
  })
  .onNotification(asked.session.cancel, ({ params }) => void cancelled.add(params.sessionId))
  .connect(acp.ndJsonStream(Writable.toWeb(process.stdout), Readable.toWeb(process.stdin)));
