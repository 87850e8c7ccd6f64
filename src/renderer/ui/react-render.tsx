import { type ReactNode, StrictMode, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';

/** Makes a function that fills a container of the workbench with a React tree, and empties it again. */
export function reactRender(tree: () => ReactNode): (container: HTMLElement) => () => void {
  return (container) => {
    const root = createRoot(container);
    root.render(<StrictMode>{tree()}</StrictMode>);
    return () => root.unmount();
  };
}

/** A value that views show: readable now, with an event for changes. */
export interface Store<T> {
  get(): T;
  subscribe(listener: () => void): () => void;
}

/** Gives the value of a store, now and after each change. */
export function useStore<T>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get);
}

/** Makes a store that its owner sets. Setting an equal value notifies nobody. */
export function createStore<T>(initial: T): Store<T> & { set(value: T): void } {
  let value = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => value,
    set(next) {
      if (Object.is(next, value)) return;
      value = next;
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
