import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { libraryLimits, textForms } from '../../src/shared/capabilities/library/methods.ts';
import { keptDays } from '../../src/shared/capabilities/recording/kinds.ts';
import { EnsembleError, toWireError } from '../../src/shared/core/errors.ts';
import { id, sha256Hex } from '../../src/shared/core/ids.ts';
import { pack } from '../../src/shared/core/message-pack.ts';
import type { RecordingLibrary } from '../recordings/recording-library.ts';
import type { WatchedRecordings } from '../recordings/watched-recordings.ts';
import { bodyOf } from './request-body.ts';
import { Turnstile } from './turnstile.ts';

/** The recordings of a stand-alone server, for its sessions' owners. */
export interface RecordingStore {
  library: RecordingLibrary;
  watched: WatchedRecordings;
}

const recording = id;
const title = z.string().max(500).optional();

/** A question, or a wish, of an owner's about the recordings of a session. */
const asked = z.discriminatedUnion('is', [
  z.object({ is: z.literal('list') }),
  z.object({ is: z.literal('one'), recording }),
  z.object({ is: z.literal('content'), recording }),
  z.object({ is: z.literal('find'), recording, text: z.string().min(1).max(1_000) }),
  z.object({ is: z.literal('texts'), recording, form: z.enum(textForms), title }),
  z.object({
    is: z.literal('file'),
    recording,
    passphrase: z.string().min(1).max(libraryLimits.passphraseLength).nullable(),
    title,
  }),
  z.object({ is: z.literal('limit'), recording, days: keptDays }),
  z.object({ is: z.literal('delete'), recording, clears: z.boolean() }),
  z.object({
    is: z.literal('share'),
    recording,
    lifetimeMs: z.number().int().min(1_000).max(libraryLimits.linkLifetimeMs),
  }),
  z.object({ is: z.literal('links') }),
  z.object({ is: z.literal('revoke'), hash: sha256Hex }),
]);

export type AskedOfRecordings = z.input<typeof asked>;

const askedBytes = 20_000;

/** Questions of one owner at a time: each may read all of a recording. */
const turns = new Turnstile(2, 16, 120_000, 'Much is asked of the recordings already: try again in a moment.');

type Asked = Exclude<z.output<typeof asked>, { is: 'file' }>;

async function answerTo({ library, watched }: RecordingStore, session: string, ask: Asked, signal: AbortSignal) {
  switch (ask.is) {
    case 'list':
      return library.list(session);
    case 'one':
      return library.recording(session, ask.recording);
    case 'content':
      return library.contentOf(session, ask.recording);
    case 'find':
      return library.find(session, ask.recording, ask.text, signal);
    case 'texts':
      return library.texts(session, ask.recording, ask.form, {
        signal,
        ...(ask.title !== undefined && { title: ask.title }),
      });
    case 'limit':
      return library.limit(session, ask.recording, ask.days);
    case 'delete':
      return library.delete(session, ask.recording, ask.clears);
    case 'share':
      return watched.share(session, ask.recording, ask.lifetimeMs);
    case 'links':
      return watched.list(session);
    case 'revoke':
      return watched.revoke(session, ask.hash);
  }
}

/** Answers an owner of a session, whose ticket was judged, about its recordings. */
export async function serveRecordings(
  store: RecordingStore,
  session: string,
  owner: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (request.method !== 'POST') return void response.writeHead(405).end();
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  response.setHeader('content-type', 'application/octet-stream');
  response.setHeader('cache-control', 'no-store');
  let leave: (() => void) | null = null;
  try {
    const ask = asked.parse(JSON.parse((await bodyOf(request, askedBytes)).toString('utf8')));
    leave = await turns.enter(`${session} ${owner}`);
    if (ask.is !== 'file') {
      const answer = await answerTo(store, session, ask, gone.signal);
      return void response.end(pack(answer ?? null));
    }
    const { recording: ref, passphrase, title: named } = ask;
    const sink = async (piece: Uint8Array) => {
      gone.signal.throwIfAborted();
      if (response.write(piece)) return;
      const { signal } = gone;
      await once(response, 'drain', { signal });
    };
    const watch = { signal: gone.signal, ...(named !== undefined && { title: named }) };
    await store.library.export(session, ref, { sink, passphrase }, watch);
    response.end();
  } catch (thrown) {
    // A file that has begun ends without its last part, which its reader notices.
    if (response.headersSent || gone.signal.aborted) return void response.destroy();
    const isWrong = thrown instanceof SyntaxError || thrown instanceof z.ZodError;
    if (!isWrong && !(thrown instanceof EnsembleError)) throw thrown;
    const error = isWrong ? { code: 'bad-request', message: 'Not understood.' } : toWireError(thrown);
    response.writeHead(400, { connection: 'close' }).end(pack(error));
  } finally {
    leave?.();
  }
}
