import { pulseMs } from '../../../shared/capabilities/pulse/pulse.ts';
import { decodeBody } from '../../../shared/session/table.ts';
import type { App } from '../../session/app.ts';
import { pointedPlace } from '../../session/pointed-place.ts';
import { lineAt } from '../../ui/line-at.ts';

/** `Ensemble: Point at This Line`, and the light on the lines at which others point. */
export function pulse(app: App): void {
  const { workbench } = app;
  workbench.commands.register({
    id: 'ensemble.pointAtLine',
    title: 'Point at This Line',
    category: 'Ensemble',
    keybinding: 'ctrl+k i',
    menus: [{ id: 'editor-context', group: 'ensemble' }],
    run: () => point(app),
  });
  void workbench.ready.then(() => showPulses(app));
}

function point({ workbench, client, texts }: App): void {
  const active = workbench.editors.active();
  const ref = active && texts.mayBeTold(active.key) ? texts.refOf(active.key) : null;
  const model = active && workbench.models.get(active.key);
  if (!active || !model || ref === null)
    return void workbench.notifications.status('Open a shared file first: others see light on your line in it.');
  const line = lineAt(model.getValue(), active.selections[0]?.head ?? 0);
  client.publishLatest('pulse.shown', { line }, ref);
  workbench.notifications.status(`You pointed at line ${line}.`);
}

function showPulses(app: App): void {
  const { workbench, session } = app;
  const ends = new Map<string, () => void>();
  session.events.on('entry', ({ kind, ref, by, at, body }) => {
    // On opening a text, a window hears of the last light there, which is over.
    if (kind !== 'pulse.shown' || session.nowMs() - at > pulseMs) return;
    const { line } = decodeBody(kind, body);
    const place = pointedPlace(app, { by, ref, line });
    if (place === null) return;
    const { key, colorIndex, name } = place;
    const mark = { startLine: line, endLine: line, colorIndex, hover: `${name} points here`, kind: 'pulse' as const };
    ends.get(by)?.();
    workbench.editors.setLineMarks(`pulse ${by}`, key, [mark]);
    workbench.notifications.announce(`${name} points at line ${line} of ${key}`);
    const end = () => {
      clearTimeout(timer);
      workbench.editors.setLineMarks(`pulse ${by}`, key, []);
      ends.delete(by);
    };
    const timer = setTimeout(end, pulseMs);
    ends.set(by, end);
  });
}
