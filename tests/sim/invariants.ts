import * as Y from 'yjs';
import { fold } from '../../src/shared/model/fold.ts';
import { roleOfReplica } from '../../src/shared/model/participants.ts';
import { emptyState, type SessionState } from '../../src/shared/model/state.ts';
import type { Entry } from '../../src/shared/protocol/entry.ts';
import { hasRight } from '../../src/shared/protocol/rights.ts';
import { decodeBody } from '../../src/shared/protocol/table.ts';
import type { Simulation } from './simulation.ts';

/** A state without what is only true now: cursors and activity are not all kept. */
function lasting(state: SessionState): unknown {
  const replicas = Object.entries(state.replicas).map(([id, { person, purpose, connected }]) => [
    id,
    person,
    purpose,
    connected,
  ]);
  return sorted({ ...state, replicas, participants: state.participants });
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

const same = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** The texts that the log alone gives, and the complaints that reading it raises. */
async function foldLog(simulation: Simulation): Promise<{ state: SessionState; texts: Map<string, string> }> {
  const { log, id } = simulation;
  const documents = new Map<string, Y.Doc>();
  const entries = await log.read(id, 0, Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER);
  let state = emptyState;
  let lastSeq = 0;
  for (const entry of entries) {
    if (entry.seq <= lastSeq) simulation.problem(`seq ${entry.seq} after ${lastSeq}`);
    lastSeq = entry.seq;
    checkRight(simulation, state, entry);
    state = fold(state, entry);
    if (entry.kind === 'doc.updated') await applyTo(await textAt(simulation, documents, entry.ref!), simulation, entry);
  }
  // Where everything was trimmed only the checkpoint is left.
  for (const ref of Object.keys(state.documents)) await textAt(simulation, documents, ref);
  const texts = new Map([...documents].map(([ref, document]) => [ref, document.getText('text').toString()]));
  return { state, texts };
}

async function textAt(simulation: Simulation, documents: Map<string, Y.Doc>, ref: string): Promise<Y.Doc> {
  let document = documents.get(ref);
  if (!document) {
    document = new Y.Doc();
    documents.set(ref, document);
    const checkpoint = await simulation.log.checkpoint(simulation.id, ref);
    if (checkpoint) Y.applyUpdate(document, checkpoint.bytes);
  }
  return document;
}

async function applyTo(document: Y.Doc, simulation: Simulation, entry: Entry): Promise<void> {
  const body = entry.blob === null ? entry.body : await simulation.blobs.get(entry.blob);
  Y.applyUpdate(document, decodeBody('doc.updated', body).update);
}

/** Trimmed logs begin later than the facts that gave a right, so only what can be known is judged. */
function checkRight(simulation: Simulation, state: SessionState, entry: Entry): void {
  if (entry.kind !== 'doc.updated') return;
  const role = roleOfReplica(state, entry.by);
  if (role !== null && !hasRight(role, 'edit'))
    simulation.problem(`an edit of a ${role} is in the log (seq ${entry.seq})`);
}

/** Compares everything with everything once nothing moves any more. */
export async function checkAtRest(simulation: Simulation): Promise<void> {
  const { session, host, disk } = simulation;
  if (!session || !host) return simulation.problem('not at rest');
  const { state, texts } = await foldLog(simulation);
  if (!same(lasting(state), lasting(session.state))) simulation.problem('the server differs from the fold of its log');
  for (const actor of simulation.people) {
    if (actor.client.status.is !== 'online') {
      simulation.problem(`${actor.name} is ${JSON.stringify(actor.client.status)}`);
      continue;
    }
    if (actor.client.unsentCount > 0) simulation.problem(`${actor.name} still has ${actor.client.unsentCount} unsent`);
    if (actor.client.applied !== session.head)
      simulation.problem(`${actor.name} is at ${actor.client.applied} of ${session.head}`);
    if (!same(lasting(actor.client.state), lasting(state)))
      simulation.problem(`the state of ${actor.name} differs from the log's`);
    for (const [ref, editor] of actor.editors) {
      const text = editor.document.toString();
      if (editor.document.status !== 'ready')
        simulation.problem(`a document of ${actor.name} is ${editor.document.status}`);
      if (text !== texts.get(ref))
        simulation.problem(`the text of ${actor.name} differs from the log's: ${show(text)} / ${show(texts.get(ref))}`);
      if (editor.text !== text)
        simulation.problem(
          `the editor of ${actor.name} differs from its document: ${show(editor.text)} / ${show(text)}`,
        );
    }
  }
  await checkDisk(simulation, state, texts);
  checkWords(simulation, texts);
  if (host.reports.length > 0) simulation.problem(`the host reported: ${host.reports[0]}`);
  void disk;
}

function show(text: string | undefined): string {
  return JSON.stringify(text && text.length > 300 ? `${text.slice(0, 300)}…` : text);
}

/** Saving everything once more puts exactly these texts on the disk. */
async function checkDisk(simulation: Simulation, state: SessionState, texts: Map<string, string>): Promise<void> {
  const { host, disk, world } = simulation;
  disk.failNextWrite = false;
  disk.afterWrite = null;
  for (const [ref, { path }] of Object.entries(state.documents)) {
    if (path === null) continue;
    const text = host!.disk.documents.get(ref)?.toString();
    if (text !== texts.get(ref))
      simulation.problem(`the host's text of ${path} differs from the log's: ${show(text)} / ${show(texts.get(ref))}`);
    let failure: unknown = null;
    void host!.keeper.save(ref, new Uint8Array([0, 0])).catch((thrown) => {
      failure = thrown;
    });
    await world.run(2000);
    const after = host!.disk.documents.get(ref)?.toString();
    if (failure) simulation.problem(`saving ${path} failed: ${String(failure)}`);
    else if (disk.text(path) !== after)
      simulation.problem(`${path} on the disk differs: ${show(disk.text(path) ?? undefined)} / ${show(after)}`);
  }
}

/** Every word that was typed, and that nobody has deleted or been refused, is there exactly once. */
function checkWords(simulation: Simulation, texts: Map<string, string>): void {
  const all = [...texts.values()].join('\n');
  for (const [word, author] of simulation.typed) {
    if (simulation.touched.has(word) || simulation.demoted.has(author)) continue;
    const count = all.split(word).length - 1;
    if (count !== 1) simulation.problem(`the word ${word} of ${author} is there ${count} times`);
  }
}
