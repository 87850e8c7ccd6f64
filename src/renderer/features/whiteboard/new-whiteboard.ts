import { EnsembleError } from '../../../shared/core/errors.ts';
import type { App } from '../../session/app.ts';
import { emptyBoard } from './board-text.ts';

/** Most names that are tried. */
const mostNames = 1000;

/** Makes `whiteboard-N.excalidraw` in the folder, with the first number that is free, and opens it. */
export async function createWhiteboard({ workbench, workspace }: App, ending: string): Promise<void> {
  const { notifications, editors } = workbench;
  try {
    const { entries } = await workspace.request('files.list', { path: '' });
    const taken = new Set(entries.map(({ name }) => name.toLowerCase()));
    for (let number = 1; number <= mostNames; number++) {
      const path = `whiteboard-${number}${ending}`;
      if (taken.has(path)) continue;
      const content = new TextEncoder().encode(emptyBoard);
      await workspace.request('files.write', { path, content, create: true, overwrite: false });
      await editors.reveal(path, 1, { preview: false });
      return;
    }
    void notifications.show('warning', `There are ${mostNames} whiteboards in this folder already.`);
  } catch (thrown) {
    if (!(thrown instanceof EnsembleError)) throw thrown;
    void notifications.show('error', `The whiteboard was not made: ${thrown.message}`);
  }
}
