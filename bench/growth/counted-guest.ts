import { SessionClient } from '../../src/client/session-client.ts';
import type { BlobStore } from '../../src/shared/blobs.ts';
import { guestClient } from '../../tests/lib/guest-client.ts';

/** A guest's client that counts the bytes which its connection and its attachments carry. */
export class CountedGuest {
  readonly client: SessionClient;
  sentBytes = 0;
  heardBytes = 0;

  constructor(link: string, name: string) {
    const { options } = guestClient(link, name);
    const dial = async () => {
      const transport = await options.dial();
      const send = transport.send.bind(transport);
      transport.send = (frame) => {
        this.sentBytes += frame.length;
        send(frame);
      };
      return new Proxy(transport, {
        set: (target, key, value) => {
          const isListener = key === 'onFrame';
          return Reflect.set(target, key, isListener ? this.#counting(value) : value);
        },
        get: (target, key) => Reflect.get(target, key),
      });
    };
    const blobs: BlobStore = {
      get: async (hash) => {
        const bytes = await options.blobs!.get(hash);
        this.heardBytes += bytes.length;
        return bytes;
      },
      put: (bytes) => {
        this.sentBytes += bytes.length;
        return options.blobs!.put(bytes);
      },
    };
    this.client = new SessionClient({ ...options, dial, blobs });
  }

  #counting(onFrame: (frame: Uint8Array) => void): (frame: Uint8Array) => void {
    return (frame) => {
      this.heardBytes += frame.length;
      onFrame(frame);
    };
  }

  /** Resets the counts. */
  reset(): void {
    this.sentBytes = 0;
    this.heardBytes = 0;
  }
}
