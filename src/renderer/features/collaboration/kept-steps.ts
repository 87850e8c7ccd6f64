import { z } from 'zod';
import type { TextDocument } from '../../../client/text-document.ts';
import { writtenAs } from '../../../shared/capabilities/documents/kinds.ts';
import { browserStore, change } from '../../session/browser-store.ts';

const step = z.object({
  inserted: z.array(z.object({ client: z.number(), clock: z.number(), length: z.number() })),
  deleted: z.array(z.object({ client: z.number(), clock: z.number(), text: z.string() })),
  group: z.string().nullable(),
  explicit: z.boolean().optional(),
  format: z.object({ from: writtenAs, to: writtenAs }).optional(),
});

const steps = z.object({ undo: z.array(step), redo: z.array(step) });

const saveAfterMs = 300;

/**
 * Keeps the steps of undo of a text in this browser, so that they are there again after a reload. `scope` tells people
 * apart. Returns a function that stops it.
 */
export function keepSteps(scope: string, document: TextDocument): () => void {
  const key: [string, string] = [scope, document.ref];
  let timer: ReturnType<typeof setTimeout> | undefined;
  let loaded = false;
  let stopped = false;
  const save = () => {
    if (!loaded) return;
    clearTimeout(timer);
    timer = undefined;
    void change('undo', (store) => [store.put(document.steps.toJSON(), key)]).catch(() => undefined);
  };
  void browserStore()
    .then((store) => store.get('undo', key))
    .then((kept) => {
      const parsed = steps.safeParse(kept);
      if (parsed.success) document.steps.load(parsed.data);
    })
    // Without the browser's store undo begins anew; nothing else is lost.
    .catch(() => undefined)
    .finally(() => {
      loaded = true;
      if (stopped && timer !== undefined) save();
    });
  const stopChange = document.onChange(() => {
    timer ??= setTimeout(save, saveAfterMs);
  });
  addEventListener('pagehide', save);
  return () => {
    stopped = true;
    stopChange();
    removeEventListener('pagehide', save);
    if (timer !== undefined) save();
  };
}
