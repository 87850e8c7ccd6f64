import { IModelService } from '@codingame/monaco-vscode-api';
import { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import { StandaloneServices } from '@codingame/monaco-vscode-api/vscode/vs/editor/standalone/browser/standaloneServices';
import { append } from '../../../shared/core/append.ts';
import type { ShownThread } from '../ports/comments.ts';
import { pathOfVersion } from '../scm/versions.ts';
import { Thread } from './thread.ts';

/** Changes of threads, as the workbench is told of them. */
export interface ThreadChanges {
  added: Thread[];
  changed: Thread[];
  removed: Thread[];
}

/** Text of a version that is open; null for another address, and for one that is not open. */
export function textOfVersion(resource: URI): string | null {
  if (pathOfVersion(resource) === null) return null;
  return StandaloneServices.get(IModelService).getModel(resource)?.getValue() ?? null;
}

/** Threads in versions of their files that are open: each where its quoted lines stand in that text. */
export class VersionThreads {
  /** By the address of the version and the id of the thread. */
  readonly #open = new Map<string, Map<string, Thread>>();
  readonly #nextHandle: () => number;

  constructor(nextHandle: () => number) {
    this.#nextHandle = nextHandle;
  }

  /** Gives the threads of a version, and follows it from here on. */
  in(resource: URI, all: Iterable<ShownThread>): Thread[] {
    const address = resource.toString();
    const known = this.#open.get(address) ?? new Map<string, Thread>();
    this.#open.set(address, known);
    this.#update(resource, known, all);
    return [...known.values()];
  }

  /** Brings the versions that are open up to date; forgets those that are closed. */
  update(all: Iterable<ShownThread>): ThreadChanges {
    const changes: ThreadChanges = { added: [], changed: [], removed: [] };
    for (const [address, known] of this.#open) {
      const of = this.#update(URI.parse(address), known, all);
      for (const name of ['added', 'changed', 'removed'] as const) append(changes[name], of[name]);
      if (textOfVersion(URI.parse(address)) === null) this.#open.delete(address);
    }
    return changes;
  }

  #update(resource: URI, known: Map<string, Thread>, all: Iterable<ShownThread>): ThreadChanges {
    const changes: ThreadChanges = { added: [], changed: [], removed: [] };
    const text = textOfVersion(resource);
    const path = pathOfVersion(resource);
    const wanted = new Set<string>();
    for (const shown of text === null ? [] : all) {
      const lines = shown.key === path ? shown.linesIn(text!) : null;
      if (lines === null) continue;
      wanted.add(shown.id);
      const range = { startLineNumber: lines.start, startColumn: 1, endLineNumber: lines.end, endColumn: 1 };
      const before = known.get(shown.id);
      const thread = before ?? new Thread(this.#nextHandle(), shown.id, resource.toString(), range);
      known.set(shown.id, thread);
      thread.show({ ...shown, lines });
      changes[before ? 'changed' : 'added'].push(thread);
    }
    for (const [id, thread] of known) {
      if (wanted.has(id)) continue;
      known.delete(id);
      changes.removed.push(thread);
    }
    return changes;
  }

  /** Finds a thread by its version and id. */
  get(resource: string, id: string): Thread | null {
    return this.#open.get(resource)?.get(id) ?? null;
  }

  /** Finds a thread by the workbench's number. */
  byHandle(handle: number | undefined): Thread | null {
    for (const known of this.#open.values())
      for (const thread of known.values()) if (thread.commentThreadHandle === handle) return thread;
    return null;
  }
}
