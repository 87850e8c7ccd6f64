import './whiteboard.css';
import type { App } from '../../session/app.ts';
import type { Dispose, PaneText } from '../../workbench/index.ts';

/** Fills a pane with a whiteboard. What draws it is fetched when a board is opened for the first time. */
export function renderBoard(app: App, container: HTMLElement, text: PaneText): Dispose {
  const words = document.createElement('p');
  words.className = 'ensemble-board-words';
  words.setAttribute('role', 'status');
  words.textContent = 'Opening the whiteboard…';
  container.replaceChildren(words);
  let close: Dispose | null = null;
  let isClosed = false;
  import('./board.tsx').then(
    ({ showBoard }) => {
      if (isClosed) return;
      container.replaceChildren();
      close = showBoard(app, container, text);
    },
    () => {
      words.textContent =
        'The whiteboard could not be loaded, since the connection was away. Reload the window to see it.';
    },
  );
  return () => {
    isClosed = true;
    close?.();
  };
}
