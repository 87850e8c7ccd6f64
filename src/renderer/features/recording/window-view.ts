import { recordingLimits } from '../../../shared/capabilities/recording/kinds.ts';
import { isRecorded } from '../../../shared/capabilities/recording/recording-state.ts';
import type { Body } from '../../../shared/session/table.ts';
import type { App } from '../../session/app.ts';
import { shownTerminal } from '../../session/shown-terminal.ts';

/** Pause between two words about the window (a throttle). */
const pauseMs = 500;

/** Gathers what this window shows of the session: nothing of files that others may not see. */
function viewOf({ workbench, texts }: App, terminal: string | null): Body<'recording.viewed'> {
  const told = workbench.editors
    .visible()
    .filter(({ key }) => !key.startsWith('untitled:') && texts.mayBeTold(key))
    .sort((a, b) => (a.column ?? Number.POSITIVE_INFINITY) - (b.column ?? Number.POSITIVE_INFINITY))
    .slice(0, recordingLimits.editors);
  const focused = told.findIndex(({ isActive }) => isActive);
  const views = ['activeViewlet', 'activePanel', 'activeAuxiliary'].flatMap((name) => {
    const id = workbench.context.get(name);
    return typeof id === 'string' && id !== '' && id.length <= 100 ? id : [];
  });
  return {
    editors: told.map(({ key, topLine, column }) => ({ path: key, topLine, ...(column !== null && { column }) })),
    focused: focused < 0 ? null : focused,
    views,
    ...(terminal !== null && { terminal }),
  };
}

/** Tells what this window shows while the session is recorded, coalesced; without a recording it says nothing. */
export function sendView(app: App): void {
  const { workbench, client, session } = app;
  let isDue = false;
  let last = '';
  const send = async () => {
    const terminal = await shownTerminal(app);
    isDue = false;
    const { recording } = session.state;
    if (recording === null || !isRecorded(session.state)) return;
    const view = viewOf(app, terminal);
    const words = JSON.stringify([recording.ref, view]);
    if (words === last) return;
    last = words;
    client.publishLatest('recording.viewed', view, recording.ref);
  };
  const soon = () => {
    if (isDue || !isRecorded(session.state)) return;
    isDue = true;
    setTimeout(() => void send(), pauseMs);
  };
  let was = false;
  session.events.on('state', () => {
    const is = isRecorded(session.state);
    const isNew = is && !was;
    if (is !== was) last = '';
    was = is;
    // A recording shows from its first moment what people see.
    if (isNew) void send();
    else soon();
  });
  workbench.editors.onVisibleChanged(soon);
  workbench.editors.onScroll(soon);
  workbench.terminals.onShownChanged(soon);
}
