import { setTimeout as pause } from 'node:timers/promises';
import type { TextDocument } from '../../src/client/text-document.ts';
import { ScriptedGuest } from '../../tests/e2e/lib/scripted-guest.ts';
import { p95 } from '../editing/stage.ts';

const everyMs = 60;

let writer: TextDocument | null = null;
let reader: TextDocument | null = null;
let isTyping = false;

async function join(link: string): Promise<void> {
  const [a, b] = await Promise.all([ScriptedGuest.join(link, 'Writer'), ScriptedGuest.join(link, 'Reader')]);
  const { ref } = await a.client.request('documents.create', { title: 'Keys', text: '' });
  [writer, reader] = await Promise.all([a.client.documents.open(ref), b.client.documents.open(ref)]);
}

/** Types one key after another. Gives the p95 of the times until the other one had it. */
async function type(): Promise<number> {
  const times: number[] = [];
  isTyping = true;
  while (isTyping) {
    const came = Promise.withResolvers<void>();
    const stop = reader!.onEdits(() => came.resolve());
    const startedMs = performance.now();
    writer!.edit([{ offset: 0, deleteLength: 0, insertText: 'x' }]);
    await came.promise;
    times.push(performance.now() - startedMs);
    stop();
    await pause(everyMs);
  }
  return p95(times);
}

let typed: Promise<number> | null = null;
process.on('message', async (order: { is: 'join' | 'type' | 'stop'; link?: string }) => {
  if (order.is === 'join') {
    await join(order.link!);
    process.send?.({ is: 'joined' });
  } else if (order.is === 'type') typed = type();
  else {
    isTyping = false;
    process.send?.({ is: 'stopped', p95Ms: await typed });
  }
});
process.send?.({ is: 'ready' });
