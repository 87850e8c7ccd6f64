import PQueue from 'p-queue';

/**
 * Makes a method run one call after another on each object (a mutex), in the order of the calls; a failed call does not
 * stop the next.
 */
export function inTurn<This extends object, Args extends unknown[], Result>(
  method: (this: This, ...args: Args) => Promise<Result>,
): (this: This, ...args: Args) => Promise<Result> {
  const queues = new WeakMap<This, PQueue>();
  return function (this: This, ...args: Args) {
    const queue = queues.get(this) ?? new PQueue({ concurrency: 1 });
    queues.set(this, queue);
    return queue.add(() => method.apply(this, args));
  };
}
