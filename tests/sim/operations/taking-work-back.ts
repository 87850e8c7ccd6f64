import { authorRangesOf } from '../../../src/client/authorship.ts';
import type { WorkedText } from '../../../src/shared/capabilities/documents/methods.ts';
import type { Actor, Editor } from '../cast.ts';
import { checkPlan, type Span } from '../invariants/taken-back.ts';
import type { Simulation } from '../simulation.ts';
import { wordPattern } from '../words.ts';
import { type Operation, replace, someEditor } from './common.ts';

/** Has somebody take back what another has done of late, of one turn or call, in a span or altogether, in texts that they have open. */
function undoWork(simulation: Simulation): void {
  const { random } = simulation;
  const chosen = someEditor(simulation);
  if (!chosen) return simulation.idle();
  const draws = {
    person: null,
    worker: random.next(),
    kind: random.below(3),
    turn: random.next(),
    spanMs: random.below(20_000),
  };
  void askAndUndo(simulation, chosen.actor, draws).catch(() => undefined);
}

/** Has people write in one line, one after another, and somebody take back what one of them wrote there. */
async function writeAndUndo(simulation: Simulation): Promise<void> {
  const { random, people, world } = simulation;
  const chosen = someEditor(simulation);
  if (!chosen) return simulation.idle();
  const { ref } = chosen.editor.document;
  const offset = random.below(chosen.editor.text.length + 1);
  const writers: Actor[] = [];
  for (const actor of people) {
    const editor = actor.editors.get(ref);
    if (!editor?.document.isEditable || random.chance(0.2)) continue;
    const words = random.chance(0.3) ? `${simulation.word(actor)}\n` : simulation.word(actor);
    replace(simulation, editor, [{ offset: Math.min(offset, editor.text.length), deleteLength: 0, insertText: words }]);
    writers.push(actor);
    await world.run(random.below(400));
  }
  const person = writers.length > 0 ? random.pick(writers).client.person : null;
  const draws = { person, worker: random.next(), kind: 1 + random.below(2), turn: 0, spanMs: random.below(5000) };
  void askAndUndo(simulation, chosen.actor, draws).catch(() => undefined);
}

const drawnOf = <T>(all: readonly T[], draw: number) => all[Math.floor(draw * all.length)];

interface Draws {
  person: string | null;
  worker: number;
  kind: number;
  turn: number;
  spanMs: number;
}

async function askAndUndo(simulation: Simulation, actor: Actor, draws: Draws): Promise<void> {
  const { client, editors } = actor;
  const { people } = await client.request('documents.workers', { sinceMs: 0 });
  // Turns are of few: agents come first now and then.
  const [agents, others] = [people.filter(({ calls }) => calls), people.filter(({ calls }) => !calls)];
  const drawn = drawnOf(draws.kind === 0 && agents.length > 0 ? agents : [...agents, ...others], draws.worker);
  const worker = people.find(({ person }) => person === draws.person) ?? drawn;
  if (!worker) return;
  const call = draws.kind < 2 ? drawnOf(worker.calls ?? [], draws.turn) : undefined;
  const meant = draws.kind === 0 ? { turn: call?.turn } : call;
  const sinceMs = draws.kind === 1 ? Math.max(0, worker.atMs - draws.spanMs) : 0;
  const span: Span = { person: worker.person, sinceMs, ...meant };
  const { texts } = await client.request('documents.workOf', span);
  for (const text of texts) {
    checkPlan(simulation, span, text);
    const editor = editors.get(text.ref);
    if (editor?.document.isEditable) takeBack(simulation, editor, span, text);
    const parts = text.parts.map(({ id }) => id).slice(0, 100);
    if (parts.length > 0)
      void client.publish('work.judged', { parts, is: 'rejected' }, text.ref).catch(() => undefined);
  }
}

/** Takes parts back in an editor. No word goes in which the person has written nothing. */
function takeBack(simulation: Simulation, editor: Editor, { person }: Span, { parts }: WorkedText): void {
  const { document, text: before } = editor;
  const theirs = authorRangesOf(document).filter(
    ({ by }) => by === null || by.author === person || by.manner === 'restored',
  );
  const inserted = parts.flatMap(({ step }) => step.inserted);
  const deleted = parts.flatMap(({ step }) => step.deleted);
  document.revert({ inserted, deleted, group: null }, 'reverted');
  for (const { 0: word, index } of before.matchAll(wordPattern)) {
    // Text that comes back may make a word whole of which a part was left.
    if (editor.text.includes(word) || !simulation.typed.has(word)) continue;
    const isTheirs = theirs.some(({ offset, length }) => offset < index + word.length && offset + length > index);
    if (isTheirs) simulation.touched.add(word);
    else if (!simulation.touched.has(word)) simulation.problem(`taking back the work of ${person} took ${word}`);
  }
  // A word that comes back may stand elsewhere, where somebody has put it in anew.
  for (const { 0: word } of editor.text.matchAll(wordPattern))
    if (editor.text.split(word).length > 2) simulation.returned.add(word);
}

/** Taking back the work of others. */
export const takingWorkBack: Operation[] = [
  { name: 'undo work of', weight: 1.5, run: undoWork },
  { name: 'write and undo work of', weight: 1.5, run: writeAndUndo },
];
