import type { SessionClient } from '../../src/client/session-client.ts';
import type { Rpc } from '../../src/main/languages/process/rpc.ts';
import { Diagnosing } from '../../src/main/languages/texts/diagnosing.ts';
import type { ServerTexts } from '../../src/main/languages/texts/server-texts.ts';
import { ToldProblems } from '../../src/main/languages/texts/told-problems.ts';
import { Places } from '../../src/main/languages/wire/places.ts';
import type { Body } from '../../src/shared/session/table.ts';

/** Id of the source. */
export const source = 'scripted';

const places = new Places('/home/somebody/folder', { nameOf: () => null, fileOf: () => null });

/** A language server without a process: it tells problems by itself, through the host's own code for them. */
export class ScriptedProblems {
  /** Message of each file's one problem, as the source has told it last. */
  readonly found = new Map<string, string>();
  readonly #client: SessionClient;
  readonly #sees: (path: string) => boolean;
  readonly #told: ToldProblems;
  #diagnosing: Diagnosing;

  constructor(client: SessionClient, sees: (path: string) => boolean) {
    this.#client = client;
    this.#sees = sees;
    this.#told = new ToldProblems({
      say: (set) => this.#say('languages.problems', { ...set, term: this.#term }),
      environment: client.options.environment,
      onUnlisted: () => undefined,
    });
    this.#diagnosing = this.#begin();
  }

  get #term(): number {
    return this.#client.state.host?.term ?? 0;
  }

  #say<K extends 'languages.servers' | 'languages.problems'>(kind: K, body: Body<K>): void {
    this.#client.publishLatest(kind, body);
  }

  #begin(): Diagnosing {
    // A source that tells by itself is asked nothing.
    const texts = { all: [] } as unknown as ServerTexts;
    const { environment } = this.#client.options;
    const shared = { environment, source, places, guestsSee: this.#sees, problems: this.#told };
    return new Diagnosing({ ...shared, texts, rpc: {} as Rpc });
  }

  /** Finds one problem in a file, in place of those before; none where the message is null. */
  find(path: string, message: string | null): void {
    const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 1 } };
    const diagnostics = message === null ? [] : [{ range, message }];
    this.#diagnosing.published({ uri: places.uriOf(path), diagnostics });
    if (message === null || !this.#sees(path)) this.found.delete(path);
    else this.found.set(path, message);
  }

  /** Takes back the problems of files that guests see no more. */
  hide(): void {
    this.#told.clear(({ path }) => !this.#sees(path));
    for (const path of this.found.keys()) if (!this.#sees(path)) this.found.delete(path);
  }

  /** Ends the source, and begins another: everybody forgets what the one of before has found. */
  end(): void {
    this.#diagnosing.close();
    this.#told.forget(source);
    this.found.clear();
    this.#say('languages.servers', { term: this.#term, servers: [], unlisted: 0 });
    this.#diagnosing = this.#begin();
  }
}
