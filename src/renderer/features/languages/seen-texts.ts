import { languageLimits } from '../../../shared/capabilities/languages/limits.ts';
import type { App } from '../../session/app.ts';
import { AskedText } from './asked-text.ts';
import type { SeenTexts } from './piece-way.ts';

const scheme = 'folder:';

/** Gives the path of a place in the folder; null for any other. */
export function pathOf(uri: string): string | null {
  if (!uri.startsWith(scheme)) return null;
  try {
    return decodeURIComponent(uri.slice(scheme.length)).replace(/^\/+/, '');
  } catch {
    return null;
  }
}

/** Waits until the log has all of this window's edits of a document, or the signal aborts. */
async function untilHeard({ client }: App, ref: string, signal: AbortSignal): Promise<void> {
  if (!client.isWaitingOn(ref)) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = client.events.on('unsent', () => !client.isWaitingOn(ref) && resolve());
  signal.addEventListener('abort', () => resolve());
  await promise.finally(stop);
}

/** Finds the text behind an open editor's key, once it is shared; null where it is not open, or not shared. */
export async function textOf(app: App, key: string): Promise<AskedText | null> {
  const document = await app.texts.tieOf(key)?.bound;
  return document ? new AskedText(app, key, document) : null;
}

/**
 * Describes texts as this window has them: what it has applied of the log, and what the log does not have yet. Further
 * texts with such edits come along, as far as there is room. Where one text alone has more of them than a message may
 * bring, it waits until the log has them.
 */
export async function describe(
  app: App,
  texts: readonly AskedText[],
  signal: AbortSignal,
): Promise<{ at: SeenTexts; more: AskedText[] }> {
  const { documents } = app.client;
  for (const { document } of texts) {
    const { update } = documents.difference(document.ref);
    if (update.length > languageLimits.unsentBytes / 2) await untilHeard(app, document.ref, signal);
  }
  // From here on nothing is waited for: all texts are described as of one moment.
  let room: number = languageLimits.unsentBytes;
  const at: SeenTexts = [];
  const add = (ref: string) => {
    const seen = documents.difference(ref);
    if (at.length >= languageLimits.texts || seen.update.length > room) return false;
    room -= seen.update.length;
    at.push({ ref, ...seen });
    return true;
  };
  for (const { document } of texts) add(document.ref);
  const more: AskedText[] = [];
  for (const ref of documents.refs) {
    if (texts.some(({ document }) => document.ref === ref) || !app.client.isWaitingOn(ref)) continue;
    const document = documents.get(ref);
    const path = app.client.state.documents[ref]?.path;
    if (document && path && add(ref)) more.push(new AskedText(app, path, document));
  }
  return { at, more };
}
