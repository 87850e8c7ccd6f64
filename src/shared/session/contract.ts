import { z } from 'zod';
import { writtenAs } from '../capabilities/documents/kinds.ts';
import { heldLock, lockPlace, stolenLock } from '../capabilities/locks/held-lock.ts';
import { bytes } from '../core/bytes.ts';
import { id, sha256Hex } from '../core/ids.ts';
import type { Right } from '../core/rights.ts';
import { conflictChoices } from '../text/conflict-choices.ts';
import { encodingNames } from '../text/encodings.ts';

/**
 * What the host does for a window, its own or a guest's: one line per method.
 * Each method is also a kind in the protocol's table, so that both doors can check its right.
 *
 * Paths are relative to the shared folder, with `/` between the parts and no leading slash; '' is the folder itself.
 */

const path = z.string().max(4096);
const seq = z.number().int().min(0);

export const fileTypes = ['file', 'folder', 'link-to-file', 'link-to-folder', 'other'] as const;

export const fileStat = z.object({
  type: z.enum(fileTypes),
  sizeBytes: z.number(),
  modifiedMs: z.number(),
  createdMs: z.number(),
  readOnly: z.boolean(),
});

export type FileStat = z.infer<typeof fileStat>;

export const textMatch = z.object({
  path,
  line: z.number().int(),
  preview: z.string(),
  /** Half-open ranges in UTF-16 units inside `preview`, and where each begins in the whole line. */
  ranges: z.array(z.object({ start: z.number().int(), end: z.number().int(), column: z.number().int() })),
});

export type TextMatch = z.infer<typeof textMatch>;

const searchScope = {
  includes: z.array(z.string()).max(100).default([]),
  excludes: z.array(z.string()).max(100).default([]),
  maxResults: z.number().int().min(1).max(20000).default(2000),
  useIgnoreFiles: z.boolean().default(true),
};

function method<P extends z.ZodType, R extends z.ZodType, T extends z.ZodType = z.ZodNever>(
  right: Right,
  params: P,
  result: R,
  part?: T,
) {
  return { right, params, result, part };
}

const nothing = z.object({});

