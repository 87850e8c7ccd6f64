import type { Actor, Editor } from './cast.ts';
import type { Simulation } from './simulation.ts';
import { calm } from './wire.ts';

interface Operation {
  name: string;
  weight: number;
  run: (simulation: Simulation) => Promise<void> | void;
}

const paths = ['one.txt', 'two.txt'];
const wordPattern = /([a-f])[⁰¹²³⁴⁵⁶⁷⁸⁹]+[A-F]/g;

function someone(simulation: Simulation): Actor | null {
  const { people } = simulation;
  return people.length > 0 ? simulation.random.pick(people) : null;
}

function someEditor(simulation: Simulation): { actor: Actor; editor: Editor } | null {
  const actor = someone(simulation);
  const ready = actor ? [...actor.editors.values()].filter(({ document }) => document.isEditable) : [];
  return actor && ready.length > 0 ? { actor, editor: simulation.random.pick(ready) } : null;
}

/** Marks the words that an edit may break: those that overlap it or touch it. */
function touch(simulation: Simulation, text: string, from: number, to: number): void {
  for (const match of text.matchAll(wordPattern)) {
    if (match.index < to && match.index + match[0].length > from) simulation.touched.add(match[0]);
  }
}

function replace(
  simulation: Simulation,
  editor: Editor,
  edits: { offset: number; deleteLength: number; insertText: string }[],
): void {
  const before = editor.text;
  for (const { offset, deleteLength } of edits) touch(simulation, before, offset, offset + deleteLength);
  let text = before;
  for (const { offset, deleteLength, insertText } of edits.toReversed()) {
    text = text.slice(0, offset) + insertText + text.slice(offset + deleteLength);
  }
  editor.text = text;
  if (editor.document.edit(edits, 'editor')) editor.text = editor.document.toString();
}

function type(simulation: Simulation): void {
  const chosen = someEditor(simulation);
  if (!chosen) return;
  const { actor, editor } = chosen;
  const offset = simulation.random.below(editor.text.length + 1);
  replace(simulation, editor, [{ offset, deleteLength: 0, insertText: simulation.word(actor) }]);
}

function remove(simulation: Simulation): void {
  const chosen = someEditor(simulation);
  if (!chosen || chosen.editor.text.length === 0) return;
  const { editor } = chosen;
  const offset = simulation.random.below(editor.text.length);
  const deleteLength = Math.min(editor.text.length - offset, 1 + simulation.random.below(8));
  replace(simulation, editor, [{ offset, deleteLength, insertText: '' }]);
}

function multiCursor(simulation: Simulation): void {
  const chosen = someEditor(simulation);
  if (!chosen) return;
  const { actor, editor } = chosen;
  const length = editor.text.length;
  const offsets = new Set(Array.from({ length: 4 }, () => simulation.random.below(length + 1)));
  const edits = [...offsets]
    .sort((a, b) => a - b)
    .map((offset) => ({ offset, deleteLength: 0, insertText: simulation.word(actor) }));
  replace(simulation, editor, edits);
}

function swapEmoji(simulation: Simulation): void {
  const chosen = someEditor(simulation);
  if (!chosen) return;
  const { editor } = chosen;
  const at = editor.text.indexOf('\ud83d');
  if (at < 0) return replace(simulation, editor, [{ offset: 0, deleteLength: 0, insertText: '😀' }]);
  // As Monaco reports it: only the second half of the pair differs.
  const low = String.fromCharCode(0xde00 + simulation.random.below(40));
  replace(simulation, editor, [{ offset: at + 1, deleteLength: 1, insertText: low }]);
}

function paste(simulation: Simulation): void {
  const chosen = someEditor(simulation);
  if (!chosen || chosen.editor.text.length > 300_000) return;
  const { actor, editor } = chosen;
  const lines = simulation.random.chance(0.1) ? 20_000 : 20;
  const text = Array.from({ length: 3 }, () => simulation.word(actor)).join(' ') + '\r\n....'.repeat(lines / 5);
  replace(simulation, editor, [
    { offset: simulation.random.below(editor.text.length + 1), deleteLength: 0, insertText: text },
  ]);
}

/** Undo may take away only what its owner wrote. */
function undo(simulation: Simulation): void {
  const chosen = someEditor(simulation);
  if (!chosen) return;
  const { actor, editor } = chosen;
  let removed = '';
  const stop = editor.document.onEdits((edits) => {
    for (const { offset, deleteLength } of edits) removed += before.slice(offset, offset + deleteLength);
  });
  const before = editor.text;
  if (simulation.random.chance(0.7)) editor.document.undo();
  else editor.document.redo();
  stop();
  for (const match of before.matchAll(wordPattern))
    if (!editor.text.includes(match[0])) simulation.touched.add(match[0]);
  const others = new Set(
    [...'abcdef'].filter((letter) => letter !== actor.letter && simulation.actors.some((a) => a.letter === letter)),
  );
  const foreign = [...removed.matchAll(wordPattern)].find(
    (match) => others.has(match[1]!) && !simulation.touched.has(match[0]),
  );
  if (foreign) simulation.problem(`undo of ${actor.name} removed ${foreign[0]}`);
}

