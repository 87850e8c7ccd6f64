import { drawingMs, fadingMs } from '../../../shared/capabilities/drawing/drawing.ts';
import { replicaMay } from '../../../shared/capabilities/people/participants.ts';
import { decodeBody } from '../../../shared/session/table.ts';
import type { App } from '../../session/app.ts';
import { pointedPlace } from '../../session/pointed-place.ts';

const isOpenKey = 'ensemble.isDrawing';

/** `Ensemble: Draw over Code`, and the strokes that others draw. */
export function drawing(app: App): void {
  const { workbench } = app;
  let close: (() => void) | null = null;
  workbench.commands.register({
    id: 'ensemble.drawOverCode',
    title: 'Draw over Code',
    category: 'Ensemble',
    when: 'ensemble.canAnnotate',
    menus: [{ id: 'editor-context', group: 'ensemble' }],
    run: () => {
      close?.();
      close = openBoard(app, () => {
        close = null;
      });
    },
  });
  workbench.commands.register({
    id: 'ensemble.stopDrawing',
    title: 'Stop Drawing',
    category: 'Ensemble',
    when: isOpenKey,
    run: () => close?.(),
  });
  void workbench.ready.then(() => showDrawings(app));
}

function openBoard({ workbench, client, texts }: App, onClosed: () => void): (() => void) | null {
  const { editors, notifications, context } = workbench;
  const active = editors.active();
  const ref = active && texts.mayBeTold(active.key) ? texts.refOf(active.key) : null;
  if (!active || ref === null) {
    notifications.status('Open a shared file first: others see what you draw over it.');
    return null;
  }
  if (!replicaMay(client.state, client.replica, 'annotate')) {
    notifications.status('You may not draw here: it needs the right to comment.');
    return null;
  }
  const { colorIndex = 0 } = client.state.participants[client.person ?? ''] ?? {};
  context.set(isOpenKey, true);
  notifications.announce('Drawing over code. Escape ends it. Point at This Line does the same by keyboard.');
  return editors.openBoard(active.key, {
    colorIndex,
    words: 'Drawing · Esc to stop',
    onStroke: ({ line, points }) =>
      client.publishLatest('drawing.drawn', { line, points: points.map(([x, y]): [number, number] => [x, y]) }, ref),
    onClosed: () => {
      context.set(isOpenKey, false);
      onClosed();
    },
  });
}

function showDrawings(app: App): void {
  const { workbench, session } = app;
  session.events.on('entry', ({ kind, ref, by, at, body }) => {
    // On opening a text, a window hears of the last stroke there, which is over.
    if (kind !== 'drawing.drawn' || session.nowMs() - at > drawingMs) return;
    const stroke = decodeBody(kind, body);
    const place = pointedPlace(app, { by, ref, line: stroke.line });
    if (place === null) return;
    const { key, colorIndex, name } = place;
    const look = { colorIndex, name, fadesAfterMs: drawingMs - fadingMs, fadingMs };
    const end = workbench.editors.showDrawing(key, { ...stroke, ...look });
    setTimeout(end, drawingMs);
  });
}
