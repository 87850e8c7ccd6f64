import { percentile } from '../lib/report.ts';

export interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  ts: number;
  dur?: number;
  /** Processor time in it; less than `dur` when other programs had the processor meanwhile. */
  tdur?: number;
  args?: { name?: string };
}

export interface MainThread {
  /** Processor time in each sixtieth of a second in which there was any work. */
  p95WorkPerFrameMs: number;
  /** The same by the clock, including time taken by other programs. */
  p95ElapsedPerFrameMs: number;
  longestTaskMs: number;
  busyShare: number;
}

const frameUs = 1_000_000 / 60;

const isTask = ({ name, ph }: TraceEvent) => ph === 'X' && name === 'ThreadControllerImpl::RunTask';

/** Sums the tasks of each sixtieth of a second, sorted; of each task only a `share` counts. */
function perFrameMs(tasks: readonly TraceEvent[], share: (task: TraceEvent) => number): Float64Array {
  const perFrame = new Map<number, number>();
  for (const task of tasks) {
    const { ts, dur = 0 } = task;
    for (let at = ts; at < ts + dur; ) {
      const frame = Math.floor(at / frameUs);
      const until = Math.min(ts + dur, (frame + 1) * frameUs);
      perFrame.set(frame, (perFrame.get(frame) ?? 0) + Math.max(1, until - at) * share(task));
      at = Math.max(until, at + 1);
    }
  }
  return Float64Array.from(perFrame.values(), (us) => us / 1000).sort();
}

/** Finds the work of the busiest page's main thread. Throws when the trace has none. */
export function mainThreadOf(events: readonly TraceEvent[]): MainThread {
  const works = new Map<string, number>();
  for (const { name, args, pid, tid } of events) {
    if (name === 'thread_name' && args?.name === 'CrRendererMain') works.set(`${pid} ${tid}`, 0);
  }
  for (const event of events) {
    const thread = `${event.pid} ${event.tid}`;
    if (isTask(event) && works.has(thread)) works.set(thread, works.get(thread)! + (event.dur ?? 0));
  }
  const [busiest] = [...works].sort((a, b) => b[1] - a[1])[0] ?? [];
  const tasks = events.filter((event) => isTask(event) && `${event.pid} ${event.tid}` === busiest);
  if (tasks.length === 0) throw new Error('the trace has no tasks of the page');
  const elapsed = perFrameMs(tasks, () => 1);
  const total = elapsed.reduce((sum, ms) => sum + ms, 0);
  const spanMs = (Math.max(...tasks.map(({ ts }) => ts)) - Math.min(...tasks.map(({ ts }) => ts))) / 1000;
  return {
    p95WorkPerFrameMs: percentile(
      perFrameMs(tasks, ({ dur = 0, tdur = dur }) => (dur === 0 ? 1 : Math.min(1, tdur / dur))),
      0.95,
    ),
    p95ElapsedPerFrameMs: percentile(elapsed, 0.95),
    longestTaskMs: Math.max(...tasks.map(({ dur = 0 }) => dur)) / 1000,
    busyShare: total / spanMs,
  };
}
