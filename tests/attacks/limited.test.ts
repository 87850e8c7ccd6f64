import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { workspaceMethods, workspaceStreams } from '../../src/shared/session/contract.ts';
import { type KindName, kinds } from '../../src/shared/session/table.ts';
import { AttackedHost } from './lib/attacked-host.ts';
import { BlobClient, hashOf } from './lib/bare-http.ts';
import { bodyOf, fittingValue } from './lib/bodies.ts';
import { HonestTypist } from './lib/honest-typist.ts';
import {
  besidePath,
  canary,
  documentOf,
  limited,
  limitedGuest,
  outsidePath,
  part,
  personOf,
  plantPart,
  toldOf,
} from './lib/limited-guest.ts';
import { freshId, type RawClient } from './lib/raw-client.ts';

const roles = ['viewer', 'reviewer', 'editor', 'maintainer'] as const;

let host: AttackedHost;
/** Somebody who sees all, and types outside. */
let ada: RawClient;
let typist: HonestTypist;
let outside = '';
let own = '';
/** Another document outside, for all that spoils one. */
let spoiled = '';
/** Somebody who saw all before, and knows the ids of what is outside. */
let knowing: RawClient;
const guests: RawClient[] = [];

const limitedOf = async (role: (typeof roles)[number]) => {
  const guest = await limitedGuest(host, role);
  guests.push(guest);
  return guest;
};

beforeAll(async () => {
  host = await AttackedHost.start();
  await plantPart(host);
  outside = await documentOf(host, outsidePath);
  own = await documentOf(host, `${part}/a.md`);
  spoiled = await documentOf(host, besidePath);
  ada = await host.guest('maintainer', { name: 'Ada' });
  typist = await HonestTypist.subscribe(ada, outside);
  const before = await host.guest('editor', { name: 'Knowing' });
  await HonestTypist.subscribe(before, outside);
  knowing = await limited(host, before);
  for (const role of roles) await limitedOf(role);
}, 60_000);
afterEach(async () => {
  await host.goesOn();
  for (const guest of guests) expect(toldOf(guest, canary, outside, spoiled).slice(0, 3)).toEqual([]);
});
afterAll(() => host.close());

