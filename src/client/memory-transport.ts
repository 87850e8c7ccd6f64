import type { Transport } from '../shared/transport.ts';

class End implements Transport {
  onFrame: (frame: Uint8Array) => void = () => undefined;
  onClose: () => void = () => undefined;
  onDrain: () => void = () => undefined;
  readonly bufferedBytes = 0;
  other!: End;
  #open = true;

  send(frame: Uint8Array): void {
    if (!this.#open) return;
    queueMicrotask(() => this.other.#open && this.other.onFrame(frame));
  }

  close(): void {
    for (const end of [this, this.other]) {
      if (!end.#open) continue;
      queueMicrotask(() => {
        if (!end.#open) return;
        end.#open = false;
        end.onClose();
      });
    }
  }
}

/** Two ends in one process, for the host's own replicas on the embedded server. */
export function memoryTransportPair(): [Transport, Transport] {
  const a = new End();
  const b = new End();
  a.other = b;
  b.other = a;
  return [a, b];
}
