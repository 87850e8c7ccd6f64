/** Limits of one attempt. */
export interface Bounds {
  signal: AbortSignal;
  timeoutMs: number;
}

/** Makes one signal of them, and a way to say in words which was met; null while none was. */
export function joined({ signal, timeoutMs }: Bounds): { signal: AbortSignal; why: () => string | null } {
  const late = AbortSignal.timeout(timeoutMs);
  const both = AbortSignal.any([signal, late]);
  const words = () =>
    both.reason === late.reason ? `took longer than ${Math.round(timeoutMs / 60_000)} min` : 'stopped';
  return { signal: both, why: () => (both.aborted ? words() : null) };
}
