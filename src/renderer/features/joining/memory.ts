const joinedKey = (session: string) => `ensemble.joined.${session}`;

/** Notes that this tab is in the session: a reload goes back in without asking. */
export function rememberJoined(session: string): void {
  sessionStorage.setItem(joinedKey(session), '1');
}

export function forgetJoined(session: string): void {
  sessionStorage.removeItem(joinedKey(session));
}

export function wasJoined(session: string): boolean {
  return sessionStorage.getItem(joinedKey(session)) !== null;
}
