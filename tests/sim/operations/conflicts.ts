import { expectedState } from '../../../src/main/documents/expected-state.ts';
import { documentAt } from '../../../src/shared/capabilities/documents/paths.ts';
import { emptyState } from '../../../src/shared/session/state.ts';
import { conflictChoices } from '../../../src/shared/text/conflict-choices.ts';
import { noticed } from '../noticing.ts';
import type { Simulation } from '../simulation.ts';
import { wordPattern } from '../words.ts';
import { type Operation, replace, someEditor, someone, touch } from './common.ts';

/** Rewrites, as another program, the very line that somebody has just rewritten: neither may go, nor both be mixed. */
async function clash(simulation: Simulation): Promise<void> {
  const { disk, random, world } = simulation;
  const chosen = someEditor(simulation);
  const ref = chosen?.editor.document.ref;
  // The host's entries about a file count before the log has them.
  const known = simulation.hostAlive && simulation.host ? expectedState(simulation.host.disk) : emptyState;
  const info = ref === undefined ? undefined : known.documents[ref];
  const onDisk = info?.path && !info.deleted && !disk.hidden.has(info.path) ? disk.text(info.path) : null;
  if (!chosen || !ref || !info?.path || onDisk === null || !simulation.hostAlive) return simulation.idle();
  if (simulation.unsettled.get(info.path) || documentAt(known, info.path) !== ref) return simulation.idle();
  const { actor, editor } = chosen;
  const lines = onDisk.split('\n');
  const at = lines.findIndex((line) => line.length > 3 && editor.text.split('\n').includes(line));
  if (at < 0) return simulation.idle();
  const line = lines[at]!;
  const offset = editor.text.indexOf(line);
  const mine = simulation.word(actor);
  replace(simulation, editor, [{ offset, deleteLength: line.length, insertText: `mine ${mine}` }]);
  await world.run(random.below(300));
  // A save may have come first.
  if (disk.text(info.path) !== onDisk || !simulation.hostAlive) return;
  const theirs = simulation.outsideWord();
  // An edit that the host has not heard of meets the disk's change as two people's typing meets: letter by letter.
  const heard = simulation.host?.textOf(ref)?.includes(mine);
  touch(simulation, line, 0, line.length);
  lines[at] = `theirs ${theirs}`;
  disk.setText(info.path, lines.join('\n'));
  noticed(simulation, info.path);
  await world.run(200);
  if (!heard) return;
  for (const [name, text] of Object.entries(textsOf(simulation, ref)))
    if (text.split('\n').some((each) => each.includes(mine) && each.includes(theirs)))
      simulation.problem(`the text of ${name} has ${mine} and ${theirs} in one line`);
}

function textsOf(simulation: Simulation, ref: string): Record<string, string> {
  const host = simulation.hostAlive ? simulation.host?.disk.documents.get(ref) : null;
  const editors = simulation.people.flatMap(({ name, editors }) => {
    const editor = editors.get(ref);
    return editor ? [[name, editor.text]] : [];
  });
  return Object.fromEntries([...editors, ...(host ? [['the host', host.toString()]] : [])]);
}

/** Looks at the disk's text, as somebody, and chooses, or is too late for it. */
async function resolve(simulation: Simulation): Promise<void> {
  const { random } = simulation;
  const actor = someone(simulation);
  const waiting = Object.entries(actor?.client.state.documents ?? {}).filter(([, { conflict }]) => conflict);
  if (!actor || waiting.length === 0) return simulation.idle();
  const [ref, { conflict }] = random.pick(waiting);
  const unsent = actor.client.documents.difference(ref);
  const params = { ref, choice: random.pick(conflictChoices), hash: conflict!.hash, ...unsent };
  if (random.chance(0.15)) simulation.disk.failNextWrite = true;
  if (simulation.hostAlive && random.chance(0.2)) simulation.disk.afterWrite = () => simulation.crashHost();
  // Text that the disk brings back, somebody's undo may bring back too.
  const { path } = actor.client.state.documents[ref]!;
  const here = simulation.host?.disk.documents.get(ref)?.toString() ?? '';
  for (const [word] of (simulation.disk.text(path!) ?? '').matchAll(wordPattern))
    if (!here.includes(word)) simulation.returned.add(word);
  void actor.client.request('documents.resolve', params).catch(() => undefined);
  if (random.chance(0.1) && simulation.hostAlive) {
    await simulation.world.run(random.below(5));
    simulation.crashHost();
  }
}

/** Overlaps, and choices about them. */
export const conflicts: Operation[] = [
  { name: 'clash', weight: 6, run: clash },
  { name: 'resolve conflict', weight: 5, run: resolve },
];