export const workspaceMethods = {
  'workspace.describe': method(
    'read',
    nothing,
    z.object({ name: z.string(), caseSensitive: z.boolean(), readable: z.boolean() }),
  ),
  'files.stat': method('read', z.object({ path }), fileStat),
  'files.list': method(
    'read',
    z.object({ path }),
    z.object({ entries: z.array(z.object({ name: z.string(), type: z.enum(fileTypes) })) }),
  ),
  /** Gives a file's bytes, or those of a part: less than `lengthBytes` only where the file ends. `sizeBytes` is the whole's. */
  'files.read': method(
    'read',
    z.object({
      path,
      offsetBytes: z.number().int().min(0).optional(),
      lengthBytes: z.number().int().min(1).optional(),
    }),
    z.object({ content: bytes, sizeBytes: z.number() }),
  ),
  /**
   * Writes a whole file. With `expected`, the SHA-256 (hex) of the bytes that it is to hold before, nothing comes in
   * between, and where it holds others it rejects with `changed-on-disk`. As `files.move` and `files.copy` it rejects with
   * `is-document` where a document's file would be replaced: whoever wants that edits its text.
   */
  'files.write': method(
    'files.write',
    z.object({
      path,
      content: bytes,
      create: z.boolean(),
      overwrite: z.boolean(),
      expected: sha256Hex.optional(),
    }),
    nothing,
  ),
  'files.createFolder': method('files.write', z.object({ path }), nothing),
  'files.move': method('files.write', z.object({ from: path, to: path, overwrite: z.boolean() }), nothing),
  'files.copy': method('files.write', z.object({ from: path, to: path, overwrite: z.boolean() }), nothing),
  'files.remove': method('files.write', z.object({ path, recursive: z.boolean() }), nothing),
  /**
   * `notice` says why a search was stopped before its end, for the person. `inParts`: what is found first is told at once,
   * and is not in the result again.
   */
  'search.text': method(
    'read',
    z.object({
      pattern: z.string().max(10000),
      isRegExp: z.boolean().default(false),
      isCaseSensitive: z.boolean().default(false),
      isWordMatch: z.boolean().default(false),
      inParts: z.boolean().optional(),
      ...searchScope,
    }),
    z.object({ matches: z.array(textMatch), limitHit: z.boolean(), notice: z.string().optional() }),
    z.object({ matches: z.array(textMatch) }),
  ),
  'search.files': method(
    'read',
    z.object({ pattern: z.string().max(1000), ...searchScope }),
    z.object({ paths: z.array(path), limitHit: z.boolean(), notice: z.string().optional() }),
  ),
  /**
   * Gives the document of a text file, and the file's own path; the same id for everyone, for the session's life, whichever
   * link was asked for. `encoding` is for a file whose bytes do not tell theirs.
   * Rejects with `local` where the file is hidden from guests: its owner edits it as a file.
   */
  'documents.open': method(
    'read',
    z.object({ path, encoding: z.enum(encodingNames).optional() }),
    z.object({ ref: z.string(), path }),
  ),
  /** Shares an untitled buffer: it becomes a document with a title and no path. */
  'documents.create': method(
    'edit',
    z.object({ title: z.string().min(1).max(200), text: z.string() }),
    z.object({ ref: z.string() }),
  ),
  /**
   * Waits until nobody else does what saving does to a text (formatting it, ending its last line), which two would do
   * twice, and what taking it to the disk's text does. The turn ends with the sender's `documents.save` that says so, or
   * with `documents.endTurn`. Gives the Yjs state vector of what was done in the turn before.
   */
  'documents.prepareSave': method('save', z.object({ ref: z.string() }), z.object({ vector: bytes })),
  /** Ends the sender's turn where nothing was saved in it; `seq` and `update` as in saving. */
  'documents.endTurn': method('save', z.object({ ref: z.string(), seq, update: bytes }), nothing),
  /**
   * Writes a document to the disk. `update` is what the sender has of the text and the log has not acknowledged, as a Yjs
   * v1 update; it builds on the log up to `seq`; `format` is what they chose and the log has not acknowledged. `endsTurn`
   * is for a save that was prepared. Rejects with `out-of-order` where that does not fit what the host has: a window of the
   * host's own may then send its whole text.
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
  ),
  /** When a document was saved and by whom, the newest first, as far as this host knows. */
  'documents.saves': method(
    'read',
    z.object({ ref: z.string() }),
    z.object({ saves: z.array(z.object({ atMs: z.number(), person: z.string() })) }),
  ),
  /** The disk's text that a conflict keeps out of the document. */
  'documents.withheld': method('read', z.object({ ref: z.string() }), z.object({ hash: z.string(), text: z.string() })),
  /**
   * Ends a conflict. `hash` is of the disk's text that the person has seen, `seq` and `update` as in saving.
   * Rejects with `changed-on-disk` where the disk holds another text by now, `not-found` where nothing waits for a choice.
   */
  'documents.resolve': method(
    'save',
    z.object({ ref: z.string(), choice: z.enum(conflictChoices), hash: z.string(), seq, update: bytes }),
    nothing,
  ),
  /**
   * Reads the bytes of a document's file in another encoding, for everyone.
   * Rejects with `changed-on-disk` while there is unsaved work, `encoding` where some bytes mean nothing in it.
   */
  'documents.reopen': method('edit', z.object({ ref: z.string(), encoding: z.enum(encodingNames) }), nothing),
  /** The guests' door: whether it is open, and the link that leads through it. */
  'sharing.describe': method('share', nothing, z.object({ open: z.boolean(), link: z.string().nullable() })),
  'sharing.open': method(
    'share',
    z.object({ admitEveryone: z.boolean(), role: z.enum(['editor', 'reviewer', 'viewer']) }),
    z.object({ link: z.string() }),
  ),
  'sharing.close': method('share', z.object({ endSession: z.boolean() }), nothing),
  /**
   * Whether this machine hosts the session, and where a draft of its folder was kept when another took over. `notice`: what
   * does not work as it should with the folder, for its owner.
   */
  'hosting.describe': method(
    'host',
    nothing,
    z.object({
      hosts: z.boolean(),
      draft: z.string().nullable(),
      problem: z.string().nullable(),
      notice: z.string().nullable().default(null),
    }),
  ),
  /** Moves the session from this machine to a server by itself; answered once it is copied, and goes on from there. */
  'hosting.move': method('host', z.object({ server: z.string().max(2000) }), nothing),
  /** Locks as files beside the repository, for the host's windows while there is no session to have them. */
  'locks.list': method(
    'host',
    nothing,
    z.object({ locks: z.array(heldLock), traces: z.array(stolenLock), lost: z.array(stolenLock) }),
  ),
  /** Gives the lock that stands in its way, or null. */
  'locks.acquire': method('host', lockPlace, z.object({ by: heldLock.nullable() })),
  'locks.release': method('host', z.object({ id }), nothing),
  'locks.steal': method('host', z.object({ id, reason: z.string().max(200) }), nothing),
  'folders.recent': method(
    'host',
    nothing,
    z.object({ folders: z.array(z.object({ path: z.string(), name: z.string() })) }),
  ),
  /** The folders in a folder of the host's machine, for the owner to choose from; '' begins at the home folder. */
  'folders.browse': method('host', z.object({ path }), z.object({ path: z.string(), folders: z.array(z.string()) })),
  /** Opens another folder in a host of its own; gives the address of its window. */
  'folders.open': method('host', z.object({ path }), z.object({ url: z.string() })),
};

