import { z } from 'zod';
import { method } from '../../core/method.ts';

/** Days for which history outside recordings is kept: 0 keeps none, null all. */
export const historyDays = z.number().int().min(0).max(36_500).nullable();

/** Days before anybody has chosen. */
export const usualHistoryDays = 7;

const sizeBytes = z.number().min(0);

/** Usage of the disk by a session. */
const usage = z.object({
  /** Entries that are kept, packed or not, outside recordings and in them. */
  historyBytes: sizeBytes,
  /** Time of the oldest entry; null for none. */
  oldestMs: z.number().nullable(),
  /** Texts, screens and states that stand for entries. */
  checkpointBytes: sizeBytes,
  attachmentBytes: sizeBytes,
  attachments: z.number().int().min(0),
  recordings: z.number().int().min(0),
  /** Recordings among them that are deleted by themselves, and the time of the first; null for none. */
  limited: z.object({ recordings: z.number().int().min(1), nextMs: z.number() }).nullable(),
});

export type StorageUsage = z.output<typeof usage>;

const nothing = z.object({});
const ownWindows = { touches: 'nothing', isForOwnWindows: true } as const;

export const storageMethods = {
  /** Describes what is kept of this session on the host's disk. */
  'storage.describe': method('host', nothing, z.object({ usage, historyDays }), ownWindows),
  /** Sets for how many days history outside recordings is kept. */
  'storage.keep': method('host', z.object({ historyDays }), nothing, ownWindows),
  /** Deletes all history outside recordings, as far as nobody who is here still needs it. */
  'storage.clear': method('host', nothing, z.object({ usage }), ownWindows),
};
