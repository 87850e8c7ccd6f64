import { setTimeout as pause } from 'node:timers/promises';
import * as Y from 'yjs';
import { nodeEnvironment } from '../../src/main/machine/environment.ts';
import { everybodysRoom } from '../../src/shared/capabilities/chat/chat-state.ts';
import { textName } from '../../src/shared/capabilities/documents/update-rules.ts';
import { newId } from '../../src/shared/core/ids.ts';
import { parseInviteLink } from '../../src/shared/invite-link.ts';
import type { Body, KindName } from '../../src/shared/session/table.ts';
import type { RawWebSocket } from '../fanout/raw-web-socket.ts';
import { joinRaw, sendEntry } from '../lib/raw-participant.ts';

/** Somebody who talks, and moves in a text, without a window. */
export class Talker {
  readonly #replica = newId(nodeEnvironment);
  #socket: RawWebSocket | null = null;
  #n = 0;
  isLost = false;

  async join(link: string, ref: string): Promise<void> {
    const { origin, session, invite } = parseInviteLink(link);
    this.#socket = await joinRaw({ port: Number(new URL(origin).port), session, invite, ref }, this.#replica, () => {
      this.isLost = true;
    });
  }

  #say<K extends KindName>(kind: K, n: number, ref: string | null, body: Body<K>): void {
    sendEntry(this.#socket!, { replica: this.#replica, n, ref, kind, body });
  }

  /** Posts a message; gives the time since the epoch, by the clock of the machine, which all processes share. */
  post(words: string, mentions: readonly string[] = []): number {
    const message = newId(nodeEnvironment);
    const atMs = Date.now();
    const body = { message, replyTo: null, words, mentions: [...mentions], priority: 'normal' as const, snippet: null };
    this.#say('chat.posted', ++this.#n, everybodysRoom, body);
    return atMs;
  }

  /** Moves the cursor of a text, and the focus to a line. */
  move(ref: string, cursor: Uint8Array, line: number, isFocus: boolean): void {
    this.#say('cursor.moved', 0, ref, { selections: [{ anchor: cursor, head: cursor }], topLine: line });
    if (isFocus) this.#say('presence.focused', 0, ref, { line, path: null });
  }

  leave(): void {
    this.#socket?.close();
  }
}

/** Lets so many people in. */
export async function gatherTalkers(link: string, count: number, ref = everybodysRoom): Promise<Talker[]> {
  const talkers = Array.from({ length: count }, () => new Talker());
  for (const each of talkers) await each.join(link, ref);
  return talkers;
}

/** Has people do something again and again, each so often a second, while `run` runs. */
export async function whileTheyDo(
  talkers: readonly Talker[],
  perSecond: number,
  act: (talker: Talker, index: number, count: number) => void,
  run: () => Promise<void>,
): Promise<void> {
  let isOn = true;
  const everyMs = 1_000 / perSecond;
  const acting = (async () => {
    const dueMs = talkers.map(() => performance.now() + Math.random() * everyMs);
    const counts = talkers.map(() => 0);
    while (isOn) {
      for (const [index, talker] of talkers.entries()) {
        if (dueMs[index]! > performance.now()) continue;
        dueMs[index]! += everyMs;
        act(talker, index, counts[index]!++);
      }
      await pause(5);
    }
  })();
  try {
    await run();
  } finally {
    isOn = false;
    await acting;
  }
  const lost = talkers.filter(({ isLost }) => isLost).length;
  if (lost > 0) throw new Error(`${lost} connections were lost`);
}

/** Relative positions of the beginnings of lines of a text, for cursors. */
export function cursorsIn(update: Uint8Array): Uint8Array[] {
  const document = new Y.Doc();
  Y.applyUpdate(document, update);
  const text = document.getText(textName);
  const cursors: Uint8Array[] = [];
  for (let at = 0; at !== -1; at = text.toString().indexOf('\n', at + 1))
    cursors.push(Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(text, at)));
  return cursors;
}
