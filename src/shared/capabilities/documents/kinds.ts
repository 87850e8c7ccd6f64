import { z } from 'zod';
import { bytes } from '../../core/bytes.ts';
import type { BodyOf } from '../../core/capability.ts';
import { cutKind } from '../../core/cut-kind.ts';
import { sha256Hex as hash, id } from '../../core/ids.ts';
import { kind, type Mark } from '../../core/kind.ts';
import { limits } from '../../core/version.ts';
import { conflictChoices } from '../../text/conflict-choices.ts';
import { largestClock, mostRestores, restoresList } from './restores-list.ts';

const path = z.string().min(1).max(4096);
const term = z.number().int().min(1);

/** Most runs of ids in one stretch that an agent has read, and most stretches. */
export const mostReadRuns = 20_000;
export const mostStretches = 100;

/** Form of a document's text on the disk. */
export const textFormat = z.object({
  encoding: z.string().max(40),
  bom: z.boolean(),
  eol: z.enum(['lf', 'crlf', 'cr']),
  mixedEol: z.boolean(),
});

/** Relative positions (Yjs encoding) of a cursor and its selection's other end. */
export const selection = z.object({ anchor: bytes, head: bytes });

/** Form of a written text: VS Code's name of its encoding, and its line ends. */
export const writtenAs = textFormat.pick({ encoding: true, bom: true, eol: true });

const clock = z.number().int().min(0).max(largestClock);

/** Text that an undo brought back: the ids that were deleted, and the new ids that stand for them. */
export const restore = z.object({
  client: clock,
  clock,
  length: z.number().int().min(1).max(limits.documentBytes),
  copyClient: clock,
  copyClock: clock,
  /** True if the restore takes back somebody else's deletion on purpose. */
  explicit: z.boolean().optional(),
});

/** A run of ids: its Yjs client, its first clock, its length. */
const idRun = z.tuple([clock, clock, z.number().int().min(1).max(limits.documentBytes)]);

/** A stretch of text as an agent has read it, by its ids in their order, and whether it began or ended the text. */
export const readStretch = z.object({
  ids: z.array(idRun).max(mostReadRuns),
  fromStart: z.literal(true).optional(),
  toEnd: z.literal(true).optional(),
});

/** Turn or tool call of an agent, by its own name for it. */
export const workName = z.string().min(1).max(64);

/** Work of an agent: a turn, or one call of a tool in a turn. */
export const agentCall = z.object({ turn: workName.optional(), call: workName.optional() });

export type AgentCall = z.output<typeof agentCall>;

const host = { hostOnly: true } as const;

const saved: Mark = {
  name: 'Saves',
  icon: 'save',
  words: ({ path, written }: { path: string; written?: true }) => (written ? `saved ${path}` : null),
  person: ({ person }: { person?: string }) => person,
};

const resolved: Mark = {
  name: 'Conflicts',
  icon: 'check',
  words: () => 'ended a conflict',
  person: ({ person }: { person: string | null }) => person,
};

/** Most agents that a change of the disk names. */
export const mostBeside = 4;

