import { expectedState } from '../../../src/main/documents/expected-state.ts';
import type { AllHandlers } from '../../../src/main/doors/request-server.ts';
import { documentAt } from '../../../src/shared/capabilities/documents/paths.ts';
import { EnsembleError } from '../../../src/shared/core/errors.ts';
import { roleRights } from '../../../src/shared/core/rights.ts';
import { emptyState } from '../../../src/shared/session/state.ts';
import type { Actor, Editor } from '../cast.ts';
import { noticed } from '../noticing.ts';
import type { Simulation } from '../simulation.ts';
import { wordPattern } from '../words.ts';
import { type Operation, replace, someEditor, someone, touch } from './common.ts';

const paths = ['one.txt', 'two.txt', 'three.txt'];

/** Says whether the host knows a file at this path as a document. */
function isDocument(simulation: Simulation, path: string): boolean {
  const { host, hostAlive, session } = simulation;
  // The host's word counts before the log has it.
  const state = hostAlive && host ? expectedState(host.disk) : session?.state;
  const ref = state ? documentAt(state, path) : null;
  return ref !== null && !state?.documents[ref]?.deleted;
}

async function open(simulation: Simulation): Promise<void> {
  const actor = someone(simulation);
  if (!actor) simulation.idle();
  void actor?.edit(simulation.random.pick(paths)).catch(() => undefined);
  await simulation.world.run(50);
}

/** Saves a text; an answered save has put its sender's text on the disk. */
function save(simulation: Simulation): void {
  const chosen = someEditor(simulation);
  if (!chosen) return simulation.idle();
  const { actor, editor } = chosen;
  // Often the last word is not even on its way to the server.
  if (simulation.random.chance(0.3)) {
    const offset = simulation.random.below(editor.text.length + 1);
    replace(simulation, editor, [{ offset, deleteLength: 0, insertText: simulation.word(actor) }]);
  }
  if (simulation.random.chance(0.1)) simulation.disk.failNextWrite = true;
  if (simulation.hostAlive && simulation.random.chance(0.15)) simulation.disk.afterWrite = () => simulation.crashHost();
  askToSave(simulation, chosen);
}

/**
 * Saves by the direct door of the host's own window: text that the log does not have yet goes to the disk all the same.
 */
function saveDirectly(simulation: Simulation): void {
  const own = simulation.people.filter(({ letter }) => letter === 'a');
  const ready = own.flatMap((actor) =>
    [...actor.editors.values()].flatMap((editor) => (editor.document.isEditable ? { actor, editor } : [])),
  );
  if (ready.length === 0) return simulation.idle();
  const chosen = simulation.random.pick(ready);
  const offset = simulation.random.below(chosen.editor.text.length + 1);
  replace(simulation, chosen.editor, [{ offset, deleteLength: 0, insertText: simulation.word(chosen.actor) }]);
  const { host, hostAlive } = simulation;
  if (!host || !hostAlive) return;
  askToSave(simulation, chosen, (params) => {
    const { replica, person } = chosen.actor.client;
    const caller = { replica, person: person ?? '', isOwner: true, isDirect: true, rights: roleRights.owner };
    return host.handlers['documents.save'](params, caller, new AbortController().signal);
  });
}

type Save = (params: Parameters<AllHandlers['documents.save']>[0]) => Promise<unknown>;

function askToSave(
  simulation: Simulation,
  { actor, editor }: { actor: Actor; editor: Editor },
  ask: Save = (params) => actor.client.request('documents.save', params),
): void {
  const { ref } = editor.document;
  const info = actor.client.state.documents[ref];
  const target = info?.path === null ? { path: `${info.title}.txt` } : {};
  const seen = [...editor.text.matchAll(wordPattern)]
    .map(([word]) => word)
    .filter((word) => simulation.typed.has(word));
  const { disk } = simulation;
  const asked = actor.client.state.host?.replica;
  void ask({ ref, ...actor.client.documents.difference(ref), ...target })
    // A host that has been taken over answers for its own disk.
    .then(() => {
      if (disk === simulation.disk && asked === simulation.host?.host.replica) checkSaved(simulation, ref, seen);
    })
    .catch(() => undefined);
}

function checkSaved(simulation: Simulation, ref: string, seen: string[]): void {
  const { host, session } = simulation;
  // The host's entries count before the log has them, also those that died with it.
  const document = (host ? expectedState(host.disk) : session?.state)?.documents[ref];
  const text = document?.path ? simulation.disk.text(document.path) : null;
  if (text === null || document?.deleted) return;
  const lost = seen.find((word) => !text.includes(word) && !simulation.touched.has(word));
  if (lost !== undefined && !simulation.demoted.has(simulation.typed.get(lost)!)) {
    simulation.problem(`a save was answered, and ${lost} is not on the disk`);
  }
}

