import { z } from 'zod';
import { bytes } from '../../core/bytes.ts';
import { id, sha256Hex } from '../../core/ids.ts';
import { method } from '../../core/method.ts';
import { stream } from '../../core/stream.ts';
import { keptDays, recordingLimits } from '../recording/kinds.ts';

/** Bounds of what is told about recordings. */
export const libraryLimits = {
  listed: 1_000,
  /** People who are told by name. */
  people: 20,
  passphraseLength: 1_000,
  /** Size of a file that is taken from a window. */
  takenBytes: 4 * 1024 * 1024 * 1024,
  tags: 20,
  tagLength: 40,
  /** Longest life of a link to a recording. */
  linkLifetimeMs: 366 * 24 * 3_600_000,
  /** Folders and files in one answer. */
  names: 5_000,
} as const;

const path = z.string().max(4096);
const name = z.string().max(300);

/** Title and tags that the owner gives to a recording. */
export const labelOfRecording = z.object({
  title: z.string().trim().max(recordingLimits.titleLength),
  tags: z.array(z.string().trim().min(1).max(libraryLimits.tagLength)).max(libraryLimits.tags),
});

/** A place in a recording with words that were searched for. */
const foundInLibrary = z.object({
  recording: id,
  in: z.enum(['title', 'tag', 'marker', 'comment', 'text']),
  words: z.string().max(500),
  path: path.nullable(),
  atMs: z.number(),
  /** Entry that said it; null for what is not in the recording itself. */
  seq: z.number().int().min(0).nullable(),
  /** Line of a text at that moment. */
  line: z.object({ ref: id, number: z.number().int().min(1) }).nullable(),
});

export type FoundInLibrary = z.output<typeof foundInLibrary>;

/** A recording of this session, with what is in it. */
const shelved = z.object({
  ref: id,
  title: z.string().max(recordingLimits.titleLength),
  /** Name of the person who started it. */
  name: name.nullable(),
  startedMs: z.number(),
  /** Null while it runs. */
  endedMs: z.number().nullable(),
  marks: z.number().int().min(0),
  tags: labelOfRecording.shape.tags,
  /** Days after its end after which it is deleted by itself; null for never. */
  keptDays,
  /** Null where it is not known yet: the recording is read for it. */
  content: z
    .object({
      people: z.array(name).max(libraryLimits.people),
      /** Files in which somebody wrote. */
      files: z.number().int().min(0),
      sizeBytes: z.number().min(0),
    })
    .nullable(),
});

export type ShelvedRecording = z.output<typeof shelved>;

/** Words about a copy of a recording, as they were when it was kept. */
export const copiedContent = {
  name: shelved.shape.name,
  /** Name of the folder that was shared. */
  folder: z.string().max(500),
  startedMs: shelved.shape.startedMs,
  endedMs: shelved.shape.endedMs,
  marks: shelved.shape.marks,
  keptMs: z.number(),
  content: z.object({ people: z.array(name).max(libraryLimits.people), files: z.number().int().min(0) }),
};

/** A copy of a recording in the library of the host's machine, whichever folder it was of. */
const copied = labelOfRecording.extend({
  ...copiedContent,
  /** Id of the copy. */
  ref: id,
  /** Place of its file. */
  path,
  content: copiedContent.content.extend({ sizeBytes: z.number().min(0) }),
});

export type CopiedRecording = z.output<typeof copied>;

/** A recording's file that is open at the host's own door. */
const openFile = z.object({
  is: z.literal('open'),
  /** Id under which the door shows it. */
  session: id,
  title: z.string().max(recordingLimits.titleLength),
  folder: z.string().max(500),
  /** Damage, in words; null for a file that is whole. */
  damage: z.string().max(1_000).nullable(),
});

const linkToRecording = z.object({ hash: sha256Hex, recording: id, createdMs: z.number(), expiresMs: z.number() });

export type LinkToRecording = z.output<typeof linkToRecording>;

const ownWindows = { touches: 'nothing', isForOwnWindows: true } as const;

/** Forms in which a recording can be taken along: a file that everybody can watch, and texts about it. */
export const textForms = ['markdown', 'html', 'casts'] as const;
export type TextForm = (typeof textForms)[number];
export const exportForms = ['file', ...textForms] as const;

