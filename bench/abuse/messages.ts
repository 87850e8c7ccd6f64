/** Messages between the bench and its attacker. */
export interface JoinOrder {
  is: 'join';
  link: string;
  /** The document that the others type in, and its path. */
  ref: string;
  path: string;
}

export interface AttackOrder {
  is: 'attack';
  /** The name of a case of `worstFrames`. */
  name: string;
  frames: number;
  withinMs: number;
}

export interface Attacked {
  is: 'attacked';
  sent: number;
  /** How often the connection was closed on it. */
  closed: number;
  /** Replies to it, each with its number. */
  told: Record<string, number>;
}
