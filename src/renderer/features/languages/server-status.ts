import type { LanguageServer } from '../../../shared/capabilities/languages/language-state.ts';
import type { App } from '../../session/app.ts';
import type { StatusBarEntry } from '../../workbench/index.ts';

export const chooseCommand = 'ensemble.languageServer';

/** Says in words that a server is not simply there; null where there is nothing to say. */
export function entryOf(server: LanguageServer): StatusBarEntry | null {
  const { name, state, text } = server;
  const say = (icon: string, words: string, more: Partial<StatusBarEntry> = {}): StatusBarEntry => ({
    icon,
    text: words,
    ariaLabel: words,
    command: chooseCommand,
    ...(text === '' ? {} : { tooltip: text }),
    ...more,
  });
  switch (state) {
    case 'starting':
      return say('sync~spin', `${name} starts`);
    case 'restarting':
      return say('sync~spin', `${name} starts again`);
    case 'failed':
      return say('warning', `${name} failed`, { kind: 'warning' });
    case 'missing':
      return say('circle-slash', `${name} is not installed`);
    case 'unapproved':
      return say('shield', `${name} asks for approval`, { kind: 'warning' });
    default:
      return null;
  }
}

/** Shows the state of the servers that help in the active editor. */
export function showServerStatus({ workbench, session }: App): void {
  const item = workbench.statusBar.create({
    id: 'ensemble.languages',
    name: 'Language Servers',
    side: 'right',
    priority: 100,
  });
  const look = () => {
    const key = workbench.editors.active()?.key;
    const { servers } = session.state.languages;
    const shown = key === undefined ? [] : servers.filter((server) => workbench.languages.isOf(server, key));
    const [entry] = shown.map(entryOf).filter((each) => each !== null);
    if (entry) item.show(entry);
    else item.hide();
  };
  // Editors can be asked only then.
  void workbench.ready.then(() => {
    session.events.on('state', look);
    workbench.editors.onVisibleChanged(look);
    workbench.models.onModelOpened(look);
    look();
  });
}
