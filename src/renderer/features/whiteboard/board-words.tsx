import type { ReactNode } from 'react';
import type { App } from '../../session/app.ts';
import { Button } from '../../ui/button.tsx';
import type { PaneText } from '../../workbench/index.ts';
import type { BoardStatus } from './board-sync.ts';

/** Says above a board what keeps this person from drawing on it, or the file from being shown in full. */
export function BoardWords({ app, text, status }: { app: App; text: PaneText; status: BoardStatus }): ReactNode {
  const words = wordsOf(status, app.recording !== null);
  return (
    <div className="ensemble-board-notice" role="status" hidden={words === null}>
      {words}
      {(status.trouble !== null || status.damaged > 0) && (
        <Button onClick={() => void text.openAsText()}>Open as Text</Button>
      )}
    </div>
  );
}

function wordsOf({ trouble, damaged, isReadOnly }: BoardStatus, isRecording: boolean): string | null {
  if (trouble === 'too-large') return 'Too large for the whiteboard: open as text.';
  if (trouble === 'unreadable') return 'This is no whiteboard that can be read: open as text, and mend it there.';
  if (damaged > 0) {
    const lines = damaged === 1 ? 'One line of this file' : `${damaged} lines of this file`;
    return `${lines} cannot be read, and ${damaged === 1 ? 'is' : 'are'} not shown. Drawing keeps ${damaged === 1 ? 'it' : 'them'} as ${damaged === 1 ? 'it is' : 'they are'}.`;
  }
  if (isReadOnly && !isRecording) return 'You can look at this whiteboard, but not draw on it.';
  return null;
}
