import { toDisposable } from '@codingame/monaco-vscode-api/vscode/vs/base/common/lifecycle';
import { ViewPane } from '@codingame/monaco-vscode-api/vscode/vs/workbench/browser/parts/views/viewPane';
import type { Render } from '../ports/contributions.ts';

/** Least height of an open section: three rows. As many sections as Ensemble has then fit a window of 800 × 600. */
const leastBodyPx = 66;

/** Sections to be open or closed once they are made: one is made only when its container is first shown. */
export const expandedOnceMade = new Map<string, boolean>();

/** Makes the class of a view whose body is filled by the function. */
export function viewPaneOf(render: Render): new (...args: ConstructorParameters<typeof ViewPane>) => ViewPane {
  return class extends ViewPane {
    #body: HTMLElement | null = null;

    constructor(...args: ConstructorParameters<typeof ViewPane>) {
      const [options, ...services] = args;
      super({ ...options, expanded: expandedOnceMade.get(options.id) ?? options.expanded ?? true }, ...services);
      expandedOnceMade.delete(options.id);
      this.minimumBodySize = leastBodyPx;
    }

    protected override renderBody(container: HTMLElement): void {
      super.renderBody(container);
      const body = document.createElement('div');
      body.className = 'ensemble-view';
      body.tabIndex = -1;
      container.append(body);
      this.#body = body;
      this._register(toDisposable(render(body)));
    }

    protected override layoutBody(height: number, width: number): void {
      super.layoutBody(height, width);
      if (this.#body === null) return;
      this.#body.style.height = `${height}px`;
      this.#body.style.width = `${width}px`;
    }

    override focus(): void {
      super.focus();
      const first = this.#body?.querySelector<HTMLElement>('button, input, textarea, select, a[href], [tabindex="0"]');
      (first ?? this.#body)?.focus();
    }
  };
}
