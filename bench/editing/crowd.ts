import { setTimeout as pause } from 'node:timers/promises';
import * as Y from 'yjs';
import type { TextDocument } from '../../src/client/text-document.ts';
import { nodeEnvironment } from '../../src/main/machine/environment.ts';
import { textName } from '../../src/shared/capabilities/documents/update-rules.ts';
import { newId } from '../../src/shared/core/ids.ts';
import { parseInviteLink } from '../../src/shared/invite-link.ts';
import { ScriptedGuest } from '../../tests/e2e/lib/scripted-guest.ts';
import type { RawWebSocket } from '../fanout/raw-web-socket.ts';
import { usageNow } from '../fanout/usage.ts';
import { joinRaw, type RawDoor, sendOfText } from '../lib/raw-participant.ts';
import type { GatherOrder, Probed, ProbeOrder, Stopped, TypeOrder } from './messages.ts';

const words = 'the quick brown fox jumps over';

/** A typist at a place of their own: types some words, and deletes them again, so that the text does not grow. */
class Typist {
  readonly #replica = newId(nodeEnvironment);
  readonly #ref: string;
  readonly #document = new Y.Doc();
  readonly #text = this.#document.getText(textName);
  readonly #offset: number;
  #socket: RawWebSocket | null = null;
  #length = 0;
  #backwards = false;
  #made: Uint8Array | null = null;
  #n = 0;
  isLost = false;

  constructor(ref: string, seed: Uint8Array, offset: number) {
    this.#ref = ref;
    this.#offset = offset;
    Y.applyUpdate(this.#document, seed);
    this.#document.on('update', (update: Uint8Array) => {
      this.#made = update;
    });
  }

  async join(door: RawDoor): Promise<void> {
    this.#socket = await joinRaw(door, this.#replica, () => {
      this.isLost = true;
    });
    sendOfText(this.#socket, this.#replica, ++this.#n, this.#ref, 'doc.bound', { client: this.#document.clientID });
  }

  type(): void {
    if (this.#length === words.length || (this.#length > 0 && this.#backwards)) {
      this.#backwards = this.#length > 1;
      this.#length--;
      this.#text.delete(this.#offset + this.#length, 1);
    } else {
      this.#backwards = false;
      this.#text.insert(this.#offset + this.#length, words[this.#length]!);
      this.#length++;
    }
    const position = Y.createRelativePositionFromTypeIndex(this.#text, this.#offset + this.#length, -1);
    const cursor = Y.encodeRelativePosition(position);
    const body = { update: this.#made!, cursor: { anchor: cursor, head: cursor } };
    sendOfText(this.#socket!, this.#replica, ++this.#n, this.#ref, 'doc.updated', body);
  }

  leave(): void {
    this.#socket?.close();
  }
}

const say = (message: object) => process.send?.(message);

let full: ScriptedGuest | null = null;
let document: TextDocument | null = null;
let typists: Typist[] = [];
let typing: Promise<Stopped> | null = null;
let isTyping = false;

async function gather({ link, path, people }: GatherOrder): Promise<void> {
  if (!full) {
    full = await ScriptedGuest.join(link, 'Prober');
    document = await full.open(path);
  }
  for (const typist of typists.splice(0)) typist.leave();
  const seed = document!.encode();
  const text = document!.toString();
  const { origin, session, invite } = parseInviteLink(link);
  const door = { port: Number(new URL(origin).port), session, invite, ref: document!.ref };
  typists = Array.from({ length: people }, (_, index) => {
    const near = Math.floor((text.length * (index + 0.5)) / people);
    return new Typist(document!.ref, seed, text.indexOf('\n', near));
  });
  for (const typist of typists) await typist.join(door);
  say({ is: 'gathered' });
}

async function type({ editsPerSecond }: TypeOrder): Promise<Stopped> {
  isTyping = true;
  const everyMs = 1000 / editsPerSecond;
  const dueMs = typists.map(() => performance.now() + Math.random() * everyMs);
  const before = usageNow();
  let edits = 0;
  while (isTyping) {
    const nowMs = performance.now();
    for (const [index, typist] of typists.entries()) {
      if (dueMs[index]! > nowMs) continue;
      dueMs[index]! += everyMs;
      typist.type();
      edits++;
    }
    await pause(2);
  }
  const after = usageNow();
  const cpuShare = (after.cpuUs - before.cpuUs) / 1000 / Math.max(1, after.atMs - before.atMs);
  const gone = typists.filter(({ isLost }) => isLost).length + full!.drops;
  return { is: 'stopped', edits, cpuShare, lost: gone > 0 ? `${gone} connections were lost` : null };
}

function probe({ letter, line }: ProbeOrder): void {
  const text = document!.toString();
  let offset = -1;
  for (let at = 0; at < line; at++) offset = text.indexOf('\n', offset + 1);
  const message: Probed = { is: 'probed', atMs: performance.timeOrigin + performance.now() };
  document!.edit([{ offset, deleteLength: 0, insertText: letter }]);
  say(message);
}

async function handle(message: { is: string }): Promise<void> {
  if (message.is === 'gather') await gather(message as GatherOrder);
  else if (message.is === 'type') typing = type(message as TypeOrder);
  else if (message.is === 'probe') probe(message as ProbeOrder);
  else if (message.is === 'stop') {
    isTyping = false;
    const stopped = await typing;
    typing = null;
    if (stopped) say(stopped);
  }
}

process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));
process.on('message', (message: { is: string }) => void handle(message));
say({ is: 'ready' });
