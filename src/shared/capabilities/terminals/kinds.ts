import { z } from 'zod';
import { bytes } from '../../core/bytes.ts';
import type { BodyOf } from '../../core/capability.ts';
import { cutKind } from '../../core/cut-kind.ts';
import { id } from '../../core/ids.ts';
import { kind, type Mark } from '../../core/kind.ts';
import { limits } from '../../core/version.ts';
import { terminalAccess } from './access-level.ts';
import { mostColumns, mostRows, profileName, terminalLimits } from './limits.ts';

const term = z.number().int().min(1);
const size = { columns: z.number().int().min(1).max(mostColumns), rows: z.number().int().min(1).max(mostRows) };
const title = z.string().max(terminalLimits.titleLength);
const line = z.string().min(1).max(terminalLimits.lineLength);
const access = {
  access: terminalAccess,
  /** Access of single people, in place of that of all guests. */
  people: z.array(z.tuple([id, terminalAccess])).max(terminalLimits.people),
};
const host = { hostOnly: true, ofDocument: false } as const;

const opened: Mark = {
  name: 'Terminals',
  icon: 'terminal',
  words: ({ agent, title }: { agent?: string; title: string }) => (agent ? `runs ${title}` : 'shared a terminal'),
  person: ({ agent }: { agent?: string }) => agent,
};

const proposed: Mark = {
  name: 'Terminals',
  icon: 'play',
  words: ({ text }: { text: string }) => `proposed to run ${text}`,
  person: ({ person }: { person: string }) => person,
};

const logging: Mark = {
  name: 'Terminals',
  icon: 'record-keys',
  words: ({ input }: { input: boolean }) =>
    input ? 'logs what is typed in a terminal' : 'logs no more what is typed in a terminal',
};

const typed: Mark = {
  name: 'Terminals',
  icon: 'keyboard',
  words: ({ data }: { data: string }) => `typed ${data}`,
  person: ({ person }: { person: string }) => person,
};

const ended: Mark = {
  name: 'Terminals',
  icon: 'terminal-kill',
  words: ({ exitCode }: { exitCode: number | null }) =>
    exitCode === null ? 'ended a terminal' : `ended a terminal, with exit code ${exitCode}`,
};

/** Facts of shared terminals. Input to one is a request to the host, and stands here only where its owner wants that. */
export const terminalKinds = {
  'terminal.opened': kind(
    'host',
    'A terminal of the host is shared from here on. Its screen follows as the first output.',
    z.object({
      term,
      title,
      shell: z.string().max(100),
      ...size,
      ...access,
      /** Agent whose command runs in it. */
      agent: id.optional(),
    }),
    { ...host, mark: opened },
  ),
  'terminal.output': kind(
    'host',
    'Bytes that the programs in a terminal have written, for a size where that has changed, or its whole screen, in place of all that was before.',
    z.object({ data: bytes, isScreen: z.boolean().optional(), size: z.object(size).optional() }),
    {
      ofDocument: false,
      interest: 'ref',
      priority: 'bulk',
      opaque: true,
      ahead: true,
      maxBytes: limits.inlineBodyBytes,
      perSecond: 500,
    },
  ),
  'terminal.resized': kind('host', 'A terminal has another size.', z.object({ term, ...size }), {
    ...host,
    perSecond: 100,
  }),
  'terminal.renamed': kind('host', 'A terminal has another title.', z.object({ term, title }), host),
  'terminal.shared': kind('host', 'The access of others to a terminal changes.', z.object({ term, ...access }), host),
  'terminal.logging': kind(
    'host',
    'What is typed in a terminal is logged from here on, for those who may look at it; or no more.',
    z.object({ term, input: z.boolean() }),
    { ...host, mark: logging },
  ),
  'terminal.typed': kind(
    'host',
    'Input of a person to a terminal whose input is logged: a line, or a part of one. Of long input the beginning.',
    z.object({ term, person: id, data: z.string().min(1).max(terminalLimits.typedLength) }),
    { ...host, interest: 'ref', perSecond: 100, mark: typed },
  ),
  'terminal.wanted': kind(
    'read',
    'Somebody would like a terminal to be shared: any, one of a program of the host’s (`profile`), or one on a clean copy with their own unsaved edits (`copy`).',
    z.object({ copy: z.boolean().optional(), profile: profileName.optional() }),
    { ofDocument: false, perSecond: 1 },
  ),
  'terminal.proposed': kind(
    'host',
    'A guest proposes a line to run in a terminal; those who may type there are asked.',
    z.object({ term, line: id, person: id, text: line }),
    { ...host, interest: 'ref', mark: proposed },
  ),
  'terminal.decided': kind(
    'host',
    'The line that a guest has proposed is run, or turned down.',
    z.object({ term, line: id, ran: z.boolean() }),
    { ...host, interest: 'ref' },
  ),
  'terminal.cut': cutKind('a terminal', { ofDocument: false }),
  'terminal.ended': kind(
    'host',
    'A terminal is shared no more: its program has ended, or its owner shares it no longer.',
    z.object({ term, reason: z.enum(['exited', 'closed', 'unshared']), exitCode: z.number().int().nullable() }),
    { ...host, mark: ended },
  ),
};

export type TerminalBody<Name extends keyof typeof terminalKinds> = BodyOf<typeof terminalKinds, Name>;
