import type { SessionClient } from '../../src/client/session-client.ts';
import { hiddenProposals } from '../../src/main/host/hidden-proposals.ts';
import type { MemoryDisk } from './memory-disk.ts';

/** A host's care for suggestions that name files which it does not share. */
export class HiddenActs {
  readonly #looks = new Set<() => void>();
  readonly #care: ReturnType<typeof hiddenProposals>;

  constructor(client: SessionClient, { hidden }: MemoryDisk, report: (message: string) => void) {
    this.#care = hiddenProposals({
      client,
      visibility: () => ({ isHidden: (path) => hidden.has(path), isReadOnly: () => false, hiddenGlobs: [] }),
      rules: {
        onChanged: (look) => {
          this.#looks.add(look);
          return () => void this.#looks.delete(look);
        },
      },
      report,
    });
  }

  start(): void {
    this.#care.start();
  }

  /** Looks again, as other files are hidden. */
  look(): void {
    for (const look of this.#looks) look();
  }

  close(): void {
    this.#care.close();
  }
}
