import type { TextModelPort } from '../../workbench/index.ts';

/** The open files that are hidden from guests: each window of the owner has them by itself, as an editor alone has. */
export class LocalFiles {
  readonly #models = new Map<string, TextModelPort>();

  /** From here on until it is closed. */
  add(model: TextModelPort): void {
    const { key } = model;
    this.#models.set(key, model);
    model.onDispose(() => {
      if (this.#models.get(key) === model) this.#models.delete(key);
    });
  }

  has(key: string): boolean {
    return this.#models.has(key);
  }

  /** Takes out those of which `isShared` says that everybody may have them by now. */
  take(isShared: (key: string) => boolean): TextModelPort[] {
    const taken = [...this.#models.values()].filter(({ key }) => isShared(key));
    for (const { key } of taken) this.#models.delete(key);
    return taken;
  }
}
