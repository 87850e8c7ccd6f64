import { present } from '../../../shared/capabilities/people/participants.ts';
import { mayDrive } from '../../../shared/capabilities/people/rotation.ts';
import type { App } from '../../session/app.ts';
import { copyLink } from '../../session/copy-link.ts';
import { telling } from '../../session/telling.ts';
import type { PickItem } from '../../workbench/index.ts';
import { type FolderTemplates, templatesOf } from './folder-templates.ts';
import { builtInTemplates, type SessionTemplate, viewCommands } from './session-template.ts';

/** Kinds of sessions: one choice for what guests may do, who comes in, how people work together and what is shown. */
export function templates(app: App): void {
  app.workbench.commands.register({
    id: 'ensemble.startSessionAs',
    title: 'Start a Session As…',
    category: 'Ensemble',
    icon: 'live-share',
    when: 'ensemble.canShare',
    menus: [{ id: 'file-menu', group: '2_ensemble', order: 1, when: 'ensemble.canShare' }],
    run: () => telling(app, () => choose(app)),
  });
}

const admissionWords = {
  ask: 'you are asked about each',
  known: 'those who were here before come in unasked',
  everybody: 'everyone with the link comes in',
} as const;

function itemOf(template: SessionTemplate, path: string | null): PickItem<SessionTemplate> {
  return {
    label: template.name,
    ...(template.description === '' ? {} : { description: template.description }),
    detail: `New guests are ${template.guests}s; ${admissionWords[template.admit]}.`,
    ...(path === null ? {} : { group: 'Of this folder' }),
    value: template,
  };
}

async function choose(app: App): Promise<void> {
  const { workbench } = app;
  const own = await templatesOf(app);
  tellWrong(app, own);
  const items = [
    ...own.templates.map(({ path, template }) => itemOf(template, path)),
    ...builtInTemplates.map((template) => ({
      ...itemOf(template, null),
      ...(own.templates.length > 0 ? { group: 'Kinds of sessions' } : {}),
    })),
  ];
  const chosen = await workbench.quickInput.pick(items, {
    title: 'Start a Session',
    placeholder: 'What kind of session is it?',
  });
  if (chosen !== undefined) await begin(app, chosen);
}

/** Says which of the folder's templates was not understood, where and why. */
function tellWrong({ workbench }: App, { wrong }: FolderTemplates): void {
  for (const { path, line, message } of wrong) {
    const words = `${path}, line ${line}, is no template of a session: ${message}`;
    void workbench.notifications.show('warning', words, { buttons: ['Open File'] }).then(async (button) => {
      if (button !== undefined) await workbench.editors.reveal(path, line, { preview: false });
    });
  }
}

/** Shares the folder as a template says, begins its way of working, and shows its views. */
async function begin(app: App, template: SessionTemplate): Promise<void> {
  const { workbench, workspace, client } = app;
  const { guests: role, admit } = template;
  const known = admit === 'known' ? { admitKnown: true } : {};
  const { link } = await workspace.request('sharing.open', { admitEveryone: admit === 'everybody', ...known, role });
  await copyLink(workbench, link, `${template.name}: the invite link is on the clipboard.`);
  if (client.state.lecture !== null) await client.publish('lecture.ended', {});
  if (template.mode === 'lecture') await client.publish('lecture.started', {});
  if (template.mode === 'mob') await startMob(app, template.minutes);
  // Terminals come some time after the window.
  if (template.show.includes('terminal')) await workbench.terminals.ready;
  for (const view of template.show) await workbench.commands.execute(viewCommands[view]).catch(() => undefined);
  if (template.record) await workbench.commands.execute('ensemble.recording.start').catch(() => undefined);
}

async function startMob({ client }: App, minutes: number): Promise<void> {
  const { state, person: me } = client;
  const able = present(state).flatMap(({ person }) => (mayDrive(state, person) ? [person] : []));
  const order = [...able.filter((person) => person === me), ...able.filter((person) => person !== me)];
  await client.publish('rotation.started', { order, minutes });
}
