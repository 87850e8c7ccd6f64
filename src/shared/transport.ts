/** One end of a connection that carries whole frames, in order. socket.io and the simulation's wire implement it. */
export interface Transport {
  /** Hands a frame over. Does nothing once closed. */
  send(frame: Uint8Array): void;
  /** Bytes handed over that the network has not taken yet. */
  readonly bufferedBytes: number;
  close(): void;
  /** Stops reading what the other side sends, or goes on, where that can be: then it waits there, at its sender's cost. */
  read?(goesOn: boolean): void;
  /** Called for each frame of the other side. */
  onFrame: (frame: Uint8Array) => void;
  /** Called once, when the connection is gone. */
  onClose: () => void;
  /** Called when `bufferedBytes` has gone down to nothing. */
  onDrain: () => void;
}