/** Streams about recordings, for the host's own windows. */
export const libraryStreams = {
  /**
   * Writes a recording into files: of this session by its ref, or one whose file is open by that id. Without a place on
   * the host's machine they come in parts, each with the name of its file.
   */
  'library.export': stream({
    right: 'host',
    params: z.object({
      recording: id,
      as: z.enum(exportForms),
      /** Null leaves a recording's file plain. */
      passphrase: z.string().min(1).max(libraryLimits.passphraseLength).nullable(),
      /** Folder, or path of a new file; null sends the content. */
      place: path.min(1).nullable(),
    }),
    down: z.object({ name: name.nullable(), content: bytes, share: z.number().min(0).max(1) }),
    result: z.object({ places: z.array(path).max(libraryLimits.listed), sizeBytes: z.number().min(0) }),
    touches: 'nothing',
  }),
  /**
   * Keeps a copy of a recording in the library of the host's machine: of one of this session by its ref, or of one whose
   * file is open by that id. An earlier copy of the same recording gives way.
   */
  'library.keep': stream({
    right: 'host',
    params: z.object({ recording: id }),
    down: z.object({ share: z.number().min(0).max(1) }),
    result: z.object({ copy: id }),
    touches: 'nothing',
  }),
  /**
   * Takes a recording's file that was dropped onto a window, in parts, and gives the path at which `library.open` finds
   * it until some others were taken, or the host ends.
   */
  'library.take': stream({
    right: 'host',
    params: z.object({ name }),
    up: z.object({ content: bytes, isLast: z.boolean() }),
    down: z.object({ takenBytes: z.number() }),
    result: z.object({ path }),
    touches: 'nothing',
  }),
  /** Finds words in all recordings of the session, in any case of their letters. */
  'library.find': stream({
    right: 'host',
    params: z.object({ text: z.string().min(1).max(1_000) }),
    down: z.object({ found: z.array(foundInLibrary).max(100), share: z.number().min(0).max(1) }),
    result: z.object({}),
    touches: 'nothing',
  }),
};

/** Requests about recordings, for the host's own windows. */
export const libraryMethods = {
  /**
   * Lists the recordings of this session with what is in them, and the copies in this machine's library, the newest first;
   * and the place of the sample.
   */
  'library.list': method(
    'record',
    z.object({}),
    z.object({
      recordings: z.array(shelved).max(libraryLimits.listed),
      copies: z.array(copied).max(libraryLimits.listed),
      sample: path.nullable(),
    }),
    ownWindows,
  ),
  /** Keeps a recording of this session, or a copy, under another title, and tags. */
  'library.label': method('record', labelOfRecording.extend({ recording: id }), z.object({}), ownWindows),
  /** Has a recording of this session deleted by itself so many days after its end; null keeps it for ever. */
  'library.limit': method('record', z.object({ recording: id, days: keptDays }), z.object({}), ownWindows),
  /** Deletes a recording of this session that is over, or a copy; `clears`: what was said in it leaves the history at once. */
  'library.delete': method('record', z.object({ recording: id, clears: z.boolean() }), z.object({}), ownWindows),
  /**
   * Makes a link by which a recording of this session that is over can be watched for a time, and nothing else. Opens the
   * guests' door, where it is shut, for such links alone.
   */
  'library.share': method(
    'share',
    z.object({ recording: id, lifetimeMs: z.number().int().min(60_000).max(libraryLimits.linkLifetimeMs) }),
    z.object({ link: z.string().max(1_000), expiresMs: z.number() }),
    ownWindows,
  ),
  /** Lists the links to recordings of this session that hold, the newest first: by the hashes of their secrets. */
  'library.links': method(
    'share',
    z.object({}),
    z.object({ links: z.array(linkToRecording).max(libraryLimits.listed) }),
    ownWindows,
  ),
  /** Takes back a link to a recording: those who watch by it are sent away. */
  'library.revoke': method('share', z.object({ hash: sha256Hex }), z.object({}), ownWindows),
  /** Lists the folders in a folder of the host's machine, and the recordings' files. */
  'library.browse': method(
    'host',
    z.object({ path }),
    z.object({
      path,
      folders: z.array(name).max(libraryLimits.names),
      files: z.array(name).max(libraryLimits.names),
    }),
    ownWindows,
  ),
  /** Opens a recording's file of the host's machine at its own door. `locked` asks for the passphrase, or for another. */
  'library.open': method(
    'host',
    z.object({ path, passphrase: z.string().max(libraryLimits.passphraseLength).nullable() }),
    z.object({ opened: z.union([openFile, z.object({ is: z.literal('locked'), why: z.string().max(500) })]) }),
    ownWindows,
  ),
};
