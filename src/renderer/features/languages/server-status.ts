import type { LanguageServer } from '../../../shared/capabilities/languages/language-state.ts';
import type { App } from '../../session/app.ts';
import type { StatusBarEntry } from '../../workbench/index.ts';

export const chooseCommand = 'ensemble.languageServer';

type Said = { icon: string; words: string; isUrgent?: boolean };

/** Words for states in which a server is not simply there; those that somebody can do something about come first. */
const said: readonly [LanguageServer['state'], Said][] = [
  ['failed', { icon: 'warning', words: 'failed', isUrgent: true }],
  ['unapproved', { icon: 'shield', words: 'asks for approval', isUrgent: true }],
  ['restarting', { icon: 'sync~spin', words: 'starts again' }],
  ['starting', { icon: 'sync~spin', words: 'starts' }],
  ['missing', { icon: 'circle-slash', words: 'is not installed' }],
];

/** Says in words which of some servers are not simply there; null where there is nothing to say. */
export function entryOf(servers: readonly LanguageServer[]): StatusBarEntry | null {
  const all = said.flatMap(([state, words]) =>
    servers.filter((server) => server.state === state).map((server) => ({ server, ...words })),
  );
  const [first] = all;
  if (first === undefined) return null;
  const text = all.map(({ server, words }) => `${server.name} ${words}`).join(', ');
  const wordsOf = ({ name, text }: LanguageServer) =>
    all.length === 1 || text.startsWith(name) ? text : `${name}: ${text}`;
  const tooltip = all.flatMap(({ server }) => (server.text === '' ? [] : [wordsOf(server)])).join('\n');
  return {
    icon: first.icon,
    text,
    ariaLabel: text,
    command: chooseCommand,
    ...(tooltip === '' ? {} : { tooltip }),
    ...(first.isUrgent ? { kind: 'warning' as const } : {}),
  };
}

/** Shows the state of the servers that help in the active editor. */
export function showServerStatus({ workbench, session }: App, activeKey: () => string | undefined): void {
  const item = workbench.statusBar.create({
    id: 'ensemble.languages',
    name: 'Language Servers',
    side: 'right',
    priority: 100,
  });
  const look = () => {
    const key = activeKey();
    const { servers } = session.state.languages;
    const shown = key === undefined ? [] : servers.filter((server) => workbench.languages.isOf(server, key));
    const entry = entryOf(shown);
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
