const key = 'ensemble.doNotDisturb';

/** Says whether do not disturb was on in this window before it was loaded anew. It ends with the window. */
export function wasDoNotDisturb(): boolean {
  return sessionStorage.getItem(key) !== null;
}

/** Keeps do not disturb for this window's next loading, or forgets it. */
export function keepDoNotDisturb(on: boolean): void {
  if (on) sessionStorage.setItem(key, '1');
  else sessionStorage.removeItem(key);
}
