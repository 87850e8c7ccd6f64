import type { SessionClient } from '../../../client/session-client.ts';
import type { TextDocument } from '../../../client/text-document.ts';
import type { Workbench } from '../../workbench/index.ts';
import type { SharedText } from './shared-text.ts';

/** Moves editors along with their texts: to the new name of a file, or from a link to the file itself. */
export class MovingEditors {
  readonly #client: SessionClient;
  readonly #texts: ReadonlyMap<string, SharedText>;
  readonly #workbench: () => Workbench | null;
  /** Texts whose editors are about to take another name. */
  readonly #moving = new Set<string>();

  constructor(client: SessionClient, texts: ReadonlyMap<string, SharedText>, workbench: () => Workbench | null) {
    this.#client = client;
    this.#texts = texts;
    this.#workbench = workbench;
  }

  /** Follows where somebody has renamed a file that is open here, or saved a buffer as one. */
  follow(): void {
    for (const [key, { model, document }] of this.#texts) {
      if (document === null || this.#moving.has(key)) continue;
      const to = this.#pathOf(document) ?? model.path;
      if (to !== null && to !== model.path) void this.#follow(key, document, to);
    }
  }

  async #follow(key: string, document: TextDocument, to: string): Promise<void> {
    // The file may have gone on, or back, by the time its new name is open: an editor there would have another text.
    const ready = async () => {
      const bound = await this.#texts.get(to)?.bound;
      return bound?.ref === document.ref && this.#pathOf(document) === to;
    };
    try {
      await this.during(key, () => this.#workbench()!.editors.move(key, to, ready));
    } catch (thrown) {
      this.#workbench()?.notifications.show('warning', `${key} is now ${to}: ${String(thrown)}`);
    }
    if (this.#pathOf(document) !== to) this.follow();
  }

  #pathOf({ ref }: TextDocument): string | null | undefined {
    return this.#client.state.documents[ref]?.path;
  }

  /** Opens the file itself in place of a link: a file has one document and one editor, whatever its names. */
  async goTo(link: string, path: string): Promise<void> {
    await this.#workbench()!.editors.move(link, path, async () => {
      await this.#texts.get(path)?.bound;
      return true;
    });
  }

  /** Follows no rename of a text during a piece of work that moves its editors. */
  async during(key: string, work: () => Promise<void>): Promise<void> {
    this.#moving.add(key);
    try {
      await work();
    } finally {
      this.#moving.delete(key);
    }
  }
}
