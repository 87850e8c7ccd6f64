import { Script } from 'node:vm';
import * as Y from 'yjs';
import { updatesIn } from './update-size.ts';

/** Longest time in which a text of a file is put together. Texts of people take some hundredths of that. */
export const mostTrialMs = 2_000;
/** Parts of a text below which even the worst order of them costs nothing. */
export const fewStructs = 5_000;

const called = Symbol.for('ensemble.trial');

/**
 * Runs some code that does not wait for anything, for so long at most: V8 ends it there, wherever it is. False where it
 * took longer, or threw.
 */
export function runWithin(ms: number, run: () => void): boolean {
  Reflect.set(globalThis, called, run);
  try {
    new Script(`globalThis[Symbol.for('ensemble.trial')]()`).runInThisContext({ timeout: ms });
    return true;
  } catch {
    return false;
  } finally {
    Reflect.deleteProperty(globalThis, called);
  }
}

/**
 * Puts a text together from the packed values of a file, each with an update, on trial: to find a place among others
 * may cost each part a look at all of them, by an author who wants it so.
 */
export function isSoonTogether(packed: readonly Uint8Array[], ms = mostTrialMs): boolean {
  const document = new Y.Doc();
  return runWithin(ms, () => {
    for (const bytes of packed) {
      for (const update of updatesIn(bytes)) Y.applyUpdate(document, update);
    }
  });
}