export const documentKinds = {
  'doc.opened': kind(
    'host',
    'A file, or an untitled buffer, is a document from here on. Its text follows as the first update.',
    z.object({ term, path: path.nullable(), title: z.string().max(200), format: textFormat, readOnly: z.boolean() }),
    { ...host, perSecond: 500 },
  ),
  'doc.bound': kind(
    'edit',
    'This Yjs client id is its author’s in this document, from here on; said before its first use.',
    z.object({ client: clock }),
    { interest: 'ref', perSecond: 100 },
  ),
  'doc.updated': kind(
    'edit',
    'A change of the text, as a Yjs v1 update, with the cursor after it. An update against the rules of its ids, and an agent’s where it has not read the present lines, fold as nothing.',
    z.object({
      update: bytes,
      cursor: selection.optional(),
      restores: z.array(restore).max(mostRestores).optional(),
      manner: z.enum(['typed', 'pasted', 'formatted', 'disk', 'agent', 'reverted']).optional(),
      /** Lines that an agent has read and touches: its edit is void where they are others by now. Of agents only. */
      reads: z.array(readStretch).max(mostStretches).optional(),
      /** Turn of an agent, and its tool call, to which the edit belongs. */
      ...agentCall.shape,
      /** Owners of ids that a disk brings before their own replica has bound them; of disks only. */
      brought: z
        .array(z.tuple([clock, id]))
        .max(1000)
        .optional(),
      /** Agents in a turn when a disk brought it: one of their programs may have written it. Of disks only. */
      beside: z.array(id).max(mostBeside).optional(),
      /** Agent whose tool call had told exactly the text that a disk brought: the edit is its work. Of disks only. */
      agent: id.optional(),
    }),
    {
      v: 2,
      interest: 'ref',
      large: true,
      maxBytes: limits.documentBytes * 2,
      perSecond: 100,
      opaque: true,
      quickList: restoresList,
    },
  ),
  'doc.saved': kind(
    'host',
    'The disk now holds the text of this hash (SHA-256 of its LF form in UTF-8). Where the host has written it, the form chosen last (encoding, line ends) stands.',
    z.object({
      term,
      path,
      hash,
      lengthUtf16: z.number().int().min(0),
      format: textFormat,
      /** The asker; absent for a document's beginning and for changes on the disk. */
      person: id.optional(),
      written: z.literal(true).optional(),
    }),
    { ...host, perSecond: 500, mark: saved },
  ),
  'doc.moved': kind('host', 'The file has another path.', z.object({ term, path }), { ...host, perSecond: 500 }),
  'doc.deleted': kind('host', 'The file is gone from the disk; the text is kept.', z.object({ term }), {
    ...host,
    perSecond: 500,
  }),
  'doc.kept': kind(
    'host',
    "A version that a conflict puts aside: the disk's text while nobody has chosen, or the document's when the disk's was taken.",
    z.object({ term, hash, text: z.string(), of: z.enum(['disk', 'document']) }),
    { ...host, interest: 'ref', large: true, maxBytes: limits.documentBytes * 2, perSecond: 100 },
  ),
  'doc.conflicted': kind(
    'host',
    'The disk and the document changed the same lines; the text of this hash waits for a choice. Nothing is saved until then.',
    z.object({ term, hash, overlaps: z.number().int().min(1), line: z.number().int().min(1) }),
    {
      ...host,
      perSecond: 500,
      mark: { name: 'Conflicts', icon: 'warning', words: () => 'the disk and the text changed the same lines' },
    },
  ),
  'doc.resolved': kind(
    'host',
    'A conflict is over: by the choice of a person, or by itself (`none`).',
    z.object({ term, choice: z.enum([...conflictChoices, 'none']), person: id.nullable() }),
    { ...host, perSecond: 500, mark: resolved },
  ),
  'doc.formatted': kind(
    'edit',
    'The encoding and line ends of the text from here on; the host writes it so with the next save.',
    writtenAs,
    { perSecond: 5 },
  ),
  'doc.unsaved': kind(
    'host',
    'The people whose edits the disk does not have, the first to edit first; nobody once it has the text again.',
    z.object({ term, people: z.array(id).max(200) }),
    { ...host, perSecond: 500 },
  ),
  'doc.guarded': kind(
    'host',
    'The text is read-only for guests, or writable again, from here on.',
    z.object({ term, readOnly: z.boolean() }),
    {
      ...host,
      perSecond: 500,
    },
  ),
  'doc.sealed': kind(
    'host',
    'The file is hidden from guests from here on: the document leaves the session, and its past the log.',
    z.object({ term }),
    { ...host, perSecond: 500 },
  ),
  'doc.cut': cutKind('a text'),
  'doc.rebased': kind('read', 'A refused replica has rebuilt its copy from the log and may edit again.', z.object({})),
};

export type DocumentBody<Name extends keyof typeof documentKinds> = BodyOf<typeof documentKinds, Name>;
