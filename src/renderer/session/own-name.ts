const nameKey = 'ensemble.name';

/** Name that was given last in this browser. */
export function knownName(): string {
  return localStorage.getItem(nameKey) ?? '';
}

/** Keeps it for the next session. */
export function rememberName(name: string): void {
  localStorage.setItem(nameKey, name);
}
