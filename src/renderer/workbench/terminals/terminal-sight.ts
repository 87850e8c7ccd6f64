import type { IViewsService } from '@codingame/monaco-vscode-api';
import { Emitter } from '@codingame/monaco-vscode-api/vscode/vs/base/common/event';
import type { ITerminalInstance } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/terminal/browser/terminal';
import type { ITerminalService } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/terminal/browser/terminal.service';
import type { ShownTerminal } from '../ports/terminals.ts';

const viewId = 'terminal';

interface Tab {
  instance: ITerminalInstance;
  reveal: () => void;
}

/** The terminal that is in sight in this window, and the way to bring a foreign one there. */
export class TerminalSight {
  readonly changed = new Emitter<void>();
  readonly #foreign = new Map<string, Tab>();
  #isInSight: () => boolean = () => false;
  #active: () => ITerminalInstance | undefined = () => undefined;
  /** Foreign terminal that was asked for before it was there. */
  #wanted: string | null = null;

  /** Begins once the services of terminals are there. */
  watch(terminals: ITerminalService, views: IViewsService): void {
    this.#isInSight = () => views.isViewVisible(viewId);
    this.#active = () => terminals.activeInstance;
    terminals.onDidChangeActiveInstance(() => this.changed.fire());
    views.onDidChangeViewVisibility(({ id }) => id === viewId && this.changed.fire());
  }

  shown(): ShownTerminal | null {
    const active = this.#isInSight() ? this.#active() : undefined;
    if (!active) return null;
    const [foreign = null] = [...this.#foreign].find(([, { instance }]) => instance === active) ?? [];
    return { number: foreign === null ? (active.persistentProcessId ?? null) : null, foreign };
  }

  /** Notes the tab of a foreign terminal. */
  add(id: string, instance: ITerminalInstance, reveal: () => void): void {
    this.#foreign.set(id, { instance, reveal });
    instance.onDisposed(() => {
      if (this.#foreign.get(id)?.instance === instance) this.#foreign.delete(id);
    });
    if (this.#wanted === id) this.reveal(id);
  }

  reveal(id: string): void {
    const tab = this.#foreign.get(id);
    this.#wanted = tab ? null : id;
    tab?.reveal();
  }
}
