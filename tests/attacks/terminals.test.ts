import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { roles } from '../../src/shared/core/rights.ts';
import { type WorkspaceMethod, workspaceMethods } from '../../src/shared/session/contract.ts';
import { type KindName, kinds } from '../../src/shared/session/table.ts';
import { type OwnWindow, ownWindow } from '../lib/own-window.ts';
import { type Attached, openShell } from '../unit/main/terminals/attached.ts';
import { linesWait } from '../unit/main/terminals/proposals.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { bodyOf } from './lib/bodies.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';

/** Time that a key may take at the worst while output floods, on a machine with other work. */
const mostKeyMs = 1_500;

let host: AttackedHost;
let window: OwnWindow;
let direct: OwnWindow['direct'];
let shell: Attached;
let ref: string;

const guests = roles.filter((role) => role !== 'owner');
const facts = (Object.keys(kinds) as KindName[]).filter(
  (name) => /^terminal\./.test(name) && name !== 'terminal.wanted',
);
const forGuests = ['type', 'fit', 'propose', 'proposed', 'profiles'].map((name) => `terminals.${name}`);
const ownMethods = (Object.keys(workspaceMethods) as WorkspaceMethod[]).filter(
  (name) => name.startsWith('terminals.') && !forGuests.includes(name),
);

async function share(
  access: 'none' | 'read' | 'approve' | 'write',
  people: [string, 'read' | 'write' | 'none'][] = [],
) {
  const told = await direct.request('terminals.share', { id: shell.id, access, people });
  ref = told.ref ?? ref;
}

/** Makes a word that is seen on the screen where it is typed. */
const word = () => `w${freshId().slice(0, 8).replaceAll(/\W/g, 'x')}`;

async function untouched(typed: string): Promise<void> {
  const fence = word();
  await shell.type(`echo ${fence}\r`);
  await shell.shows(fence);
  expect(shell.text).not.toContain(typed);
}

beforeAll(async () => {
  host = await AttackedHost.start();
  window = await ownWindow(host.url);
  direct = window.direct;
  shell = await openShell(direct);
  await share('read');
}, 60_000);
afterEach(() => host.goesOn());
afterAll(() => {
  window.client.leave();
  return host.close();
});

const code = (answer: { error?: { code: string } }) => answer.error?.code;
const typing = (client: RawClient, data: string, terminal = ref) =>
  client.request('terminals.type', { terminal, data }, host.host, { ref: terminal });

describe.each(guests)('a modified client of a %s', (role) => {
  it('types into no terminal that it may only read', async () => {
    const guest = await host.guest(role);
    const typed = word();
    expect(code(await typing(guest, typed))).toMatch(/not-(permitted|found)/);
    const asked = { 'terminals.propose': { text: typed }, 'terminals.fit': { columns: 1, rows: 1 } };
    for (const [method, params] of Object.entries(asked))
      expect(code(await guest.request(method, { terminal: ref, ...params }, host.host, { ref })), method).toMatch(
        /not-/,
      );
    await untouched(typed);
  });

  it('reaches none of what only the windows of the host may do', async () => {
    const guest = await host.guest(role);
    for (const method of ownMethods) {
      const params = {
        id: shell.id,
        terminal: ref,
        line: freshId(),
        run: true,
        data: 'x',
        access: 'write',
        people: [],
      };
      expect(code(await guest.request(method as never, params as never, host.host)), method).toBe('not-permitted');
    }
  });

  it('learns the names of programs that it may ask for, and no places of them', async () => {
    const guest = await host.guest(role);
    const { result } = await guest.request('terminals.profiles', {}, host.host);
    expect(Object.keys(result as object)).toEqual(['names']);
    expect((result as { names: string[] }).names).toContain('bash');
    expect(JSON.stringify(result)).not.toContain('/');
  });

  it('is shown no terminal by its number', async () => {
    const guest = await host.guest(role);
    expect(code(await guest.open('terminals.show', { id: shell.id }, host.host))).toBe('not-permitted');
  });

  it('says no fact of a terminal', async () => {
    const guest = await host.guest(role);
    for (const kind of facts) {
      const body = { ...(bodyOf(kind) as object), term: host.term };
      expect(await guest.verdict(kind, body as never, { ref }), kind).not.toBe('taken');
    }
  });
});

