/** Messages between the bench and its attacker. */
export interface JoinOrder {
  is: 'join';
  link: string;
  /** Document in which the others type, and its path. */
  ref: string;
  path: string;
}

export interface AttackOrder {
  is: 'attack';
  /** Name of a case of `worstFrames`. */
  name: string;
  frames: number;
  withinMs: number;
}

export interface Attacked {
  is: 'attacked';
  sent: number;
  /** Number of times that the connection was closed on it. */
  closed: number;
  /** Numbers of replies to it, by kind. */
  told: Record<string, number>;
}
