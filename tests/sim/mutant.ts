/** A way to break the code at run time. `apply` does it, and gives a function that undoes it. */
export interface Mutant {
  name: string;
  apply: () => () => void;
}

/** Replaces an object's method by `make`'s. Gives a function that restores it. */
export function patch<T extends object, K extends keyof T>(
  target: T,
  name: K,
  make: (original: T[K]) => T[K],
): () => void {
  const original = target[name];
  target[name] = make(original);
  return () => {
    target[name] = original;
  };
}
