/** Makes a method run one call after another on each object, in the order of the calls; another's failure stops nobody. */
export function inTurn<This extends object, Args extends unknown[], Result>(
  method: (this: This, ...args: Args) => Promise<Result>,
): (this: This, ...args: Args) => Promise<Result> {
  const turns = new WeakMap<This, Promise<unknown>>();
  return function (this: This, ...args: Args) {
    const run = () => method.apply(this, args);
    const turn = (turns.get(this) ?? Promise.resolve()).then(run, run);
    turns.set(this, turn);
    return turn;
  };
}
