/** A stream as its opener hears it. */
export interface Flow {
  opener: string;
  /** Number of parts that the host sends. */
  parts: number;
  heard: number[];
  /** whole: every part has come. left: its reader went. An error's code: it ended before. Null: it goes on. */
  end: string | null;
  /** True while no frame of its connection was doubled or lost without the connection. */
  isKept: boolean;
}
