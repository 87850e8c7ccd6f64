import { z } from 'zod';
import { bytes } from '../../core/bytes.ts';
import { method, ofDocument } from '../../core/method.ts';
import { conflictChoices } from '../../text/conflict-choices.ts';
import { encodingNames } from '../../text/encodings.ts';
import { agentCall, writtenAs } from './kinds.ts';

const path = z.string().max(4096);
const seq = z.number().int().min(0);
const nothing = z.object({});

const person = z.string().min(1).max(100);
const ids = z.number().int().min(0);

/** Work of a person in one text, part by part, as steps that take it back. */
const workedText = z.object({
  ref: z.string(),
  parts: z.array(
    z.object({
      /** Hash of the ids, which names the part for as long as nothing else is done in it. */
      id: z.string(),
      /** First line of the part, from 1, and the beginnings of the words that go and come back. */
      line: z.number().int().min(1),
      gone: z.string(),
      back: z.string(),
      step: z.object({
        inserted: z.array(z.object({ client: ids, clock: ids, length: ids })),
        deleted: z.array(z.object({ client: ids, clock: ids, text: z.string() })),
      }),
    }),
  ),
  /** Number of further parts, which are not told, where there are any. */
  rest: z.number().int().min(1).optional(),
  /** Lines that stay, since others have written in them afterwards. */
  overlaps: z.array(z.object({ line: z.number().int().min(1), people: z.array(person) })),
});

export type WorkedText = z.output<typeof workedText>;

/** Opening and saving texts. */
export const documentMethods = {
  /**
   * Gives the document of a text file, and the file's own path; the same id for everyone, for the session's life,
   * whichever link was asked for. `encoding` is for a file whose bytes do not tell theirs. Rejects with `local` where
   * the file is hidden from guests: its owner edits it as a file.
   */
  'documents.open': method(
    'read',
    z.object({ path, encoding: z.enum(encodingNames).optional() }),
    z.object({ ref: z.string(), path }),
    { touches: ({ path }) => [{ path, use: 'read', isDocument: true }] },
  ),
  /** Shares an untitled buffer: it becomes a document with a title and no path. */
  'documents.create': method(
    'edit',
    z.object({ title: z.string().min(1).max(200), text: z.string() }),
    z.object({ ref: z.string() }),
    { touches: 'nothing' },
  ),
  /**
   * Waits for the document's turn (a mutex): saving may format a text or end its last line, and taking the disk's text
   * changes it; two at once would do either twice. The turn ends with the sender's `documents.save` that says so, or
   * with `documents.endTurn`. Gives the Yjs state vector at the end of the turn before.
   */
  'documents.prepareSave': method('save', z.object({ ref: z.string() }), z.object({ vector: bytes }), {
    touches: ({ ref }, pathOf) => ofDocument(pathOf(ref), 'edited'),
  }),
  /** Ends the sender's turn where nothing was saved in it; `seq` and `update` as in saving. */
  'documents.endTurn': method('save', z.object({ ref: z.string(), seq, update: bytes }), nothing, {
    touches: ({ ref }, pathOf) => ofDocument(pathOf(ref), 'edited'),
  }),
  /**
   * Writes a document to the disk. `update` is the part of the sender's text that the log has not acknowledged, as a
   * Yjs v1 update; it builds on the log up to `seq`. `format` is the choice of form that the log has not acknowledged.
   * `endsTurn` is for a save that was prepared. Rejects with `out-of-order` where that does not fit the host's copy: a
   * window of the host's own may then send its whole text.
   */
  'documents.save': method(
    'save',
    z.object({
      ref: z.string(),
      seq,
      update: bytes,
      path: path.optional(),
      overwrite: z.boolean().optional(),
      endsTurn: z.boolean().optional(),
      format: writtenAs.optional(),
    }),
    z.object({ hash: z.string() }),
    {
      touches: ({ ref, path, format }, pathOf) => {
        const own = pathOf(ref);
        if (path === undefined || path === own) return ofDocument(own, format === undefined ? 'edited' : 'changed');
        return [...ofDocument(own, 'read'), { path, use: 'changed', isDocument: true }];
      },
    },
  ),
  /** Lists the saves of a document, the newest first, with their times and people, as far as this host knows. */
  'documents.saves': method(
    'read',
    z.object({ ref: z.string() }),
    z.object({ saves: z.array(z.object({ atMs: z.number(), person: z.string() })) }),
    { touches: ({ ref }, pathOf) => ofDocument(pathOf(ref), 'read') },
  ),
  /** Tells who has edited since a time, agents with their newest calls, as far as this host knows: since `knownMs` all. */
  'documents.workers': method(
    'edit',
    z.object({ sinceMs: z.number().min(0) }),
    z.object({
      knownMs: z.number(),
      people: z.array(
        z.object({ person, texts: z.number(), atMs: z.number(), calls: z.array(agentCall).max(500).optional() }),
      ),
    }),
    { touches: 'nothing' },
  ),
  /**
   * Gives the work of a person since a time, or of one turn or call of an agent, text by text, to be taken back; only
   * texts that the caller may change.
   */
  'documents.workOf': method(
    'edit',
    agentCall.extend({ person, sinceMs: z.number().min(0) }),
    z.object({ texts: z.array(workedText) }),
    { touches: 'nothing' },
  ),
  /** The disk's text that a conflict keeps out of the document. */
  'documents.withheld': method(
    'read',
    z.object({ ref: z.string() }),
    z.object({ hash: z.string(), text: z.string() }),
    { touches: ({ ref }, pathOf) => ofDocument(pathOf(ref), 'read') },
  ),
  /**
   * Ends a conflict. `hash` is of the disk's text that the person has seen, `seq` and `update` as in saving. Rejects
   * with `changed-on-disk` where the disk holds another text by now, `not-found` where nothing waits for a choice.
   */
  'documents.resolve': method(
    'save',
    z.object({ ref: z.string(), choice: z.enum(conflictChoices), hash: z.string(), seq, update: bytes }),
    nothing,
    { touches: ({ ref, choice }, pathOf) => ofDocument(pathOf(ref), choice === 'mine' ? 'edited' : 'changed') },
  ),
  /**
   * Reads the bytes of a document's file in another encoding, for everyone. Rejects with `changed-on-disk` while there
   * is unsaved work, `encoding` where some bytes mean nothing in it.
   */
  'documents.reopen': method('edit', z.object({ ref: z.string(), encoding: z.enum(encodingNames) }), nothing, {
    touches: ({ ref }, pathOf) => ofDocument(pathOf(ref), 'changed'),
  }),
};
