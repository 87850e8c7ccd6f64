/** One end of a connection that carries whole frames, in order. socket.io and the simulation's wire implement it. */
export interface Transport {
  /** Sends a frame. Does nothing once closed. */
  send(frame: Uint8Array): void;
  /** Bytes sent that the network has not taken yet. */
  readonly bufferedBytes: number;
  close(): void;
  /** Pauses or resumes reading, where that can be: frames then wait at their sender, and at its cost (backpressure). */
  read?(goesOn: boolean): void;
  /** Called for each frame of the other side. */
  onFrame: (frame: Uint8Array) => void;
  /** Called once, when the connection is gone. */
  onClose: () => void;
  /** Called when `bufferedBytes` has gone down to nothing. */
  onDrain: () => void;
}
