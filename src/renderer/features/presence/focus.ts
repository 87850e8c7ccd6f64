import type { App } from '../../session/app.ts';
import { lineAt } from '../../ui/line-at.ts';
import { throttle } from './throttle.ts';

const pauseMs = 500;

interface Focus {
  path: string | null;
  line: number | null;
  ref: string | null;
}

function focusOf({ workbench, texts }: App): Focus {
  const active = workbench.editors.active();
  const model = active ? workbench.models.get(active.key) : undefined;
  const ref = active ? texts.refOf(active.key) : null;
  // A buffer of my own is private until it is shared, and so is a hidden file.
  if (!active || !model || !texts.mayBeTold(active.key)) return { path: null, line: null, ref: null };
  return { path: model.path, line: lineAt(model.getValue(), active.selections[0]?.head ?? 0), ref };
}

/** Tells the others which file and line this window looks at, at most twice a second. */
export function tellFocus(app: App): void {
  const { workbench, client, texts } = app;
  let told: Focus | null = null;
  const tell = () => {
    const { path, line, ref } = focusOf(app);
    if (told && told.path === path && told.line === line && told.ref === ref) return;
    told = { path, line, ref };
    client.publishLatest('presence.focused', { path, line }, ref);
  };
  const soon = throttle(client.options.environment, pauseMs, tell);
  workbench.editors.onSelectionChanged(soon);
  workbench.editors.onVisibleChanged(soon);
  texts.onChanged(soon);
  client.events.on('status', ({ is }) => {
    if (is !== 'online') return;
    // Entries about other documents are sent again after a reconnect, and may come last.
    told = null;
    soon();
  });
}