/** Says whether a file is a document's, of which the host has nothing to find out. */
export function isKnownFile(simulation: Simulation, path: string): boolean {
  // While a deletion has yet to be noted, a file that is put there is another one.
  const isHidden = simulation.disk.hidden.has(path);
  return isDocument(simulation, path) && !simulation.unsettled.get(path) && !isHidden;
}

/** Changes a file as another program: takes a line out, or puts one in. */
function changeDisk(simulation: Simulation): void {
  const path = simulation.random.pick(paths);
  const text = simulation.disk.text(path);
  if (text === null) return simulation.idle();
  const lines = text.split('\n');
  const at = simulation.random.below(lines.length);
  const removed = simulation.random.chance(0.4) ? 1 : 0;
  for (const line of lines.slice(at, at + removed)) touch(simulation, line, 0, line.length);
  const word = isKnownFile(simulation, path) ? simulation.outsideWord() : '';
  lines.splice(at, removed, `disk ${simulation.world.nowMs} ${word}`);
  simulation.disk.setText(path, lines.join('\n'));
  noticed(simulation, path);
}

/** Deletes a file as another program, or makes one where one was deleted. Its text may go with it. */
function deleteOrCreate(simulation: Simulation): void {
  const path = simulation.random.pick(paths);
  const text = simulation.disk.text(path);
  if (text === null) {
    simulation.disk.setText(path, 'a new file\n');
    // A host that never had the file takes it for the document's text.
    const ref = documentAt(simulation.session?.state ?? emptyState, path);
    const known = ref === null ? '' : (simulation.host?.textOf(ref) ?? '');
    touch(simulation, known, 0, known.length);
  } else {
    touch(simulation, text, 0, text.length);
    simulation.disk.files.delete(path);
  }
  noticed(simulation, path);
}

/** Moves a file through Ensemble: its document goes with it. */
function move(simulation: Simulation): void {
  const { disk, host, random } = simulation;
  const [from, to] = [random.pick(paths), random.pick(paths)];
  const bytes = disk.hidden.has(to) ? undefined : disk.files.get(from);
  // Requests come over the session: a host has none before it is known there.
  const isKnown = host !== null && host.disk.state.host?.replica === host.host.replica;
  if (!simulation.hostAlive || !isKnown || !bytes || disk.files.has(to) || isDocument(simulation, to))
    return simulation.idle();
  const run = async () => {
    const now = disk.files.get(from);
    if (!now || disk.files.has(to)) throw new EnsembleError('not-found', `${from} cannot be moved`);
    // A file that is put in the place of a document's deleted one is that document's text from here on.
    const gone = simulation.session ? documentAt(simulation.session.state, to) : null;
    const known = gone === null ? '' : (host.textOf(gone) ?? '');
    touch(simulation, known, 0, known.length);
    disk.files.delete(from);
    disk.files.set(to, now);
  };
  void host.keeper
    .move(from, to, run)
    .then(() => host === simulation.host && noticed(simulation, to))
    .catch(() => undefined);
}

/** Renames a file as another program: its document follows, or stays behind with its text, beside the file. */
function renameOnDisk(simulation: Simulation): void {
  const { disk, host, hostAlive, random } = simulation;
  const [from, to] = [random.pick(paths), random.pick(paths)];
  const text = disk.text(from);
  if (text === null || disk.files.has(to) || disk.hidden.has(from) || disk.hidden.has(to)) return simulation.idle();
  const state = simulation.session?.state ?? emptyState;
  for (const path of [from, to]) {
    const ref = documentAt(state, path);
    const known = ref === null ? '' : (host?.textOf(ref) ?? '');
    touch(simulation, known, 0, known.length);
  }
  touch(simulation, text, 0, text.length);
  disk.rename(from, to);
  noticed(simulation, from);
  noticed(simulation, to);
  if (hostAlive) host?.keeper.filesArrived([to]);
}

/** Shares somebody's untitled buffer. */
function create(simulation: Simulation): void {
  const actor = someone(simulation);
  if (!actor) return simulation.idle();
  const title = `Untitled-${simulation.words}`;
  void actor.create(title, `${title}\r\nbegun by ${actor.name}`).catch(() => undefined);
}

/** Events of files, inside Ensemble and outside. */
export const filing: Operation[] = [
  { name: 'open', weight: 12, run: open },
  { name: 'save', weight: 6, run: save },
  { name: 'save directly', weight: 1, run: saveDirectly },
  { name: 'change disk', weight: 5, run: changeDisk },
  { name: 'delete or create', weight: 1.5, run: deleteOrCreate },
  { name: 'move', weight: 1.5, run: move },
  { name: 'rename on disk', weight: 1, run: renameOnDisk },
  { name: 'create untitled', weight: 1.5, run: create },
];
