import type { Workbench } from '../../workbench/index.ts';

/** Menus of actions that are open over texts, or whose chosen action is being made. */
export class OpenMenus {
  readonly #open = new Map<string, PromiseWithResolvers<void>>();

  constructor({ languages }: Pick<Workbench, 'languages'>) {
    languages.onToolOpen((key, isOpen, tool) => {
      if (tool !== 'actions') return;
      this.#open.get(key)?.resolve();
      this.#open.delete(key);
      if (isOpen) this.#open.set(key, Promise.withResolvers());
    });
  }

  /** Resolves once no menu is open over a text any more. */
  async closed(key: string): Promise<void> {
    for (let menu = this.#open.get(key); menu; menu = this.#open.get(key)) await menu.promise;
  }
}
