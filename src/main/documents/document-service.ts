import type { Environment } from '../../shared/core/environment.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Caller, Handlers } from '../../shared/session/contract.ts';
import { Allowance } from '../doors/allowance.ts';
import type { FairLanes } from '../doors/fair-lanes.ts';
import { mustHave } from '../doors/request-source.ts';
import type { DocumentKeeper } from './document-keeper.ts';
import type { SaveQueue } from './save-queue.ts';
import type { Unsent } from './unsent.ts';

type DocumentMethod =
  | 'documents.open'
  | 'documents.create'
  | 'documents.prepareSave'
  | 'documents.endTurn'
  | 'documents.save'
  | 'documents.reopen'
  | 'documents.withheld'
  | 'documents.resolve';

/** Parts that the document service needs. */
export interface DocumentServiceOptions {
  keeper: DocumentKeeper;
  turns: SaveQueue;
  /** The keeper's queue, with a lane for each person. */
  lanes: FairLanes;
  environment: Environment;
}

/** Makes the handlers for documents; paths were judged before. */
export function createDocumentService(options: DocumentServiceOptions): Handlers<DocumentMethod> {
  const { keeper, turns, lanes, environment } = options;
  const words = 'Nothing is lost: what is open stays open. Try again in a minute.';
  const openings = new Allowance({
    environment,
    burst: 300,
    perSecond: 5,
    words: `You have opened very many files in a short time, so this one was not opened. ${words}`,
  });
  const creations = new Allowance({
    environment,
    burst: 30,
    perSecond: 0.5,
    words: `You have shared very many new texts in a short time, so this one was not shared. ${words}`,
  });
  return {
    'documents.open': async ({ path, encoding }, { person, isOwner, rights }, signal) => {
      if (encoding) mustEdit(rights);
      if (!isOwner && !keeper.has(path)) openings.take(person);
      return lanes.run(person, () => keeper.open(path, encoding), signal);
    },
    'documents.create': async ({ title, text }, { person, isOwner }, signal) => {
      if (!isOwner) creations.take(person);
      return { ref: await lanes.run(person, () => keeper.create(title, text, person), signal) };
    },
    'documents.prepareSave': async ({ ref }, { replica }, signal) => {
      keeper.pathOf(ref);
      return { vector: await turns.take(ref, replica, signal) };
    },
    'documents.save': async ({ ref, path, overwrite = false, endsTurn = false, ...unsaved }, caller, signal) => {
      const target = path === undefined || path === keeper.pathOf(ref) ? undefined : { path, overwrite };
      // Saved under another path, a text makes that file, or replaces it, and the document moves there for everybody.
      if (target) mustHave(caller, 'files.write');
      const unsent = unsentOf(unsaved, caller);
      const save = async () => {
        await keeper.hear(ref, unsent);
        return lanes.run(caller.person, () => keeper.save(ref, unsent, target), signal);
      };
      const vector = () => keeper.vectorWith(ref, unsent.update);
      return { hash: await (endsTurn ? turns.saving(ref, caller.replica, vector, save) : save()) };
    },
    'documents.endTurn': async ({ ref, ...unsaved }, caller) => {
      const unsent = unsentOf(unsaved, caller);
      const vector = () => keeper.vectorWith(ref, unsent.update);
      await turns.saving(ref, caller.replica, vector, () => keeper.hear(ref, unsent));
      return {};
    },
    'documents.reopen': async ({ ref, encoding }, { person }, signal) => {
      await lanes.run(person, () => keeper.reopen(ref, encoding), signal);
      return {};
    },
    'documents.withheld': ({ ref }, { person }, signal) => lanes.run(person, () => keeper.withheld(ref), signal),
    'documents.resolve': async ({ ref, choice, hash, seq, update }, caller, signal) => {
      // Any other choice changes the text.
      if (choice !== 'mine') mustHave(caller, 'edit');
      const unsent = unsentOf({ seq, update }, caller);
      await keeper.hear(ref, unsent);
      const choose = () => keeper.resolve(ref, { choice, hash, person: caller.person }, unsent);
      await lanes.run(caller.person, choose, signal);
      return {};
    },
  };
}

function unsentOf(
  unsent: Pick<Unsent, 'seq' | 'update' | 'format'>,
  { person, replica, rights, isDirect = false }: Caller,
): Unsent {
  if (unsent.format) mustEdit(rights);
  return { ...unsent, person, replica, isOwn: isDirect };
}

function mustEdit(rights: Caller['rights']): void {
  if (rights.has('edit')) return;
  throw new EnsembleError(
    'not-permitted',
    'Only editors choose the encoding and the line ends of a file. The host can change that.',
  );
}
