import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as Y from 'yjs';
import { agentOf } from './agent-guest.ts';
import type { AttackedHost } from './attacked-host.ts';
import { HonestTypist } from './honest-typist.ts';
import { freshId, type RawClient } from './raw-client.ts';
import type { Place } from './yjs-bytes.ts';

export interface Stretch {
  ids: [client: number, clock: number, length: number][];
  fromStart?: true;
  toEnd?: true;
}

/** Everything that stands in a text, as an agent names what it has read. */
export function allRead({ text }: HonestTypist): Stretch {
  const ids: Stretch['ids'] = [];
  for (let item = text._start; item; item = item.right) {
    if (item.deleted) continue;
    const last = ids.at(-1);
    if (last && last[0] === item.id.client && last[1] + last[2] === item.id.clock) last[2] += item.length;
    else ids.push([item.id.client, item.id.clock, item.length]);
  }
  return { ids, fromStart: true, toEnd: true };
}

/** The id of the character at a place. */
export function placeOf({ text }: HonestTypist, index: number): Place {
  let rest = index;
  for (let item = text._start; item; item = item.right) {
    if (item.deleted) continue;
    if (rest < item.length) return [item.id.client, item.id.clock + rest];
    rest -= item.length;
  }
  throw new Error(`nothing stands at ${index}`);
}

/** The body of a lock on lines of a text, from a place to another. */
export function sectionOf({ text }: HonestTypist, from: number, to: number, lines: { start: number; end: number }) {
  const anchorAt = (index: number) =>
    Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(text, index, index === from ? 0 : -1));
  const selection = { anchor: anchorAt(from), head: anchorAt(to) };
  return { lock: freshId(), path: null, selection, lines, beside: [], untilMs: null };
}

/** A text as the server folds it for somebody who comes now. */
export async function textNow(host: AttackedHost, ref: string): Promise<string> {
  const late = await HonestTypist.subscribe(await host.guest('editor', { name: 'Late' }), ref);
  late.client.send({ t: 'leave' });
  late.client.close();
  return late.text.toString();
}

/** A file with lines 2 and 3 locked by Bob, and a modified agent of somebody else that has read all of it. */
export class SectionScene {
  static readonly first = 'one\ntwo\nthree\nfour\nfive\n';
  readonly host: AttackedHost;
  readonly bob: HonestTypist;
  readonly agent: HonestTypist;
  readonly lock: string;

  private constructor(host: AttackedHost, bob: HonestTypist, agent: HonestTypist, lock: string) {
    this.host = host;
    this.bob = bob;
    this.agent = agent;
    this.lock = lock;
  }

  static async make(host: AttackedHost, owner: RawClient, holder: RawClient): Promise<SectionScene> {
    const path = `${freshId()}.txt`;
    await writeFile(join(host.folder, path), SectionScene.first);
    const bob = await HonestTypist.join(holder, host.host, path);
    const body = sectionOf(bob, 4, 13, { start: 2, end: 3 });
    const said = await holder.verdict('lock.acquired', body, { ref: bob.ref });
    if (said !== 'taken') throw new Error(`not locked: ${said}`);
    const agent = await HonestTypist.join(await agentOf(host, owner), host.host, path);
    return new SectionScene(host, bob, agent, body.lock);
  }

  get ref(): string {
    return this.bob.ref;
  }

  /** Outcome of an update of the agent's, and the text after it. */
  async says(update: Uint8Array, over: object = {}, who = this.agent): Promise<[string, string]> {
    const body = { update, reads: [allRead(who)], turn: 't', call: 'c', ...over };
    const verdict = await who.client.verdict('doc.updated', body, { ref: this.ref });
    return [verdict, await this.now()];
  }

  now(): Promise<string> {
    return textNow(this.host, this.ref);
  }
}
