/** Number that only grows. */
export interface Counter {
  add(amount?: number): void;
}

/** Distribution of a quantity. */
export interface Histogram {
  record(value: number): void;
}

/** Port for metrics of a process. The same name gives the same counter or histogram. */
export interface Metrics {
  counter(name: string, help: string): Counter;
  /** `bounds`: upper bounds of its buckets, rising; one for all larger values is added. */
  histogram(name: string, help: string, bounds: readonly number[]): Histogram;
}

/** Metrics that nobody reads. */
export const noMetrics: Metrics = {
  counter: () => ({ add: () => undefined }),
  histogram: () => ({ record: () => undefined }),
};

class MemoryCounter implements Counter {
  total = 0;

  add(amount = 1): void {
    this.total += amount;
  }

  lines(name: string): string[] {
    return [`# TYPE ${name} counter`, `${name} ${this.total}`];
  }
}

class MemoryHistogram implements Histogram {
  readonly #bounds: readonly number[];
  readonly #counts: number[];
  #sum = 0;

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds;
    this.#counts = new Array<number>(bounds.length + 1).fill(0);
  }

  record(value: number): void {
    const bucket = this.#bounds.findIndex((bound) => value <= bound);
    const index = bucket < 0 ? this.#bounds.length : bucket;
    this.#counts[index] = this.#counts[index]! + 1;
    this.#sum += value;
  }

  lines(name: string): string[] {
    let count = 0;
    const buckets = this.#counts.map((each, index) => {
      count += each;
      return `${name}_bucket{le="${this.#bounds[index] ?? '+Inf'}"} ${count}`;
    });
    return [`# TYPE ${name} histogram`, ...buckets, `${name}_sum ${this.#sum}`, `${name}_count ${count}`];
  }
}

/** Metrics in memory, read as the text format of Prometheus. */
export class MemoryMetrics implements Metrics {
  readonly #all = new Map<string, { help: string; metric: MemoryCounter | MemoryHistogram }>();

  #metric<M extends MemoryCounter | MemoryHistogram>(name: string, help: string, make: () => M): M {
    const known = this.#all.get(name);
    if (known) return known.metric as M;
    const metric = make();
    this.#all.set(name, { help, metric });
    return metric;
  }

  counter(name: string, help: string): Counter {
    return this.#metric(name, help, () => new MemoryCounter());
  }

  histogram(name: string, help: string, bounds: readonly number[]): Histogram {
    return this.#metric(name, help, () => new MemoryHistogram(bounds));
  }

  /** Formats all of them as text. */
  text(): string {
    const lines = [...this.#all].flatMap(([name, { help, metric }]) => [
      `# HELP ${name} ${help}`,
      ...metric.lines(name),
    ]);
    return `${lines.join('\n')}\n`;
  }
}
