/** A person at the wire: types by prepared updates, and hears of others without keeping a document. */
export interface RawPerson {
  type(clock: number): void;
  /** Calls `heard` with every keystroke that arrives, whoever typed it. */
  listen(heard: (person: number, clock: number, receivedMs: number) => void): void;
  readonly isOpen: boolean;
  close(): void;
}

/** A full participant, as a real window: opens the document, applies updates, and has the text. */
export interface FullClient {
  readonly text: string;
  close(): void;
}

/** One of the systems under comparison, as the load sees it. */
export interface System {
  /** Makes the document and everything else that is there before people come. */
  prepare(port: number): Promise<void>;
  fullClient(port: number): Promise<FullClient>;
  rawPerson(port: number, person: number): Promise<RawPerson>;
}