async function open(simulation: Simulation): Promise<void> {
  const actor = someone(simulation);
  void actor?.edit(simulation.random.pick(paths)).catch(() => undefined);
  await simulation.world.run(50);
}

function save(simulation: Simulation): void {
  const chosen = someEditor(simulation);
  if (!chosen) return;
  const { actor, editor } = chosen;
  if (simulation.random.chance(0.1)) simulation.disk.failNextWrite = true;
  if (simulation.hostAlive && simulation.random.chance(0.15)) simulation.disk.afterWrite = () => simulation.crashHost();
  void actor.client
    .request('documents.save', { ref: editor.document.ref, update: editor.document.encode() })
    .catch(() => undefined);
}

async function changeDisk(simulation: Simulation): Promise<void> {
  const path = simulation.random.pick(paths);
  const text = simulation.disk.text(path);
  if (text === null) return;
  const lines = text.split('\n');
  const at = simulation.random.below(lines.length);
  const removed = simulation.random.chance(0.4) ? 1 : 0;
  for (const line of lines.slice(at, at + removed)) touch(simulation, line, 0, line.length);
  lines.splice(at, removed, `disk ${simulation.world.nowMs} ${simulation.random.below(1000)}`);
  simulation.disk.setText(path, lines.join('\n'));
  if (simulation.hostAlive) void simulation.host?.keeper.diskChanged(path).catch(() => undefined);
}

function leaveOrJoin(simulation: Simulation): void {
  const { people } = simulation;
  if (people.length > 2 && simulation.random.chance(0.5)) {
    const actor = simulation.random.pick(people);
    if (actor.client.status.is !== 'online' || actor.client.unsentCount > 0) return;
    actor.client.leave();
    actor.gone = true;
    for (const { text } of actor.editors.values()) touch(simulation, text, 0, text.length);
  } else if (simulation.actors.length < 6) simulation.addActor();
}

/** A window dies without a word; a new one of the same person delivers what the old one had not sent. */
async function crash(simulation: Simulation): Promise<void> {
  const actor = someone(simulation);
  if (!actor || actor.client.status.is !== 'online') return;
  // What was typed within the merge window dies with the process.
  actor.client.documents.flush();
  await simulation.world.settle();
  actor.client.abandon();
  actor.gone = true;
  const successor = simulation.addActor(actor);
  successor.adopt(actor);
}

function weather(simulation: Simulation): void {
  const { random } = simulation;
  simulation.weather = random.chance(0.3)
    ? calm
    : {
        latencyMs: random.below(80),
        jitterMs: random.below(150),
        cut: random.chance(0.5) ? 0.03 : 0,
        doubled: random.chance(0.3) ? 0.1 : 0,
        dropped: random.chance(0.3) ? 0.03 : 0,
      };
}

async function restartServer(simulation: Simulation): Promise<void> {
  simulation.stopServer();
  await simulation.world.run(simulation.random.below(3000));
  await simulation.startServer();
}

async function restartHost(simulation: Simulation): Promise<void> {
  if (simulation.hostAlive) simulation.crashHost();
  await simulation.world.run(simulation.random.below(3000));
  await simulation.startHost();
}

function changeRole(simulation: Simulation): void {
  const { host } = simulation;
  const actor = someone(simulation);
  const person = actor?.client.person;
  if (!host || !simulation.hostAlive || !person || !actor) return;
  const role = simulation.random.chance(0.5) ? 'viewer' : 'editor';
  if (role === 'viewer') simulation.demoted.add(actor.name);
  void host.host.publish('role.changed', { person, role }).catch(() => undefined);
}

async function sleep(simulation: Simulation): Promise<void> {
  await simulation.world.run(simulation.random.below(60_000));
}

function fullLogDisk(simulation: Simulation): void {
  simulation.failNextCommit();
}

/** What may happen, and how often. */
export const operations: Operation[] = [
  { name: 'type', weight: 30, run: type },
  { name: 'remove', weight: 10, run: remove },
  { name: 'multi-cursor', weight: 5, run: multiCursor },
  { name: 'swap emoji', weight: 4, run: swapEmoji },
  { name: 'paste', weight: 3, run: paste },
  { name: 'undo', weight: 8, run: undo },
  { name: 'open', weight: 12, run: open },
  { name: 'save', weight: 6, run: save },
  { name: 'change disk', weight: 5, run: changeDisk },
  { name: 'leave or join', weight: 3, run: leaveOrJoin },
  { name: 'crash', weight: 2, run: crash },
  { name: 'weather', weight: 4, run: weather },
  { name: 'restart server', weight: 1.5, run: restartServer },
  { name: 'restart host', weight: 1.5, run: restartHost },
  { name: 'change role', weight: 2, run: changeRole },
  { name: 'sleep', weight: 1, run: sleep },
  { name: 'full disk of the log', weight: 0.7, run: fullLogDisk },
];
