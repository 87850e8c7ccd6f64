import type { App } from '../../session/app.ts';
import { copyLink } from '../../session/copy-link.ts';
import { startAgent } from './starting.ts';

type Wish = { is: 'program'; name: string } | { is: 'link' } | { is: 'settings' };

/** Lets me choose an agent that the host knows, or makes a link by which another program joins as my agent. */
export async function addAgent(app: App, show: () => Promise<void>): Promise<void> {
  const { workbench, workspace, client } = app;
  const isSharer = workbench.context.get('ensemble.canShare') === true;
  const known = isSharer ? await workspace.request('agents.programs', {}) : null;
  const items = [
    ...(known?.programs ?? []).map((name) => ({
      label: name,
      icon: 'hubot',
      description: 'runs on the host',
      value: { is: 'program', name } as Wish,
    })),
    {
      label: 'Another program…',
      icon: 'link',
      description: 'copies a link by which it joins once as your agent, such as `ensemble mcp LINK`',
      value: { is: 'link' } as Wish,
    },
    ...(known && known.programs.length === 0
      ? [
          {
            label: 'A coding agent on this machine…',
            icon: 'gear',
            description: 'how to name one',
            value: { is: 'settings' } as Wish,
          },
        ]
      : []),
  ];
  if (known?.problem) void workbench.notifications.show('warning', known.problem);
  const wish = await workbench.quickInput.pick<Wish>(items, {
    title: 'Add Agent',
    placeholder: 'It has your rights and no more, works under a name of its own, and everybody sees what it does.',
  });
  if (wish === undefined) return;
  if (wish.is === 'settings') {
    await workbench.notifications.show(
      'info',
      `Name it in ${known?.settings}: {"agents": [{"name": "My agent", "command": "its-program", "args": []}]}. Any program will do that speaks the Agent Client Protocol.`,
      { sticky: true },
    );
    return;
  }
  try {
    if (wish.is === 'link') {
      const { link } = await workspace.request('agents.invite', { role: 'editor' });
      return await copyLink(workbench, link, 'The link for one agent is on the clipboard. It is good for an hour.');
    }
    const agent = await startAgent(app, wish.name);
    if (agent === null) return;
    await client.until(({ participants }) => participants[agent] !== undefined);
    await show();
  } catch (thrown) {
    void workbench.notifications.show('error', String((thrown as Error | undefined)?.message ?? thrown));
  }
}
