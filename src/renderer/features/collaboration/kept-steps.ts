import { z } from 'zod';
import type { TextDocument } from '../../../client/text-document.ts';
import { writtenAs } from '../../../shared/capabilities/documents/kinds.ts';
import { browserStore, change } from '../../session/browser-store.ts';

const grouped = z.object({ group: z.string().nullable() });

const step = z.object({
  inserted: z.array(z.object({ client: z.number(), clock: z.number(), length: z.number() })),
  deleted: z.array(z.object({ client: z.number(), clock: z.number(), text: z.string() })),
  group: z.string().nullable(),
  explicit: z.boolean().optional(),
  format: z.object({ from: writtenAs, to: writtenAs }).optional(),
});

const newest = z.object({ undo: z.array(grouped), redo: z.array(grouped) });

const steps = z.object({ undo: z.array(step), redo: z.array(step) });

const saveAfterMs = 300;

/** The keeping of one text's steps. */
export interface KeptSteps {
  /** Settles once the steps of before are there. */
  loaded: Promise<void>;
  stop: () => void;
}

/**
 * Keeps the steps of undo of a text in this browser, so that they are there again after a reload. `scope` tells people
 * apart.
 */
export function keepSteps(scope: string, document: TextDocument): KeptSteps {
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
  const loading = browserStore()
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
  const stop = () => {
    stopped = true;
    stopChange();
    removeEventListener('pagehide', save);
    if (timer !== undefined) save();
  };
  return { loaded: loading, stop };
}

/** Finds the documents whose newest kept step, of those that undo (or redo) would take back, is of a group. */
export async function keptInGroup(scope: string, group: string, direction: 'undo' | 'redo'): Promise<string[]> {
  const { store } = (await browserStore()).transaction('undo');
  const range = IDBKeyRange.bound([scope, ''], [scope, '\uffff']);
  const [keys, values] = await Promise.all([store.getAllKeys(range), store.getAll(range)]);
  return keys.flatMap(([, ref], at) => {
    const kept = newest.safeParse(values[at]);
    return kept.success && kept.data[direction].at(-1)?.group === group ? [ref] : [];
  });
}
