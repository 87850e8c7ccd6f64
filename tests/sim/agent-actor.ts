import { AgentTexts, type ReadText } from '../../src/client/agents/agent-texts.ts';
import type { Dial } from '../../src/client/link.ts';
import { MemoryOutbox } from '../../src/client/outbox.ts';
import { SessionClient } from '../../src/client/session-client.ts';
import type { BlobStore } from '../../src/shared/blobs.ts';
import type { Environment } from '../../src/shared/core/environment.ts';
import { newId, newSecret } from '../../src/shared/core/ids.ts';

/** Text on which an edit of an agent builds, as it had read it; null for taking an edit back. */
export interface Intended {
  read: string | null;
}

/** An agent of somebody: it reads texts, and edits them later by what it has read then. */
export class AgentActor {
  readonly client: SessionClient;
  readonly texts: AgentTexts;
  /** Texts that it has read, the newest last. */
  readonly reads: ReadText[] = [];
  /** Words that it has written. */
  readonly words = new Set<string>();
  /** Words that it has suggested, with the document for which. */
  readonly suggested = new Map<string, string>();

  constructor(options: {
    name: string;
    invite: string;
    environment: Environment;
    dial: Dial;
    blobs: BlobStore;
    report: (message: string) => void;
  }) {
    this.client = new SessionClient({
      ...options,
      outbox: new MemoryOutbox(),
      replica: newId(options.environment),
      purpose: 'agent',
      ticket: newSecret(options.environment),
    });
    this.texts = new AgentTexts(this.client);
  }

  /** Reads a file, and keeps the few newest of what it has read. */
  async read(path: string): Promise<void> {
    this.reads.push(await this.texts.read(path));
    if (this.reads.length > 4) this.reads.shift();
  }
}
