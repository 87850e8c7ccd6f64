/** Texts that somebody saw at a moment, with everything of the log up to a seq and nothing of their own beyond. */
export interface Moment {
  seq: number;
  texts: Map<string, string>;
  /** Recording that ran then, and did not rest; null for none. */
  recording: string | null;
}
