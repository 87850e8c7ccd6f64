import { z } from 'zod';
import { bytes } from '../../core/bytes.ts';
import { sha256Hex } from '../../core/ids.ts';
import { method } from '../../core/method.ts';

const path = z.string().max(4096);
const nothing = z.object({});

export const fileTypes = ['file', 'folder', 'link-to-file', 'link-to-folder', 'other'] as const;

export const fileStat = z.object({
  type: z.enum(fileTypes),
  sizeBytes: z.number(),
  modifiedMs: z.number(),
  createdMs: z.number(),
  readOnly: z.boolean(),
  /** True where the disk itself takes no change, whoever asks. */
  diskReadOnly: z.literal(true).optional(),
});

export type FileStat = z.infer<typeof fileStat>;

/** One change in the folder, as the host's watcher saw it. */
export const fileChange = z.object({ path, type: z.enum(['created', 'changed', 'deleted']) });

export type FileChange = z.infer<typeof fileChange>;

/**
 * Files of the folder. Paths are relative to it, with `/` between the parts and no leading slash; '' is the folder
 * itself.
 */
export const fileMethods = {
  'workspace.describe': method(
    'read',
    nothing,
    z.object({ name: z.string(), caseSensitive: z.boolean(), readable: z.boolean() }),
    { touches: 'nothing' },
  ),
  'files.stat': method('read', z.object({ path }), fileStat, { touches: ({ path }) => [{ path, use: 'named' }] }),
  'files.list': method(
    'read',
    z.object({ path }),
    z.object({ entries: z.array(z.object({ name: z.string(), type: z.enum(fileTypes) })) }),
    { touches: ({ path }) => [{ path, use: 'read' }] },
  ),
  /**
   * Gives a file's bytes, or those of a part: less than `lengthBytes` only where the file ends. `sizeBytes` is the
   * whole's.
   */
  'files.read': method(
    'read',
    z.object({
      path,
      offsetBytes: z.number().int().min(0).optional(),
      lengthBytes: z.number().int().min(1).optional(),
    }),
    z.object({ content: bytes, sizeBytes: z.number() }),
    { touches: ({ path }) => [{ path, use: 'read' }] },
  ),
  /**
   * Writes a whole file. `expected`, the SHA-256 (hex) of its bytes before, makes it a compare-and-swap: other bytes
   * reject with `changed-on-disk`. Rejects with `is-document`, as `files.move` and `files.copy` do, where a document's
   * file would be replaced: a document changes by edits of its text.
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
    { touches: ({ path }) => [{ path, use: 'changed' }] },
  ),
  'files.createFolder': method('files.write', z.object({ path }), nothing, {
    touches: ({ path }) => [{ path, use: 'changed' }],
  }),
  'files.move': method('files.write', z.object({ from: path, to: path, overwrite: z.boolean() }), nothing, {
    touches: ({ from, to }) => [
      { path: from, use: 'changed' },
      { path: to, use: 'changed' },
    ],
  }),
  'files.copy': method('files.write', z.object({ from: path, to: path, overwrite: z.boolean() }), nothing, {
    touches: ({ from, to }) => [
      { path: from, use: 'read' },
      { path: to, use: 'changed' },
    ],
  }),
  'files.remove': method('files.write', z.object({ path, recursive: z.boolean() }), nothing, {
    touches: ({ path }) => [{ path, use: 'changed' }],
  }),
};
