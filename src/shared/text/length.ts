/** Says a length of time as players do: `4:05`. */
export function lengthInWords(lengthMs: number): string {
  const seconds = Math.round(lengthMs / 1_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
