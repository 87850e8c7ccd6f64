import { z } from 'zod';
import { bytes } from '../../core/bytes.ts';
import { id as ref } from '../../core/ids.ts';
import { method } from '../../core/method.ts';
import { stream } from '../../core/stream.ts';
import { terminalAccess } from './access-level.ts';
import { mostColumns, mostRows, profileName, terminalLimits } from './limits.ts';

const nothing = z.object({});
/** Number of a terminal among the host's own; its ref is given anew each time that it is shared. */
const id = z.number().int().min(1);
const size = { columns: z.number().int().min(1).max(mostColumns), rows: z.number().int().min(1).max(mostRows) };
const words = z.string().max(4096);
const title = z.string().max(terminalLimits.titleLength);
const input = z.string().min(1).max(terminalLimits.inputLength);

const own = { touches: 'nothing', isForOwnWindows: true } as const;

/** A program that a terminal can run, as VS Code's profiles have it. */
const profile = z.object({ name: z.string(), path: z.string(), args: z.array(z.string()), isDefault: z.boolean() });

/** A terminal that runs, as a window finds it again. */
const running = z.object({
  id,
  ref: ref.nullable(),
  pid: z.number().int(),
  title: z.string(),
  /** VS Code's number for the source of a title. */
  titleSource: z.number().int(),
  icon: z.unknown().optional(),
  color: z.string().optional(),
  cwd: z.string(),
  nonce: z.string(),
  ...size,
});

export type RunningTerminal = z.infer<typeof running>;
export type ShellProfile = z.infer<typeof profile>;

const output = z.union([
  z.object({ is: z.literal('screen'), data: bytes, ...size }),
  z.object({ is: z.literal('output'), data: bytes }),
  /** Another size: `isOthers` while it fits the window of somebody else, who typed last. */
  z.object({ is: z.literal('size'), isOthers: z.boolean(), ...size }),
  z.object({ is: z.literal('exited'), exitCode: z.number().int().nullable() }),
]);

export type TerminalOutput = z.infer<typeof output>;

/** A file to be opened in an editor; `waits`: it is also told when its editor is closed. */
const opening = z.object({
  opening: id,
  path: z.string(),
  line: z.number().int().nullable(),
  waits: z.boolean(),
  takesFocus: z.boolean(),
});

export type FileOpening = z.infer<typeof opening>;

/** Terminals of the host's machine: all of them for its own windows, shared ones for guests. */
export const terminalMethods = {
  /** Lists the programs that terminals can run, or says in words why there are none. */
  'terminals.describe': method(
    'host',
    nothing,
    z.object({ problem: z.string().nullable(), profiles: z.array(profile), layout: z.unknown() }),
    own,
  ),
  /** Lists the names of the programs that terminals can run, for one of which a guest may ask. */
  'terminals.profiles': method('read', nothing, z.object({ names: z.array(profileName) }), { touches: 'nothing' }),
  'terminals.open': method(
    'host',
    z.object({
      program: words.nullable(),
      args: z.array(words).max(200),
      cwd: words.nullable(),
      env: z.record(z.string().max(200), z.string().max(100_000).nullable()),
      title,
      nonce: z.string().max(100),
      /** True if the shell is to mark the beginnings and ends of its commands. */
      marksCommands: z.boolean(),
      ...size,
    }),
    z.object({ id, pid: z.number().int(), cwd: z.string(), args: z.array(z.string()).nullable() }),
    own,
  ),
  'terminals.write': method('host', z.object({ id, data: input }), nothing, own),
  'terminals.resize': method('host', z.object({ id, ...size }), nothing, own),
  'terminals.rename': method(
    'host',
    z.object({
      id,
      title: title.optional(),
      titleSource: z.number().int().optional(),
      icon: z.unknown().optional(),
      color: z.string().max(100).optional(),
    }),
    nothing,
    own,
  ),
  /** Ends a terminal and all its programs. */
  'terminals.close': method('host', z.object({ id }), nothing, own),
  'terminals.list': method('host', nothing, z.object({ terminals: z.array(running) }), own),
  /** Keeps the layout of terminals in the panel, for after a reload. */
  'terminals.arrange': method('host', z.object({ layout: z.unknown() }), nothing, own),
  /** Shares a terminal with others, changes their access, or ends the sharing where nobody may see it. */
  'terminals.share': method(
    'host',
    z.object({
      id,
      access: terminalAccess,
      people: z.array(z.tuple([ref, terminalAccess])).max(terminalLimits.people),
    }),
    z.object({ ref: ref.nullable() }),
    own,
  ),
  /** Logs what is typed in a shared terminal from now on, or no more. */
  'terminals.log': method('host', z.object({ id, input: z.boolean() }), nothing, own),
  /** Types into a shared terminal. */
  'terminals.type': method('read', z.object({ terminal: ref, data: input }), nothing, {
    touches: 'nothing',
    about: ({ terminal }) => terminal,
  }),
  /** Says the size that would fit in a guest's window; the terminal takes it on while that guest types. */
  'terminals.fit': method('read', z.object({ terminal: ref, ...size }), nothing, {
    touches: 'nothing',
    about: ({ terminal }) => terminal,
  }),
  /** Proposes a line: those who may type there are asked whether it runs. */
  'terminals.propose': method(
    'read',
    z.object({ terminal: ref, text: z.string().min(1).max(terminalLimits.lineLength) }),
    z.object({ line: ref }),
    { touches: 'nothing', about: ({ terminal }) => terminal },
  ),
  /** Tells a proposed line that waits for an answer, to those who may look at its terminal. */
  'terminals.proposed': method(
    'read',
    z.object({ terminal: ref, line: ref }),
    z.object({ person: ref, text: z.string().max(terminalLimits.lineLength) }),
    { touches: 'nothing', about: ({ terminal }) => terminal },
  ),
};

/** Output of a terminal for a window at the host's own door. */
export const terminalStreams = {
  /** Sends the content of a terminal, first its whole screen, until it ends or another window shows it. */
  'terminals.show': stream({
    right: 'host',
    params: z.object({ id }),
    down: output,
    result: z.object({ isTaken: z.boolean() }),
    touches: 'nothing',
  }),
  /** Asks a window to open files that were named in a terminal to which its person typed, and hears what became of it. */
  'terminals.openings': stream({
    right: 'read',
    params: nothing,
    down: opening,
    up: z.object({ opening: id, is: z.enum(['opened', 'missing', 'closed']) }),
    result: nothing,
    touches: 'nothing',
  }),
};
