import { EditBatch } from '../../src/client/edit-batch.ts';
import { ToldTexts } from '../../src/main/documents/told-texts.ts';
import { type Mutant, patch } from './mutant.ts';

/** Mutants of texts that tool calls tell. */
export const ofToldTexts: Mutant[] = [
  {
    name: 'have an agent answer for what another program has written into its text',
    apply: () =>
      patch(ToldTexts.prototype, 'find', (find) => {
        return function (this: ToldTexts, path, hash) {
          return find.call(this, path, hash);
        };
      }),
  },
  {
    name: 'take any text of a file for the one that an agent has told',
    apply: () => {
      const last = new Map<string, Parameters<ToldTexts['add']>[3]>();
      const mend = patch(ToldTexts.prototype, 'add', (add) => {
        return function (this: ToldTexts, ...[path, before, text, work]) {
          last.set(path, work);
          add.call(this, path, before, text, work);
        };
      });
      const mendFind = patch(ToldTexts.prototype, 'find', () => (path) => last.get(path) ?? null);
      return () => {
        mend();
        mendFind();
      };
    },
  },
  {
    name: 'keep what an agent has told beyond its turn',
    apply: () => patch(ToldTexts.prototype, 'forget', () => () => undefined),
  },
  {
    name: 'take the first of two agents that have told one text for its writer',
    apply: () =>
      patch(ToldTexts.prototype, 'add', (add) => {
        const first = new Set<string>();
        return function (this: ToldTexts, ...[path, before, text, work]) {
          if (!first.has(text)) add.call(this, path, before, text, work);
          first.add(text);
        };
      }),
  },
  {
    name: 'take what the disk brings after a told text for the same work',
    apply: () =>
      patch(EditBatch.prototype, 'asTold', (asTold) => {
        const last = new WeakMap<EditBatch, Parameters<typeof asTold>[0]>();
        return function (this: EditBatch, told, run) {
          if (told) last.set(this, told);
          asTold.call(this, last.get(this) ?? null, run);
        };
      }),
  },
];