describe('somebody to whom the session is limited', () => {
  /** Entries that would end what the tests are about, and what people say, which is for everybody. */
  const leftOut =
    /^(participant|role|rights|paths|sharing|session|host|lecture|rotation|right|doc\.(sealed|deleted))\b/;

  it('hears nothing of the rest, whatever is said of it, and stays', async () => {
    const hints = { path: besidePath, term: host.term, title: canary, note: canary, text: canary, repository: canary };
    await typist.types(`${canary}-typed `);
    let said = 0;
    for (const name of Object.keys(kinds) as KindName[]) {
      const { right, audience, ofDocument, hostOnly } = kinds[name];
      if (right === 'server' || audience !== 'all' || leftOut.test(name)) continue;
      const ids = { lock: freshId(), thread: freshId(), comment: freshId(), message: freshId() };
      const ending = name === 'terminal.ended' ? { reason: 'exited' } : { reason: canary };
      const body = bodyOf(name, { ...hints, ...ids, ...ending });
      const isHosts = hostOnly || right === 'host';
      const ref = ofDocument || name.startsWith('terminal.') ? spoiled : null;
      if ((await (isHosts ? host.owner : ada).verdict(name, body, { ref })) === 'taken') said++;
    }
    expect(said).toBeGreaterThan(30);
    for (const guest of guests) await guest.handled();
  });

  it('is answered alike about what is there and what is not', async () => {
    const pairs: [there: string, not: string][] = [
      [outsidePath, `${canary}-nothing/nothing.txt`],
      [`${canary}-folder`, 'nothing'],
      [besidePath, 'way/nothing.txt'],
      [`${part}-${canary}`, `${part}-nothing`],
      [`${part}/../${canary}-beside.txt`, `${part}/../nothing.txt`],
      [`./${canary}-top.txt`, './nothing.txt'],
      [`/${canary}-top.txt`, '/nothing.txt'],
      [besidePath.replace('/', '\\'), 'way\\nothing.txt'],
      [`${canary}-top.txt/`, 'nothing.txt/'],
      [`${canary}-top.txt/x`, 'nothing.txt/x'],
      [part.toUpperCase(), 'NOTHING'],
      [`${part}/link.txt`, `${part}/dead-link.txt`],
      [`${part}/link-folder/${canary}-file.txt`, `${part}/link-folder/nothing.txt`],
      [outside, freshId()],
    ];
    const who = await limited(host, await host.guest('maintainer'));
    const made = { content: Buffer.from('EVIL'), overwrite: false, create: true, pattern: 'x', recursive: true };
    const ask = async (method: string, name: string, place: string) => {
      const params = (method in workspaceStreams ? workspaceStreams : workspaceMethods)[method as never] as never;
      const from = method === 'files.move' || method === 'files.copy' ? `${part}/a.md` : name;
      const hints = { path: name, ref: name, repository: '', from, to: `${part}/to.md`, ...made, [place]: name };
      const value = fittingValue((params as { params: never }).params, hints);
      const isStream = method in workspaceStreams;
      const { result, error } = await (isStream
        ? who.open(method, value, host.host)
        : who.request(method, value, host.host));
      const times = { modifiedMs: 0, createdMs: 0 };
      return { result: result && { ...result, ...times }, error: error?.message.replaceAll(name, '*') };
    };
    const asked = /^(files|documents|conventions)\./;
    for (const method of [...Object.keys(workspaceMethods), ...Object.keys(workspaceStreams)]) {
      if (!asked.test(method) || method === 'documents.create') continue;
      const places = method === 'files.move' || method === 'files.copy' ? ['from', 'to'] : ['path'];
      for (const [there, not] of pairs)
        for (const place of places)
          expect([method, there, place, await ask(method, there, place)]).toEqual([
            method,
            there,
            place,
            await ask(method, not, place),
          ]);
    }
    expect(await host.read(outsidePath)).toBe(`${canary}-content\n`);
  });

  it('finds nothing there, and is not told by a limit that there is something', async () => {
    const [, , editor] = guests as [RawClient, RawClient, RawClient];
    const scopes = [{}, { includes: ['**', '../**', `${host.folder}/**`, `${canary}*/**`], useIgnoreFiles: false }];
    for (const scope of scopes) {
      for (const isRegExp of [false, true]) {
        const params = { pattern: isRegExp ? 'c[n]ry' : 'cnry', isRegExp, maxResults: 1, ...scope };
        const { parts, result } = await editor.open('search.text', params, host.host);
        expect([parts, result]).toEqual([[], { limitHit: false }]);
      }
      const { result } = await editor.request('search.files', { pattern: 'top', maxResults: 1, ...scope }, host.host);
      expect(result).toEqual({ paths: [], limitHit: false });
    }
  });

  it('hears nothing by ids of before: in a new window, an old one, and one that only delivers', async () => {
    const windows: RawClient[] = [];
    for (const purpose of ['window', 'program', 'drain'] as const) {
      for (const since of [0, 1, knowing.welcome!.head]) {
        for (const replica of [knowing.replica, freshId()]) {
          const window = await host.stranger();
          window.ticket = knowing.ticket;
          const first = await window.hello({ purpose, name: 'Knowing', replica, since, refs: [outside, own] });
          if (first.t !== 'welcome') continue;
          window.send({ t: 'subscribe', ref: outside, subscription: 1 });
          window.send({ t: 'resume', subscription: 2, held: [[outside, 1]] });
          await typist.types(`${canary}-again `);
          await window.handled().catch(() => undefined);
          windows.push(window);
          if (replica !== knowing.replica) window.close();
        }
      }
    }
    expect(windows.length).toBeGreaterThan(8);
    for (const window of windows) expect(toldOf(window, canary).slice(0, 3)).toEqual([]);
    knowing = await host.again(knowing);
  });

  it('reads no attachment of the rest, and is not told that there is one', async () => {
    const text = `${canary}-large `.repeat(20_000);
    const sent = await new BlobClient(host, ada).upload(Buffer.from(text));
    const blobs = new BlobClient(host, knowing);
    const answers = async (hash: string) => {
      const [get, head] = [await blobs.get(hash), await blobs.head(hash)];
      return [get.status, await get.text(), head.status, head.headers.get('x-received-bytes')];
    };
    expect(await answers(sent)).toEqual(await answers(hashOf(Buffer.from('nothing'))));
  });

  it('gets a file that comes into their part without its past, and no name of where it was', async () => {
    const [, , editor] = guests as [RawClient, RawClient, RawClient];
    const path = `${canary}-coming.txt`;
    await writeFile(join(host.folder, path), 'plain\n');
    const ref = await documentOf(host, path);
    const coming = await HonestTypist.subscribe(ada, ref);
    await coming.types(`${canary}-past `);
    await coming.deletes(0, canary.length + 6);
    await host.owner.request('files.move', { from: path, to: `${part}/come.txt`, overwrite: false }, host.host);
    await editor.ended();
    const again = await host.again(editor);
    guests[2] = again;
    again.send({ t: 'subscribe', ref, subscription: 1 });
    await again.until((frame) => (frame.t === 'backfill' && frame.done ? true : undefined));
    expect(again.hasHeard('plain')).toBe(true);
    guests.splice(0, guests.length, again);
  });

  it('is told no name of a file that comes from elsewhere within one breath', async () => {
    const guest = await limitedOf('viewer');
    const ref = freshId();
    const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false };
    const opened = { term: host.term, path: `${canary}-was.txt`, title: '', format, readOnly: false };
    const entries = [
      host.owner.entry('doc.opened', opened, { ref }),
      host.owner.entry('doc.moved', { term: host.term, path: `${part}/is.txt` }, { ref }),
    ];
    host.owner.send({ t: 'entries', entries });
    await host.owner.until(() => (host.owner.hasHeard(`${part}/is.txt`) ? true : undefined));
    await guest.handled().catch(() => undefined);
    expect(toldOf(guest, canary)).toEqual([]);
  });

  it('stays limited when they are removed and come back, when their role changes, and when the server starts anew', async () => {
    const guest = await limitedOf('editor');
    const person = personOf(guest);
    await host.owner.verdict('participant.removed', { person, ban: false });
    await guest.ended();
    const back = await host.stranger();
    back.ticket = guest.ticket;
    const first = await back.hello({ invite: host.invite, purpose: 'window', name: 'Back', replica: freshId() });
    expect(first.t).toBe('waiting');
    await host.owner.verdict('participant.admitted', { person, name: 'Back', role: 'editor' });
    await back.until(() => back.welcome ?? undefined);
    await host.give(back, 'maintainer');
    await typist.types(`${canary}-later `);
    guests.push(back);
    const names = async (client: RawClient) => {
      const { result } = await client.request('files.list', { path: '' }, host.replicaOfHost);
      return (result!.entries as { name: string }[]).map(({ name }) => name);
    };
    expect(await names(back)).toEqual(['way']);
    await host.restart();
    const anew = await host.again(back, { since: back.welcome!.head, refs: [own] });
    guests.push(anew);
    expect(await names(anew)).toEqual(['way']);
    await rename(join(host.folder, besidePath), join(host.folder, `way/${canary}-renamed.txt`));
    // Written until it is heard: a host that has just started tells no names of what came before its watch stood.
    const writing = setInterval(() => void writeFile(join(host.folder, part, 'last.txt'), 'x'), 200);
    try {
      await anew.until(() => (anew.hasHeard('last.txt') ? true : undefined));
    } finally {
      clearInterval(writing);
    }
  });
});
