import type { ExportWatch, FileWishes, Output } from '../../../server/server.ts';
import type { Fetch } from '../../client/http-blobs.ts';
import type { LinkToRecording, TextForm } from '../../shared/capabilities/library/methods.ts';
import type { PastRecording } from '../../shared/capabilities/recording/methods.ts';
import { EnsembleError, type ErrorCode } from '../../shared/core/errors.ts';
import { storedLimits, unpack } from '../../shared/core/message-pack.ts';
import type { RecordingPlace } from './recording-place.ts';

type Asked = { is: string; recording?: string } & Record<string, unknown>;

/** Recordings of a session on a stand-alone server, which its owner asks for by their ticket. */
export class RemoteRecordings implements RecordingPlace {
  readonly #url: string;
  readonly #ticket: string;
  readonly #fetch: Fetch;

  constructor(url: string, ticket: string, fetchWith: Fetch) {
    this.#url = url;
    this.#ticket = ticket;
    this.#fetch = fetchWith;
  }

  async #call(asked: Asked): Promise<Awaited<ReturnType<Fetch>>> {
    const headers = { authorization: `Bearer ${this.#ticket}` };
    const body = new Uint8Array(new TextEncoder().encode(JSON.stringify(asked)));
    const response = await this.#fetch(this.#url, { method: 'POST', headers, body }).catch(() => null);
    if (!response)
      throw new EnsembleError('disconnected', 'The session server cannot be reached now: try again when it is back.');
    if (response.ok) return response;
    // An older server knows nothing of them.
    if (response.status !== 400)
      throw new EnsembleError(
        'not-permitted',
        'This session is kept on a session server that does not give its recordings away: update it, or watch them on that machine.',
      );
    const { code, message } = unpack(new Uint8Array(await response.arrayBuffer())) as {
      code: ErrorCode;
      message: string;
    };
    throw new EnsembleError(code, message);
  }

  async #ask<T>(asked: Asked): Promise<T> {
    const response = await this.#call(asked);
    return unpack(new Uint8Array(await response.arrayBuffer()), storedLimits) as T;
  }

  list(): Promise<PastRecording[]> {
    return this.#ask({ is: 'list' });
  }

  recording(recording: string): Promise<PastRecording> {
    return this.#ask({ is: 'one', recording });
  }

  contentOf(recording: string): ReturnType<RecordingPlace['contentOf']> {
    return this.#ask({ is: 'content', recording });
  }

  find(recording: string, text: string): ReturnType<RecordingPlace['find']> {
    return this.#ask({ is: 'find', recording, text });
  }

  async export(recording: string, { sink, passphrase }: FileWishes, { title }: ExportWatch): Promise<void> {
    const response = await this.#call({ is: 'file', recording, passphrase, title });
    if (!response.body) return sink(new Uint8Array(await response.arrayBuffer()));
    for await (const piece of response.body) await sink(piece);
  }

  texts(recording: string, form: TextForm, { title }: ExportWatch): Promise<Output[]> {
    return this.#ask({ is: 'texts', recording, form, title });
  }

  async limit(recording: string, days: number | null): Promise<void> {
    await this.#ask({ is: 'limit', recording, days });
  }

  async delete(recording: string, clears: boolean): Promise<void> {
    await this.#ask({ is: 'delete', recording, clears });
  }

  share(recording: string, lifetimeMs: number): Promise<{ secret: string; expiresMs: number }> {
    return this.#ask({ is: 'share', recording, lifetimeMs });
  }

  links(): Promise<LinkToRecording[]> {
    return this.#ask({ is: 'links' });
  }

  async revoke(hash: string): Promise<void> {
    await this.#ask({ is: 'revoke', hash });
  }
}
