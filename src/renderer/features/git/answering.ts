import type { GitQuestion } from '../../../shared/capabilities/git/questions.ts';
import type { Stream } from '../../../shared/session/contract.ts';
import type { App } from '../../session/app.ts';

/**
 * Shows Git's questions in the host's own windows: passwords for remotes, and what a repository may run. One that
 * another person's act brings comes as a notification first, so that it takes nobody's keyboard.
 */
export function answerHostQuestions(app: App): void {
  const { workbench, workspace, isHostWindow, session } = app;
  if (!isHostWindow) return;
  let isListening = false;
  const listen = () => {
    if (isListening) return;
    isListening = true;
    void follow(app, workspace.open('git.questions', {})).finally(() => {
      isListening = false;
    });
  };
  void workbench.ready.then(() => {
    session.events.on('status', ({ is }) => is === 'online' && listen());
    listen();
  });
  workbench.commands.register({
    id: 'git.forgetDecisions',
    title: 'Ask Again About Hooks and Places',
    category: 'Git',
    when: 'ensemble.canInit',
    run: async () => {
      await workspace.request('git.forgetDecisions', {});
      workbench.notifications.status('Git asks again before it runs a hook, or shows a repository from elsewhere.');
    },
  });
}

async function follow(app: App, stream: Stream<'git.questions'>): Promise<void> {
  const open = new Map<number, AbortController>();
  // One after the other: there is one box to type into.
  let last: Promise<void> = Promise.resolve();
  const over = stream.result.catch(() => undefined);
  try {
    for await (const part of stream) {
      if ('over' in part) {
        open.get(part.over)?.abort();
        continue;
      }
      const { asked } = part;
      const controller = new AbortController();
      open.set(asked.id, controller);
      last = last.then(async () => {
        const answer = controller.signal.aborted ? null : await ask(app, asked, controller.signal).catch(() => null);
        open.delete(asked.id);
        if (!controller.signal.aborted) await stream.send({ id: asked.id, answer }).catch(() => undefined);
      });
    }
  } catch {
    // The door is shut; it is opened again with the connection.
  }
  for (const controller of open.values()) controller.abort();
  await over;
}

async function ask(
  { workbench }: App,
  { is, title, detail, choices, isOfOther }: GitQuestion,
  signal: AbortSignal,
): Promise<string | null> {
  const { notifications, quickInput, dialogs } = workbench;
  if (isOfOther) {
    const [look, refuse] = is === 'choice' ? (['Look at It', 'Not Now'] as const) : (['Sign In', 'Refuse'] as const);
    const words = is === 'choice' ? title : `${title}, and the remote asks the host: ${detail.join(' ')}`;
    const chosen = await notifications.show('warning', words, { buttons: [look, refuse], sticky: true, signal });
    if (chosen !== look) return null;
  }
  if (is === 'choice')
    return (
      (await dialogs.ask('warning', title, { detail, buttons: choices, cancel: 'Not Now', careful: true })) ?? null
    );
  const typed = await quickInput.input({ title, prompt: detail.join(' '), password: is === 'secret', signal });
  return typed ?? null;
}