describe('a guest', () => {
  it('hears nothing of a terminal that is not shared with them, by any name of it', async () => {
    const guest = await host.guest('editor');
    await share('read', [[guest.welcome!.person, 'none']]);
    const typed = word();
    guest.send({ t: 'subscribe', ref, subscription: 1 });
    await shell.type(`echo ${typed}\r`);
    await shell.shows(typed);
    const other = await host.guest('editor');
    await share('approve', [[guest.welcome!.person, 'none']]);
    other.send({ t: 'subscribe', ref, subscription: 1 });
    const { result } = await other.request('terminals.propose', { terminal: ref, text: `ls ${typed}` }, host.host, {
      ref,
    });
    await other.until(() =>
      other.entries.some(([, , , , , kind]) => kind === 'terminal.proposed') ? true : undefined,
    );
    const [waiting] = await linesWait(window.client, 1);
    const { line } = result as { line: string };
    const asked = await guest.request('terminals.proposed', { terminal: ref, line }, host.host, { ref });
    expect(code(asked)).toBe('not-found');
    await window.client.publish('approval.answered', { approval: waiting!.approval, choice: 'refuse' });
    await guest.handled();
    const heard = guest.entries.map(([, , , , , kind]) => kind);
    for (const kind of ['terminal.output', 'terminal.proposed', 'terminal.decided']) expect(heard).not.toContain(kind);
    expect(guest.hasHeard(typed)).toBe(false);
    await share('read');
  });

  it('who was given one may type into it, until that is taken back', async () => {
    const guest = await host.guest('viewer');
    await share('read', [[guest.welcome!.person, 'write']]);
    const typed = word();
    expect(code(await typing(guest, `echo ${typed}\r`))).toBeUndefined();
    await shell.shows(typed);
    await share('read');
    const after = word();
    expect(code(await typing(guest, after))).toBe('not-permitted');
    await untouched(after);
  });

  it('chooses nothing for a clean copy with the edits of others', async () => {
    const guest = await host.guest('editor');
    const { copy } = await direct.request('copies.make', { person: window.client.person! });
    const chosen = await guest.request('copies.choose', { copy, takesBoth: true }, host.host);
    expect(code(chosen)).toBe('not-found');
  });

  it('gains nothing by naming one terminal to the server and another to the host', async () => {
    const guest = await host.guest('editor');
    const other = await openShell(direct);
    const { ref: mine } = await direct.request('terminals.share', { id: other.id, access: 'write', people: [] });
    const typed = word();
    await guest.request('terminals.type', { terminal: ref, data: typed }, host.host, { ref: mine! });
    await untouched(typed);
    await direct.request('terminals.close', { id: other.id });
  });

  it('proposes no line that shows another than it runs', async () => {
    const guest = await host.guest('editor');
    await share('approve');
    const unseen = ['rm x\u202e # ls', 'a\rb', 'a\x1b[8mb', 'ls\u200b', 'ls\u3164', ' ls', 'ls ', '  '];
    const pushedOut = [`ls${' '.repeat(400)}; rm x`, `ls #${'x'.repeat(980)}; rm x`, 'x'.repeat(5000)];
    for (const text of [...unseen, ...pushedOut])
      expect(code(await guest.request('terminals.propose', { terminal: ref, text }, host.host, { ref })), text).toBe(
        'bad-request',
      );
    await share('read');
  });

  it('proposes a few lines at a time: more are refused, never dropped in silence, and others have room', async () => {
    const [one, other] = [await host.guest('editor'), await host.guest('editor')];
    await share('approve');
    const propose = (guest: RawClient, text: string) =>
      guest.request('terminals.propose', { terminal: ref, text }, host.host, { ref });
    const answers = await Promise.all(Array.from({ length: 40 }, (_, at) => propose(one, `echo ${at}`)));
    expect(answers.filter((answer) => !answer.error)).toHaveLength(5);
    expect(new Set(answers.flatMap((answer) => (answer.error ? [code(answer)] : [])))).toEqual(new Set(['too-fast']));
    expect(code(await propose(other, 'echo other'))).toBeUndefined();
    await linesWait(window.client, 6);
    await share('none');
    await share('read');
  });
});

it('a terminal that was never shared left nothing in the log', async () => {
  const secret = await openShell(direct);
  const typed = word();
  await secret.type(`echo ${typed}\r`);
  await secret.shows(typed);
  await direct.request('terminals.close', { id: secret.id });
  expect(host.witness.hasHeard(typed)).toBe(false);
});

it('a file that has the screen scrolled, filled or searched two thousand million times stalls nobody', async () => {
  await share('read');
  const finals = [...'bSTLMIZ', ' @', ' A', "'}", "'~"];
  await writeFile(join(host.folder, 'counts.txt'), finals.map((final) => `x\x1b[2147483647${final}`).join(''));
  const done = word();
  await shell.type(`cat counts.txt; echo ${done}\r`);
  await shell.shows(new RegExp(`\n${done}|${done}[^]*${done}`));
  await host.goesOn();
  await share('none');
});

it('a file with a title of 20 MB, or with very many links, stalls nobody', async () => {
  await share('read');
  const links = Array.from({ length: 40_000 }, (_, at) => `\x1b]8;;https://a.example/${at}\x07x\x1b]8;;\x07\r\n`);
  for (const output of [`\x1b]0;${'t'.repeat(20 * 1024 * 1024)}\x07`, links.join('')]) {
    await writeFile(join(host.folder, 'output.txt'), output);
    const done = word();
    await shell.type(`cat output.txt; echo ${done}\r`);
    const shown = shell.shows(new RegExp(`\n${done}|${done}[^]*${done}`));
    // Other work of the machine may delay one of them.
    const keysMs = [await host.keyMs(), await host.keyMs(), await host.keyMs()];
    expect(Math.min(...keysMs)).toBeLessThan(mostKeyMs);
    await shown;
  }
  await share('none');
});

it('a file of sequences that each clear or fill a whole screen stalls nobody', async () => {
  for (const sequence of ['\x1bc', 'x\x1b[999999b']) {
    await writeFile(join(host.folder, 'screens.txt'), sequence.repeat(32_768 / sequence.length));
    const large = await openShell(direct, { columns: 1000, rows: 1000 });
    const { ref: shared } = await direct.request('terminals.share', { id: large.id, access: 'read', people: [] });
    const began = word();
    await large.type(`echo ${began}; cat screens.txt\r`);
    await large.shows(new RegExp(`\n${began}|${began}[^]*${began}`));
    const guest = await host.guest('viewer');
    guest.send({ t: 'subscribe', ref: shared!, subscription: 1 });
    for (let times = 0; times < 3; times++) await host.goesOn();
    await direct.request('terminals.close', { id: large.id });
  }
});
