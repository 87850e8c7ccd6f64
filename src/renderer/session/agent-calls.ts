import { z } from 'zod';
import { isHeading, type TranscriptPart } from '../../shared/capabilities/agents/transcript.ts';
import { namesCall } from '../../shared/capabilities/documents/agent-call.ts';
import { type AgentCall, agentCall } from '../../shared/capabilities/documents/kinds.ts';
import { beginningOf } from '../../shared/text/beginning.ts';
import type { PickItem } from '../workbench/index.ts';
import type { App } from './app.ts';
import { transcriptOf } from './transcripts.ts';

/** Work that a command is asked for, in place of asking the person: a turn or a call of an agent, with its title. */
const askedWork = agentCall.extend({ person: z.string(), title: z.string() });

export type AskedWork = z.output<typeof askedWork>;

/** Finds the work that a command was asked for; null where the person is to choose. */
export function askedWorkOf(args: readonly unknown[]): AskedWork | null {
  const read = askedWork.safeParse(args[0]);
  return read.success && namesCall(read.data) ? read.data : null;
}

/** A turn or a call, with words for it. */
export interface TitledCall extends AgentCall {
  title: string;
}

/** A turn of an agent, with the calls of which something is known. */
export interface TitledTurn {
  turn: TitledCall;
  calls: readonly TitledCall[];
}

/** Most turns that are offered: the newest. */
const mostTurns = 100;

/** Gathers calls of an agent into its turns, the newest first, with titles as its transcript has them. */
export async function turnsOf({ session }: App, agent: string, calls: readonly AgentCall[]): Promise<TitledTurn[]> {
  if (calls.length === 0) return [];
  const parts = await transcriptOf(session, agent);
  const titleOf = (isMeant: (part: TranscriptPart) => boolean) => {
    const found = parts.find(isMeant)?.text.trim();
    return found ? beginningOf(found) : undefined;
  };
  const titleOfCall = (turn: string, call: string) => titleOf((each) => each.turn === turn && each.part === call);
  // Without a heading, as where it has been left out of the transcript, the first that is known of it stands for it.
  const titleOfTurn = (turn: string) =>
    titleOf((each) => each.turn === turn && isHeading(each)) ?? titleOf((each) => each.turn === turn);
  const turns = new Map<string, TitledCall[]>();
  for (const { turn, call } of calls) {
    if (turn === undefined) continue;
    const known = turns.get(turn) ?? [];
    turns.set(turn, known);
    if (call !== undefined) known.push({ turn, call, title: titleOfCall(turn, call) ?? call });
  }
  return [...turns]
    .toReversed()
    .slice(0, mostTurns)
    .map(([turn, own]) => ({
      turn: { turn, title: titleOfTurn(turn) ?? `Turn ${turn}` },
      calls: own,
    }));
}

/** Makes items of a list of turns, each to be opened by `chooseCall`. */
export function turnItems(turns: readonly TitledTurn[]): PickItem<TitledTurn>[] {
  return turns.map((each) => ({
    label: each.turn.title,
    description: each.calls.length > 1 ? `a turn of ${each.calls.length} calls` : 'a turn',
    icon: 'robot',
    value: each,
  }));
}

/** Opens a turn: lets the person choose all of it, or one of its calls. */
export async function chooseCall({ workbench }: App, { turn, calls }: TitledTurn): Promise<TitledCall | undefined> {
  if (calls.length < 2) return turn;
  const items: PickItem<TitledCall>[] = [
    { label: 'The whole turn', description: turn.title, icon: 'robot', value: turn },
    ...calls.map((value, at) => ({
      label: value.title,
      description: `call ${at + 1} of ${calls.length}`,
      icon: 'tools',
      value,
    })),
  ];
  return workbench.quickInput.pick(items, { placeholder: 'Choose all of the turn, or one call' });
}
