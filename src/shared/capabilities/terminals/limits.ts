import { z } from 'zod';

/** Greatest size of a terminal. */
export const mostColumns = 1000;
export const mostRows = 1000;

/** Lines kept above the screen: VS Code's default. */
export const scrollbackLines = 1000;

export const terminalLimits = {
  titleLength: 200,
  lineLength: 1_000,
  /** Most people with an access of their own, of one terminal. */
  people: 500,
  /** Most lines that wait for a decision, of one terminal. */
  proposed: 20,
  /** Most terminals that are shared at a time. */
  shared: 100,
  /** Most characters of one entry about logged input. */
  typedLength: 4_000,
  /** Most characters that one request may type or paste. */
  inputLength: 1_000_000,
} as const;

/** Name of a program that terminals can run. */
export const profileName = z.string().min(1).max(100);
