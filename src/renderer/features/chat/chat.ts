import { createElement } from 'react';
import type { App } from '../../session/app.ts';
import { personRows } from '../../ui/person-rows.ts';
import { stateInWords } from '../../ui/person-words.ts';
import { createStore, reactRender } from '../../ui/react-render.tsx';
import { ChatPlace } from './chat-place.tsx';
import { Pictures } from './pictures.ts';
import { selectedSnippet } from './snippets.ts';
import { Talks } from './talks.ts';

const category = 'Ensemble';
const viewId = 'ensemble.chat';

/** The chat beside the code: a view of its own, conversations with one person alone, and unread counts. */
export function chat(app: App): void {
  const { workbench, recording } = app;
  const talks = new Talks(app);
  const focused = createStore(0);
  const pictures = new Pictures(app);
  const choose = () => void workbench.commands.execute('ensemble.chat.message').catch(() => undefined);
  const render = reactRender(() => createElement(ChatPlace, { app, talks, focused, pictures, choose }));
  workbench.views.register({
    id: viewId,
    title: 'Chat',
    place: 'secondary',
    icon: 'comment-discussion',
    order: 1,
    render,
  });
  const open = async () => {
    await workbench.views.open(viewId, { focus: true });
    focused.set(focused.get() + 1);
  };
  workbench.commands.register({
    id: 'ensemble.chat.show',
    title: 'Show Chat',
    category,
    keybinding: 'ctrl+k t',
    run: open,
  });
  if (recording !== null) return;
  workbench.commands.register({
    id: 'ensemble.chat.message',
    title: 'Message…',
    category,
    run: async (given: unknown) => {
      const person = typeof given === 'string' ? given : await choosePerson(app);
      if (person === undefined) return;
      talks.show(talks.with(person));
      await open();
    },
  });
  workbench.commands.register({
    id: 'ensemble.chat.mentionLines',
    title: 'Mention These Lines in Chat',
    category,
    menus: [{ id: 'editor-context', group: 'ensemble' }],
    run: async () => {
      const lines = selectedSnippet(app);
      if (lines === null)
        return void workbench.notifications.status('Open a shared file first: others can go to its lines.');
      talks.shown.get().snippet.set(lines);
      await open();
    },
  });
  workbench.commands.register({
    id: 'ensemble.chat.voiceNote',
    title: 'Record a Voice Note on These Lines',
    category,
    menus: [{ id: 'editor-context', group: 'ensemble' }],
    run: async () => {
      const { snippet, voice } = talks.shown.get();
      // Of lines of a commit, or without any, the words alone must tell.
      const lines = selectedSnippet(app);
      if (lines !== null) snippet.set(lines);
      await open();
      await voice.start();
    },
  });
  const count = () => {
    const { unread } = talks;
    const tooltip = unread === 1 ? '1 unread message' : `${unread} unread messages`;
    workbench.views.setBadge(viewId, unread === 0 ? null : { count: unread, tooltip });
  };
  talks.version.subscribe(count);
}

/** Lets me choose whom to write to: people who are here first, and those who read it when they come back. */
async function choosePerson({ workbench, client }: App): Promise<string | undefined> {
  const { state, person } = client;
  const rows = personRows(state, { me: person }).filter(
    (row) => !row.isMe && row.state !== 'asking' && row.state !== 'banned',
  );
  if (rows.length === 0) {
    await workbench.notifications.show('info', 'Nobody else was in this session yet to whom you could write.');
    return undefined;
  }
  const items = rows.map((row) => ({
    label: row.name,
    icon: 'person',
    description: `${row.role} · ${stateInWords(row, client.nowMs())}`,
    value: row.person,
  }));
  return workbench.quickInput.pick(items, {
    title: 'Message',
    placeholder: 'Whom do you want to write to? Only the two of you read it, and it is in no recording.',
  });
}
