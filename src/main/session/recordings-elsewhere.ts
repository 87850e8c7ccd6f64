import { EnsembleError } from '../../shared/core/errors.ts';
import type { RecordingPlace } from './recording-place.ts';

/** Recordings of a session on a stand-alone server: they are on that machine. */
export class RecordingsElsewhere implements RecordingPlace {
  async list(): Promise<never> {
    throw new EnsembleError(
      'not-permitted',
      'This session is kept on a session server: its recordings can be watched on that machine only.',
    );
  }

  contentOf(): Promise<never> {
    return this.list();
  }

  find(): Promise<never> {
    return this.list();
  }

  export(): Promise<never> {
    return this.list();
  }

  texts(): Promise<never> {
    return this.list();
  }

  limit(): Promise<never> {
    return this.list();
  }

  delete(): Promise<never> {
    return this.list();
  }
}
