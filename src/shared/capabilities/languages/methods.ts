import { z } from 'zod';
import { bytes } from '../../core/bytes.ts';
import { sha256Hex } from '../../core/ids.ts';
import { method } from '../../core/method.ts';
import { stream } from '../../core/stream.ts';
import { languageServer } from './language-state.ts';
import { languageLimits } from './limits.ts';

const server = languageServer.shape.id;
const nothing = z.object({});
const seq = z.number().int().min(0);
/** Piece of a message: a JSON-RPC message as JSON, cut so that each piece fits a part. */
const piece = { text: z.string().max(languageLimits.pieceLength), isLast: z.boolean() };

/**
 * Text of a document as its window sees it: the log up to `seq`, and the edits that the log has not acknowledged, as a
 * Yjs v1 update.
 */
const seenText = z.object({ ref: z.string(), seq, update: bytes });

/** Text of a document as a server had it when it answered: the log up to `seq`, and its SHA-256. */
const askedText = z.object({ ref: z.string(), seq, hash: z.string() });

/** Language servers, for windows. */
export const languageMethods = {
  /** Ends a language server and starts it anew. */
  'languages.restart': method('run', z.object({ server }), nothing, { touches: 'nothing' }),
  /** Tells the program and the arguments of a server that waits for the owner's word, and their hash. */
  'languages.command': method('host', z.object({ server }), z.object({ command: z.string(), hash: sha256Hex }), {
    touches: 'nothing',
  }),
  /**
   * Allows the host to start a server that the folder names, or that runs what the folder holds; `hash` is of the
   * content that was shown. Rejects with `changed-on-disk` where that is another one by now.
   */
  'languages.approve': method('host', z.object({ server, hash: sha256Hex }), nothing, { touches: 'nothing' }),
  /** Gives a file of a server's own library, such as the types of the language, by a URI that the server has named. */
  'languages.library': method('read', z.object({ server, uri: z.string().max(4096) }), z.object({ text: z.string() }), {
    touches: 'nothing',
  }),
};

/** Words with language servers. */
export const languageStreams = {
  /**
   * Carries JSON-RPC between a window and a language server. Places in the folder are `folder:/PATH`, those in a
   * server's own library `library:/NAME`. A message that reads texts says with its first piece which (`at`), and is
   * answered by the texts that were asked about.
   */
  'languages.connect': stream({
    right: 'read',
    params: z.object({ server }),
    up: z.object({ ...piece, at: z.array(seenText).max(languageLimits.texts).optional() }),
    down: z.object({ ...piece, at: z.array(askedText).max(languageLimits.texts).optional() }),
    result: z.object({ reason: z.enum(['ended', 'restarted', 'failed']), text: z.string() }),
    touches: 'nothing',
  }),
  /** Sends a server's own words, those kept from before first. */
  'languages.log': stream({
    right: 'run',
    params: z.object({ server }),
    down: z.object({ text: z.string().max(languageLimits.pieceLength) }),
    result: nothing,
    touches: 'nothing',
  }),
};
