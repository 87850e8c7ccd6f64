import { expect, it, vi } from 'vitest';
import { ComparedSuggestions } from '../../../../../src/renderer/features/agents/compared-suggestions.ts';
import type {
  SuggestionRow,
  SuggestionsModel,
  SuggestionsShown,
} from '../../../../../src/renderer/features/agents/suggestions-model.ts';
import type { App } from '../../../../../src/renderer/session/app.ts';
import { createStore } from '../../../../../src/renderer/ui/react-render.tsx';

const row = (id: string, atMs: number, agent = 'agent') =>
  ({ proposal: { id, agent, ref: 'ref', atMs }, file: 'a.txt', name: 'Model', parts: [] }) as unknown as SuggestionRow;

/** Comparisons beside which nothing is real, and the editors and words that they have made. */
function scene() {
  const editors = { openDiff: vi.fn(), updateDiff: vi.fn(), closeDiff: vi.fn(), diffCursor: vi.fn() };
  const chosen = Promise.withResolvers<string | undefined>();
  const notifications = { status: vi.fn(), show: vi.fn(() => chosen.promise) };
  const proposals: Record<string, unknown> = {};
  const app = { workbench: { editors, notifications }, session: { state: { proposals } } } as unknown as App;
  const nothing = { files: [], mayJudge: true, mayJudgeFiles: true };
  const store = createStore<SuggestionsShown>({ rows: [], ...nothing });
  const model = { store, document: () => ({ toString: () => 'text' }) } as unknown as SuggestionsModel;
  const compared = new ComparedSuggestions(app, model);
  const show = (rows: SuggestionRow[]) => store.set({ rows, ...nothing });
  return { editors, notifications, proposals, compared, show, choose: chosen.resolve };
}
const subject = (id: string) => ({ kind: 'suggestion', id });

it('one that its agent suggests anew stays before its reader, who is told, and comes to the new one by a button', async () => {
  const { editors, notifications, compared, show, choose } = scene();
  const [old, made] = [row('old', 1), row('new', 2)];
  show([old]);
  await compared.open(old);
  show([old, made]);
  show([made]);
  expect(editors.closeDiff).not.toHaveBeenCalled();
  expect(notifications.show).toHaveBeenCalledExactlyOnceWith(
    'info',
    expect.stringContaining('Model'),
    expect.anything(),
  );
  editors.diffCursor.mockResolvedValue({ subject: subject('old'), side: 'right', line: 1 });
  expect(await compared.active()).toBeNull();
  choose('Compare the New One');
  await expect.poll(() => editors.openDiff.mock.calls.map((each) => each[3])).toEqual([subject('old'), subject('new')]);
});

it('one that was judged closes, as does one that was taken back for good', async () => {
  const { editors, notifications, proposals, compared, show } = scene();
  const [judged, takenBack, other] = [row('judged', 1), row('back', 2), row('other', 3, 'another agent')];
  show([judged, takenBack]);
  await compared.open(judged);
  await compared.open(takenBack);
  proposals.judged = {};
  show([takenBack]);
  show([other]);
  expect(editors.closeDiff.mock.calls).toEqual([[subject('judged')], [subject('back')]]);
  expect(notifications.show).not.toHaveBeenCalled();
});
