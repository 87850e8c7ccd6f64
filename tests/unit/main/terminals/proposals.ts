import { expect } from 'vitest';
import type { DirectWorkspace } from '../../../../src/client/direct-workspace.ts';
import type { ProposedLine } from '../../../../src/shared/capabilities/terminals/methods.ts';

/** Lines that wait for a decision, as a window of the terminals' owner is told of them. */
export class Proposals {
  waiting: readonly ProposedLine[] = [];

  constructor(direct: DirectWorkspace) {
    void this.#follow(direct).catch(() => undefined);
  }

  async #follow(direct: DirectWorkspace): Promise<void> {
    for await (const { waiting } of direct.open('terminals.proposals', {})) this.waiting = waiting;
  }

  /** Resolves with them once there are so many. */
  async have(count: number): Promise<readonly ProposedLine[]> {
    await expect.poll(() => this.waiting.length).toBe(count);
    return this.waiting;
  }
}