export type WorkspaceMethods = typeof workspaceMethods;
export type WorkspaceMethod = keyof WorkspaceMethods;

/** Says whether a kind of entry is a request to the host. */
export function isWorkspaceMethod(kind: string): kind is WorkspaceMethod {
  return Object.hasOwn(workspaceMethods, kind);
}

export type Params<M extends WorkspaceMethod> = z.input<WorkspaceMethods[M]['params']>;
export type ParsedParams<M extends WorkspaceMethod> = z.output<WorkspaceMethods[M]['params']>;
export type Result<M extends WorkspaceMethod> = z.output<WorkspaceMethods[M]['result']>;
/** What comes ahead of the result, of a method that tells something in parts. */
export type Part<M extends WorkspaceMethod> = z.output<NonNullable<WorkspaceMethods[M]['part']>>;

/** Whose request it is: the host checks rights and hidden paths by it. */
export interface Caller {
  person: string;
  replica: string;
  isOwner: boolean;
  /** A window of the host's own, by its own door. */
  isDirect?: boolean;
  rights: ReadonlySet<Right>;
}

export interface RequestOptions<M extends WorkspaceMethod> {
  signal?: AbortSignal;
  /** Hears the parts of an answer that was asked for in parts, in order and before the result. */
  onPart?: (part: Part<M>) => void;
}

/** A window's way to the host, direct or through the session. Rejects with an EnsembleError. */
export interface Workspace {
  request<M extends WorkspaceMethod>(method: M, params: Params<M>, options?: RequestOptions<M>): Promise<Result<M>>;
}

/** One change in the folder, as the host's watcher saw it. */
export const fileChange = z.object({ path, type: z.enum(['created', 'changed', 'deleted']) });

export type FileChange = z.infer<typeof fileChange>;

/** What each service of the host gives: handlers for its own methods. */
export type Handlers<M extends WorkspaceMethod> = {
  [K in M]: (
    params: ParsedParams<K>,
    caller: Caller,
    signal: AbortSignal,
    tell?: (part: Part<K>) => void,
  ) => Promise<Result<K>>;
};
