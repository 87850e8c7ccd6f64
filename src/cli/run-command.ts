import { realpathSync } from 'node:fs';
import { userInfo } from 'node:os';
import { createInterface } from 'node:readline/promises';
import type { SessionClient } from '../client/session-client.ts';
import { findDocument } from '../client/shared-file.ts';
import { TaskClaims } from '../client/tasks/task-claims.ts';
import { newProgramGuard } from '../main/machine/program-guard.ts';
import { ensembleHome } from '../main/machine/state-folder.ts';
import { agentMarkVariable, agentTicketVariable } from '../shared/agent-ticket.ts';
import { shownName } from '../shared/capabilities/people/names.ts';
import { claimOf } from '../shared/capabilities/tasks/claims.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import { type Phase, phaseLines, readPhases } from '../shared/tasks/phases.ts';
import { enterAsAgent, enterAsOwnersAgent, enterAsPerson } from './agent-entry.ts';
import type { Command, OptionValues } from './command.ts';
import { SeenTasks } from './mcp/seen-tasks.ts';
import { output } from './output.ts';
import { agentsDoorOf, enterAsOwner } from './own-door.ts';
import { ApprovedPhases, hashOfPhases } from './run/approved-phases.ts';
import { type RunEvent, TaskRun } from './run/task-run.ts';
import { askedToEnd } from './signals.ts';

/** Pause between two looks at a claim. */
const lookMs = 5_000;
const [notIn, notOpen, heldByOther, notApproved] = [3, 4, 5, 6] as const;

/** Asks a person at the terminal. Gives the first letter of the answer; null where nobody is there. */
async function ask(question: string): Promise<string | null> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return null;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return (await lines.question(`${question} `)).trim().slice(0, 1).toLowerCase();
  } finally {
    lines.close();
  }
}

/** Says whether this is called by an agent's program, and not by a person. */
const isByAgent = () => [agentMarkVariable, agentTicketVariable].some((name) => process.env[name] !== undefined);

/** Says whether a person of this machine has approved exactly these phases, and asks where nobody has yet. */
async function isApproved(title: string, phases: readonly Phase[], folder: string, values: OptionValues) {
  const hash = hashOfPhases(phases);
  const approved = new ApprovedPhases(ensembleHome(), folder);
  if (approved.has(hash)) return true;
  if (isByAgent()) {
    output.problem(
      'Nobody has approved these phases, and an agent cannot: a person runs this task first, by themselves.',
    );
    return false;
  }
  const known = values.approve === hash;
  if (!known) {
    output.problem(`“${title}” would run this in ${folder}:`);
    for (const [index, phase] of phases.entries()) for (const line of phaseLines(phase, index)) output.problem(line);
    const answer = await ask('Run exactly this, now and whenever it is the same? [y/N]');
    if (answer !== 'y') {
      if (answer === null) output.problem(`Nothing was run: read it, and approve exactly this by --approve ${hash}`);
      return false;
    }
  }
  approved.add(hash);
  return true;
}

/** Takes the task on. Gives the name of somebody else who has it and keeps it; null where it is ours. */
async function claimed(client: SessionClient, claim: Claiming, ref: string, values: OptionValues) {
  let takesOver = values.force === true;
  for (;;) {
    const holder = await claim(takesOver);
    if (holder === null) return null;
    const answer = values.wait
      ? 'w'
      : await ask(`${holder} has this task: (w)ait, take it over by (f)orce, or (c)ancel?`);
    if (answer === 'f') takesOver = true;
    else if (answer === 'w') {
      output.problem(`Waiting until ${holder} gives the task up.`);
      const isFree = () => claimOf(client.state, ref, client.nowMs()) === null;
      // A claim that ends by its time, or by absence, ends without an entry.
      while (!isFree()) await client.until(isFree, AbortSignal.timeout(lookMs));
    } else return holder;
  }
}

type Claiming = (takesOver: boolean) => Promise<string | null>;

function teller(isJson: boolean): (event: RunEvent) => void {
  if (isJson) return (event) => output.text(JSON.stringify(event));
  return (event) => {
    if (event.event === 'output') output.text(event.text.replace(/\n$/, ''));
    else if (event.event === 'phase') output.line(`${event.phase}: ${event.is}`);
    else if (event.event === 'iteration') output.line(`${event.phase}, attempt ${event.attempt}: ${event.words}`);
    else if (event.event === 'away')
      output.problem('The session is not reached: its end is told once it is. Ctrl+C leaves that.');
    else if (event.event !== 'started')
      output.line(`${event.event}${'words' in event && event.words ? `: ${event.words}` : ''}`);
  };
}

