import type { Compared } from '../../../shared/capabilities/people/people-state.ts';
import type { App } from '../../session/app.ts';
import { onReviewedFile, shownReviewedFile } from '../../session/reviewed-file.ts';
import { shownTerminal } from '../../session/shown-terminal.ts';
import { lineAt } from '../../ui/line-at.ts';
import { throttle } from './throttle.ts';

const pauseMs = 500;

interface Focus {
  path: string | null;
  line: number | null;
  ref: string | null;
  /** File of the open review that is compared; null for none. */
  review: string | null;
  /** Place in that comparison, where it is of a commit's text; null elsewhere. */
  compared: Compared | null;
  /** Shared terminal that has the keyboard; null for none. */
  terminal: string | null;
}

function focusOf({ workbench, texts }: App, terminal: string | null): Focus {
  const edited = workbench.panes.editedFile();
  const besides = { terminal, review: shownReviewedFile(), compared: null };
  if (edited !== null && texts.mayBeTold(edited))
    return { path: edited, line: 1, ref: texts.refOf(edited), ...besides };
  const active = workbench.editors.active();
  const model = active ? workbench.models.get(active.key) : undefined;
  const ref = active ? texts.refOf(active.key) : null;
  // A buffer of my own is private until it is shared, and so is a hidden file.
  if (!active || !model || !texts.mayBeTold(active.key))
    return { path: null, line: null, ref: null, ...besides, compared: comparedOf(workbench, besides.review) };
  return { path: model.path, line: lineAt(model.getValue(), active.selections[0]?.head ?? 0), ref, ...besides };
}

function comparedOf({ sourceControl }: App['workbench'], review: string | null): Compared | null {
  const place = review === null ? null : sourceControl.comparedPlace();
  return place && { side: place.side, line: place.line, topLine: place.topLine };
}

/** Tells the others which file and line this window looks at, at most twice a second. */
export function tellFocus(app: App): void {
  const { workbench, client, texts } = app;
  let told: Focus | null = null;
  let inTerminal: string | null = null;
  const tell = () => {
    const now = focusOf(app, inTerminal);
    if (told && JSON.stringify(told) === JSON.stringify(now)) return;
    told = now;
    const { path, line, ref, terminal, review, compared } = now;
    const besides = {
      ...(terminal !== null && { terminal }),
      ...(review !== null && { review }),
      ...(compared !== null && { compared }),
    };
    client.publishLatest('presence.focused', { path, line, ...besides }, ref);
  };
  const soon = throttle(client.options.environment, pauseMs, tell);
  const look = async () => {
    const isIn = document.activeElement?.closest('.xterm') != null;
    if (!isIn && inTerminal === null) return;
    inTerminal = isIn ? await shownTerminal(app) : null;
    soon();
  };
  addEventListener('focusin', () => void look());
  workbench.terminals.onShownChanged(() => void look());
  workbench.editors.onSelectionChanged(soon);
  workbench.editors.onVisibleChanged(soon);
  texts.onChanged(soon);
  onReviewedFile(soon);
  workbench.sourceControl.onComparedMoved(() => shownReviewedFile() !== null && soon());
  client.events.on('status', ({ is }) => {
    if (is !== 'online') return;
    // Entries about other documents are sent again after a reconnect, and may come last.
    told = null;
    soon();
  });
}
