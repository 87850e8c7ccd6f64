import type { TextCopy } from '../../../src/shared/capabilities/documents/text-copy.ts';
import type { Entry } from '../../../src/shared/core/entry.ts';
import type { SessionState } from '../../../src/shared/session/state.ts';
import { decodeBody } from '../../../src/shared/session/table.ts';
import { statusAfter } from '../../../src/shared/tasks/task-progress.ts';
import { settings, taskPath } from '../operations/advancing.ts';
import type { Simulation } from '../simulation.ts';

/** The rules of tasks that go on by themselves, held to each entry of a log. */
export class AdvanceRules {
  readonly #simulation: Simulation;
  /** Texts of tasks behind the last edit of a replica. */
  readonly #written = new Map<string, string>();

  constructor(simulation: Simulation) {
    this.#simulation = simulation;
  }

  /** Checks that a task goes on by the host alone, along its order, and that its text says so before anybody is told. */
  follow({ host, documents }: SessionState, { kind, by, ref, body, seq }: Entry, copy: TextCopy | null): void {
    if (ref === null || documents[ref]?.path !== taskPath) return;
    const key = `${ref} ${by}`;
    if (kind === 'doc.updated' && copy !== null) this.#written.set(key, copy.text.toString());
    if (kind !== 'task.advanced') return;
    const { term, was, is, by: event } = decodeBody(kind, body);
    if (host?.replica !== by || host.term !== term)
      this.#simulation.problem(`a task was advanced by one who is not the host (seq ${seq})`);
    if (statusAfter(settings, event, was) !== is)
      this.#simulation.problem(`a task went from ${was} to ${is} when it was ${event} (seq ${seq})`);
    const text = this.#written.get(key);
    // Another program that writes the same word at the same moment has its own stand beside it.
    const says = /^status: (.*)$/m.exec(text ?? '')?.[1];
    if (says !== undefined && !says.includes(is))
      this.#simulation.problem(`a task was told to be ${is}, and is not (seq ${seq}): ${JSON.stringify(text)}`);
  }
}
