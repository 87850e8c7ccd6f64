import type { Dispose } from '../ports/dispose.ts';

interface Disposable {
  dispose(): void;
}

/** Makes a function that disposes once. */
export function toDispose(...disposables: Disposable[]): Dispose {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    for (const disposable of disposables) disposable.dispose();
  };
}

/** Makes a function that disposes of a pending thing as soon as it is there. */
export function toDisposeLater(pending: Promise<Disposable>): Dispose {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    void pending.then((disposable) => disposable.dispose());
  };
}
