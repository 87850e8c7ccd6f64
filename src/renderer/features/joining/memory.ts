const joinedKey = (session: string) => `ensemble.joined.${session}`;

/** Notes that this tab is in the session: a reload goes back in without asking. */
export function rememberJoined(session: string): void {
  sessionStorage.setItem(joinedKey(session), '1');
}

const removedKey = (session: string) => `ensemble.removed.${session}`;

/** Notes that this tab's person was removed: the page says so, and asks to come back once it is told to. */
export function rememberRemoved(session: string): void {
  sessionStorage.setItem(removedKey(session), '1');
}

export function forgetRemoved(session: string): void {
  sessionStorage.removeItem(removedKey(session));
}

export function wasRemoved(session: string): boolean {
  return sessionStorage.getItem(removedKey(session)) !== null;
}

export function forgetJoined(session: string): void {
  sessionStorage.removeItem(joinedKey(session));
}

export function wasJoined(session: string): boolean {
  return sessionStorage.getItem(joinedKey(session)) !== null;
}
