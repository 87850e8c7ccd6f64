import { decodeBody } from '../../../shared/session/table.ts';
import { hashText } from '../../../shared/text/hash.ts';
import type { App } from '../../session/app.ts';

/** Versions that conflicts have put aside, of the texts that this window looks at. */
export class KeptVersions {
  readonly #app: App;
  readonly #kept = new Map<string, { hash: string; text: string }>();

  constructor(app: App) {
    this.#app = app;
    app.client.events.on('entry', ({ kind, ref, body }) => {
      if (kind !== 'doc.kept' || ref === null) return;
      const { of, hash, text } = decodeBody(kind, body);
      this.#kept.set(`${ref} ${of}`, { hash, text });
    });
  }

  /** Gives the disk's text while nobody has chosen. Throws the host's error. */
  async waiting(ref: string): Promise<{ hash: string; text: string }> {
    const found = await this.#app.workspace.request('documents.withheld', { ref });
    this.#kept.set(`${ref} disk`, found);
    return found;
  }

  /** Gives a version that was put aside, where this window has it. */
  get(ref: string, of: 'disk' | 'document'): string | null {
    const kept = this.#kept.get(`${ref} ${of}`);
    return kept && hashText(kept.text) === kept.hash ? kept.text : null;
  }

  forget(ref: string): void {
    for (const of of ['disk', 'document']) this.#kept.delete(`${ref} ${of}`);
  }
}
