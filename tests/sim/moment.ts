/** Texts that somebody saw at a moment, with everything of the log up to a seq and nothing of their own beyond. */
export interface Moment {
  seq: number;
  texts: Map<string, string>;
}
