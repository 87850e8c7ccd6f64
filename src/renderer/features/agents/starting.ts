import type { Down } from '../../../shared/session/contract.ts';
import { inertWords } from '../../../shared/text/shown.ts';
import type { App } from '../../session/app.ts';

type Ways = Extract<Down<'agents.start'>, { is: 'ways' }>;

/**
 * Starts an agent of the host's, with its progress, until it is there or cancelled. Where its program wants that, I sign
 * in first, in one of its ways. Gives its person; null where I have given up.
 */
export async function startAgent({ workbench, workspace }: App, program: string): Promise<string | null> {
  const name = inertWords(program);
  const giving = new AbortController();
  const work = async (report: (message: string) => void, signal: AbortSignal) => {
    const ending = AbortSignal.any([signal, giving.signal]);
    const stream = workspace.open('agents.start', { program, role: 'editor' }, { signal: ending });
    for await (const part of stream) {
      if (part.is === 'says') {
        report(inertWords(part.words));
        continue;
      }
      const way = await chosenWay(workbench, name, part);
      if (way === undefined) {
        giving.abort();
        break;
      }
      report(`Signing in by “${inertWords(part.ways[way]!.name)}”: this may open a browser on the host.`);
      await stream.send({ way });
    }
    return (await stream.result).agent;
  };
  try {
    return await workbench.notifications.withProgress(`Starting ${name}…`, work, { cancellable: true });
  } catch (thrown) {
    if ((thrown as { code?: string }).code !== 'cancelled') throw thrown;
    workbench.notifications.status(`${name} was not started.`);
    return null;
  }
}

/** Has me choose how to sign in; undefined where I do not want to. */
async function chosenWay(
  { quickInput, notifications }: App['workbench'],
  name: string,
  { ways, problem }: Ways,
): Promise<number | undefined> {
  const items = ways.map(({ name: label, description, run }, at) => ({
    label: inertWords(label),
    description: inertWords(description),
    icon: run === null ? 'account' : 'terminal',
    value: at,
  }));
  const placeholder = problem === null ? `${name} wants you to sign in first.` : inertWords(problem);
  const way = await quickInput.pick(items, { title: `Sign In to ${name}`, placeholder });
  const run = way === undefined ? null : ways[way]!.run;
  if (run === null) return way;
  const how =
    run === ''
      ? 'This is done in a terminal on the host, by a command that cannot be shown here: its makers tell it.'
      : `Run this in a terminal on the host, and come back here once it is done: ${inertWords(run)}`;
  const buttons = run === '' ? (['It Is Done'] as const) : (['Copy', 'It Is Done'] as const);
  for (;;) {
    const said = await notifications.show('info', how, { buttons, sticky: true });
    if (said !== 'Copy') return said === undefined ? undefined : way;
    await navigator.clipboard.writeText(run).catch(() => undefined);
  }
}
