import type { Handlers } from '../../shared/workspace/contract.ts';
import type { DocumentKeeper } from './document-keeper.ts';
import type { SaveTurns } from './save-turns.ts';

type DocumentMethod =
  | 'documents.open'
  | 'documents.create'
  | 'documents.prepareSave'
  | 'documents.save'
  | 'documents.withheld'
  | 'documents.resolve';

/** Documents for callers, whose paths were judged before. */
export function createDocumentService(keeper: DocumentKeeper, turns: SaveTurns): Handlers<DocumentMethod> {
  return {
    'documents.open': ({ path }) => keeper.open(path),
    'documents.create': async ({ title, text }) => ({ ref: await keeper.create(title, text) }),
    'documents.prepareSave': async ({ ref }, { replica }, signal) => {
      keeper.pathOf(ref);
      return { vector: await turns.take(ref, replica, signal) };
    },
    'documents.save': async ({ ref, update, path, overwrite = false, endsTurn = false }, { replica }) => {
      if (path !== undefined && path !== keeper.pathOf(ref))
        return { hash: await keeper.save(ref, update, { path, overwrite }) };
      const save = () => keeper.save(ref, update);
      return { hash: await (endsTurn ? turns.saving(ref, replica, update, save) : save()) };
    },
    'documents.withheld': ({ ref }) => keeper.withheld(ref),
    'documents.resolve': async ({ ref, choice, hash, update }, { person }) => {
      await keeper.resolve(ref, { choice, hash, person }, update);
      return {};
    },
  };
}
