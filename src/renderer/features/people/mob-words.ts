/** Time that is left: `4:32`, `0:07`. */
export function leftInWords(leftMs: number): string {
  const seconds = Math.max(0, Math.ceil(leftMs / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Turn that begins, as it is spoken. */
export function turnInWords(name: string, isMe: boolean, minutes: number): string {
  const time = minutes === 1 ? 'one minute' : `${minutes} minutes`;
  return isMe ? `You drive now, for ${time}` : `${name} drives now, for ${time}`;
}
