/** Rate limit of lines: messages that a stranger can cause fill no disk. */
const mostLines = 10;
const withinMs = 60_000;

/** Passes on the first lines of each minute, and the number of the rest. */
export function quietReport(report: (message: string) => void): (message: string) => void {
  let beganMs = Number.NEGATIVE_INFINITY;
  let lines = 0;
  return (message) => {
    const nowMs = performance.now();
    if (nowMs - beganMs >= withinMs) {
      if (lines > mostLines) report(`${lines - mostLines} more such lines were left out`);
      beganMs = nowMs;
      lines = 0;
    }
    if (++lines <= mostLines) report(message);
  };
}
