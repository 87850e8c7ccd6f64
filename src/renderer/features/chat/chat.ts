import { createElement } from 'react';
import type { Snippet } from '../../../shared/capabilities/chat/kinds.ts';
import type { App } from '../../session/app.ts';
import { createStore, reactRender } from '../../ui/react-render.tsx';
import { Attaching } from './attaching.ts';
import { ChatModel } from './chat-model.ts';
import { ChatView } from './chat-view.tsx';
import { Pictures } from './pictures.ts';
import { selectedSnippet } from './snippets.ts';
import { Typing } from './typing.ts';

const category = 'Ensemble';
const viewId = 'ensemble.chat';

/** The chat beside the code: a view of its own, and unread counts. */
export function chat(app: App): void {
  const { workbench, recording } = app;
  const model = new ChatModel(app);
  const typing = new Typing(app, model);
  const snippet = createStore<Snippet | null>(null);
  const focused = createStore(0);
  const attaching = new Attaching(app);
  const pictures = new Pictures(app);
  const render = reactRender(() =>
    createElement(ChatView, { app, model, typing, snippet, focused, attaching, pictures }),
  );
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
    id: 'ensemble.chat.mentionLines',
    title: 'Mention These Lines in Chat',
    category,
    menus: [{ id: 'editor-context', group: 'ensemble' }],
    run: async () => {
      const lines = selectedSnippet(app);
      if (lines === null)
        return void workbench.notifications.status('Open a shared file first: others can go to its lines.');
      snippet.set(lines);
      await open();
    },
  });
  const count = () => {
    const { length } = model.unread;
    const tooltip = length === 1 ? '1 unread message' : `${length} unread messages`;
    workbench.views.setBadge(viewId, length === 0 ? null : { count: length, tooltip });
  };
  model.store.subscribe(count);
}
