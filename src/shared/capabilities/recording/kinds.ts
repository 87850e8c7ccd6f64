import { z } from 'zod';
import { bytes } from '../../core/bytes.ts';
import type { BodyOf } from '../../core/capability.ts';
import { id } from '../../core/ids.ts';
import { kind, type Mark } from '../../core/kind.ts';

/** Longest title of a recording, longest words of a mark, and longest time that is kept afterwards. */
export const recordingLimits = { titleLength: 200, wordsLength: 500, editors: 12, keptMinutes: 24 * 60 } as const;

/** Most paths of a folder that a recording lists, and bytes of them packed. */
export const treeLimits = { paths: 5_000, packedBytes: 48 * 1024 } as const;

/** Days for which a recording is kept after its end; null for ever. */
export const keptDays = z.number().int().min(1).max(36_500).nullable();

const nothing = z.object({});
const ofRecording = { ofDocument: false, perSecond: 2 } as const;
const path = z.string().min(1).max(4096);

const of = (icon: string, words: Mark['words']): Mark => ({ name: 'Recording', icon, words });

const marked: Mark = {
  name: 'Markers',
  icon: 'bookmark',
  words: ({ words }: { words: string }) => (words === '' ? 'marked this moment' : `marked: ${words}`),
};

/** Editors of a window with their first lines, the focused one, the side bar and panel, and the terminal in sight. */
export const windowView = z.object({
  editors: z
    .array(
      z.object({
        path,
        topLine: z.number().int().min(1),
        /** Place of its group among those side by side; none for an editor inside of another. */
        column: z.number().int().min(1).max(100).optional(),
      }),
    )
    .max(recordingLimits.editors),
  focused: z.number().int().min(0).max(recordingLimits.editors).nullable(),
  views: z.array(z.string().min(1).max(100)).max(4),
  /** Ref of the shared terminal in sight. */
  terminal: id.optional(),
});

export type WindowView = z.output<typeof windowView>;

/** Facts of recordings. Each carries the recording as its ref; a recording is the stretch of the log between them. */
export const recordingKinds = {
  'recording.started': kind(
    'record',
    'The session is recorded from here on: also what is said last of cursors, problems and the like is kept.',
    z.object({ title: z.string().trim().max(recordingLimits.titleLength) }),
    { ...ofRecording, mark: of('record', () => 'began to record') },
  ),
  'recording.kept': kind(
    'server',
    'The past after an entry, up to this one, is a recording: of a session of one, who has kept it afterwards.',
    z.object({
      title: z.string().trim().max(recordingLimits.titleLength),
      person: id,
      after: z.number().int().min(0),
      startedMs: z.number().min(0),
    }),
    ofRecording,
  ),
  'recording.limited': kind(
    'server',
    'A recording is deleted by itself so many days after its end; null for never.',
    z.object({ days: keptDays }),
    ofRecording,
  ),
  'recording.deleted': kind(
    'server',
    'A recording that was over is none any more: its stretch is history as any other, or leaves at once.',
    z.object({ clears: z.boolean() }),
    ofRecording,
  ),
  'recording.paused': kind('record', 'The recording rests: what follows is no part of it.', nothing, ofRecording),
  'recording.resumed': kind('record', 'The recording goes on, unless somebody objects.', nothing, ofRecording),
  'recording.stopped': kind('record', 'The recording is over.', nothing, {
    ...ofRecording,
    mark: of('debug-stop', () => 'ended the recording'),
  }),
  'recording.objected': kind(
    'read',
    'Somebody does not want to be recorded: the recording rests until they agree, or are gone.',
    nothing,
    ofRecording,
  ),
  'recording.agreed': kind('read', 'Somebody who objected agrees to be recorded.', nothing, ofRecording),
  'recording.marked': kind(
    'chat',
    'Somebody marks this moment, to be found again.',
    z.object({ words: z.string().trim().max(recordingLimits.wordsLength) }),
    { ...ofRecording, mark: marked },
  ),
  'tree.listed': kind(
    'host',
    'The files of the folder as a recording begins or goes on, without hidden and ignored ones: raw deflate of their paths with NUL between them. `isWhole`: there were no more.',
    z.object({
      term: z.number().int().min(1),
      packed: bytes.refine(({ length }) => length <= treeLimits.packedBytes),
      isWhole: z.boolean(),
    }),
    {
      hostOnly: true,
      ofDocument: false,
      interest: 'ref',
      perSecond: 1,
      priority: 'bulk',
      maxBytes: treeLimits.packedBytes + 1_000,
    },
  ),
  'recording.viewed': kind(
    'read',
    'What a window shows, while there is a recording: its editors side by side with their first lines, the focused one, its side bar and panel, and the shared terminal in sight.',
    windowView,
    { ofDocument: false, keep: 'latest', interest: 'ref', perSecond: 5, priority: 'bulk' },
  ),
};

export type RecordingBody<Name extends keyof typeof recordingKinds> = BodyOf<typeof recordingKinds, Name>;
