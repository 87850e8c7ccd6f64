import { TaskClaims } from '../../src/client/tasks/task-claims.ts';
import { type RecordedStep, WorkRecord } from '../../src/client/work-record.ts';
import { KnownTexts } from '../../src/main/documents/known-texts.ts';
import { WorkTexts } from '../../src/main/documents/work-texts.ts';
import { namesCall } from '../../src/shared/capabilities/documents/agent-call.ts';
import { noClaims } from '../../src/shared/capabilities/tasks/task-state.ts';
import { tasks } from '../../src/shared/capabilities/tasks/tasks.ts';
import { work } from '../../src/shared/capabilities/work/work.ts';
import { type Mutant, patch } from './mutant.ts';

const recorded = Object.getOwnPropertyDescriptor(WorkRecord.prototype, 'steps')!;

/** Has a host's record of edits tell others than those that it has. */
function patchSteps(make: (steps: readonly RecordedStep[]) => RecordedStep[]): () => void {
  Object.defineProperty(WorkRecord.prototype, 'steps', {
    ...recorded,
    get(this: WorkRecord) {
      const steps = recorded.get!.call(this) as readonly RecordedStep[];
      return steps.length === 0 ? steps : make(steps);
    },
  });
  return () => void Object.defineProperty(WorkRecord.prototype, 'steps', recorded);
}

/** Mutants of claims of tasks, of judgements, of commits of one person's work, and of taking work back. */
export const ofWork: Mutant[] = [
  {
    name: 'keep the claims of tasks of people who have gone',
    apply: () => patch(tasks, 'settle', () => (state) => state),
  },
  {
    name: 'end the claims of tasks with the next entry',
    apply: () => patch(tasks, 'settle', () => (state) => ({ ...state, ...noClaims })),
  },
  {
    name: 'tell everybody who claims a task that it is theirs',
    apply: () =>
      patch(TaskClaims.prototype, 'claim', (claim) => {
        return async function (this: TaskClaims, ...asked) {
          await claim.apply(this, asked);
          return { is: 'claimed', locked: [], refused: [] };
        };
      }),
  },
  {
    name: 'forget judgements as time passes',
    apply: () => patch(work, 'settle', () => (state) => ({ ...state, judged: {} })),
  },
  {
    name: 'take others’ lines into a commit of one’s own',
    apply: () =>
      patch(WorkTexts.prototype, 'of', (of) => {
        return async function (this: WorkTexts, path, earlier, choice) {
          const all = await of.call(this, path, earlier, { ...choice, takesBoth: true });
          return all && { ...all, people: [choice.person] };
        };
      }),
  },
  {
    name: 'leave lines that several have changed out of every commit',
    apply: () =>
      patch(WorkTexts.prototype, 'of', (of) => {
        return function (this: WorkTexts, path, earlier, choice) {
          return of.call(this, path, earlier, { ...choice, takesBoth: false });
        };
      }),
  },
  {
    name: 'take the text of now for what was committed',
    apply: () =>
      patch(KnownTexts.prototype, 'note', (note) => {
        const last = new Map<string, Parameters<typeof note>>();
        return function (this: KnownTexts, ref, text, ids, settled) {
          const [, , before = ids] = last.get(ref) ?? [];
          last.set(ref, [ref, text, ids, settled]);
          note.call(this, ref, text, before, settled);
        };
      }),
  },
  {
    name: 'take others’ work back with a person’s own',
    apply: () => patchSteps((steps) => steps.map((step) => ({ ...step, author: steps[0]!.author }))),
  },
  {
    name: 'take all turns of an agent back for one',
    apply: () =>
      patchSteps((steps) => {
        const work = steps.find((step) => namesCall(step.work))?.work;
        return steps.map((step) => (work && namesCall(step.work) ? { ...step, work } : step));
      }),
  },
  {
    name: 'take lines back in which others have written since',
    apply: () => patchSteps((steps) => steps.toReversed()),
  },
];