const ownerIn = (values: OptionValues) => (values.of as string | undefined) ?? userInfo().username;

/** Comes in as the runner; null where the folder has no session here. */
function comeIn(link: string | undefined, folder: string, values: OptionValues): Promise<SessionClient> | null {
  const name = values.name as string;
  if (link !== undefined) return enterAsAgent(link, name, ownerIn(values));
  const door = agentsDoorOf(folder);
  return door && enterAsOwnersAgent(door, name);
}

/**
 * Comes in as the person who asks agents: by their link, or as the owner of the folder, whose agent the runner is then.
 * Rejects in words where the link is none of a person's.
 */
async function comeInAsPerson(link: string | undefined, folder: string, values: OptionValues): Promise<SessionClient> {
  const wrong = new EnsembleError('bad-request', 'needs a person who asks: give the invite link of the session');
  // An agent asks nobody, by whatever door: also one whose program calls this.
  if (isByAgent()) throw wrong;
  if (link === undefined) {
    const owner = await enterAsOwner(folder);
    if (owner === null) throw new EnsembleError('host-away', 'This folder is not open in Ensemble any more.');
    return owner;
  }
  return enterAsPerson(link, ownerIn(values)).catch((thrown: unknown) => {
    throw thrown instanceof EnsembleError && thrown.code === 'forged' ? wrong : thrown;
  });
}

/** Throws where another run goes on under the same name: both would be one agent, with one turn. */
function checkIsAlone({ state, person, replica }: SessionClient): void {
  const own = Object.entries(state.replicas).filter(([, each]) => each.person === person && each.connected);
  if (own.every(([id]) => id === replica)) return;
  throw new EnsembleError(
    'exists',
    'Another run goes on under this name: wait for its end, or give this one a --name of its own.',
  );
}

/** `ensemble run TASK [LINK]`. */
export const runCommandOfTask: Command = {
  async run([name, link], values) {
    if (name === undefined) throw new EnsembleError('bad-request', 'Which task? Give its id, or the path of its file.');
    const folder = realpathSync((values.folder as string | undefined) ?? '.');
    const client = await comeIn(link, folder, values);
    if (client === null) {
      output.problem(`${folder} is not open in Ensemble: open it first, or give the invite link of the session.`);
      return notOpen;
    }
    const tasks = new SeenTasks(client);
    const guard = newProgramGuard();
    try {
      await client.until(({ host }) => host !== null);
      checkIsAlone(client);
      const { task } = await tasks.named(name);
      const { ref } = await findDocument(client, task.path);
      const document = await client.documents.open(ref);
      const read = readPhases(document.toString());
      client.documents.close(ref);
      if ('message' in read) throw new EnsembleError('bad-request', `${task.path}, line ${read.line}: ${read.message}`);
      const { phases } = read;
      if (phases.length === 0)
        throw new EnsembleError('bad-request', `${task.path} has no phases: add “phases:” to its fields.`);
      if (!(await isApproved(task.task?.title ?? task.id, phases, folder, values))) return notApproved;
      const claims = new TaskClaims(client);
      const claim: Claiming = async (takesOver) => {
        const outcome = await claims.claim(task, { takesOver });
        return outcome.is === 'held' ? (shownName(client.state, outcome.by) ?? 'Somebody else') : null;
      };
      const holder = await claimed(client, claim, ref, values);
      if (holder !== null) {
        output.problem(`${holder} has this task: wait for it by --wait, or take it over by --force.`);
        return heldByOther;
      }
      const tell = teller(values.json === true);
      const again = () => claim(false);
      const of = { id: task.id, ref };
      const person = () => comeInAsPerson(link, folder, values);
      const run = new TaskRun({ client, person, task: of, phases, folder, guard, claim: again, tell });
      void askedToEnd().then(() => run.stop());
      const is = await run.run();
      await claims.release(task);
      await client.settled();
      return is === 'completed' ? 0 : 1;
    } catch (thrown) {
      if (client.status.is !== 'ended' || !(thrown instanceof EnsembleError)) throw thrown;
      output.problem(thrown.message);
      return notIn;
    } finally {
      guard.close();
      tasks.close();
      client.leave();
    }
  },
};
