/** Greatest size of a terminal. */
export const mostColumns = 1000;
export const mostRows = 1000;

/** Lines above the screen that are kept, as VS Code keeps them by default. */
export const scrollbackLines = 1000;

export const terminalLimits = {
  titleLength: 200,
  lineLength: 1_000,
  /** People with an access of their own, of one terminal. */
  people: 500,
  /** Lines that wait for a decision, of one terminal. */
  proposed: 20,
  /** Terminals that are shared at a time. */
  shared: 100,
  /** Bytes that one request may type or paste. */
  inputLength: 1_000_000,
} as const;
