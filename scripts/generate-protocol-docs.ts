import type { z } from 'zod';
import { entryTuple } from '../src/shared/core/entry.ts';
import { errorCodes } from '../src/shared/core/errors.ts';
import { clientFrame, serverFrame } from '../src/shared/core/frames.ts';
import type { Kind } from '../src/shared/core/kind.ts';
import { limits, protocolVersion } from '../src/shared/core/version.ts';
import { kinds } from '../src/shared/session/table.ts';
import { writeOrCheck } from './protocol/generated-file.ts';
import { rules } from './protocol/protocol-rules.ts';
import { showSchema, wireSchema } from './protocol/wire-schema.ts';

const entryFields: [name: string, setBy: string, says: string][] = [
  ['seq', 'log', 'dense per session, from 1; 0 where nothing is kept'],
  ['at', 'log', 'ms since the epoch, never running back'],
  ['by', 'sender', 'the replica: a random id per window or process, kept with its outbox'],
  ['n', 'sender', '1, 2, 3 … over the replica’s `history` entries; 0 for all others'],
  ['ageMs', 'sender', 'from making to sending'],
  ['kind', 'sender', '`area.fact`'],
  ['v', 'sender', 'the version of the kind'],
  ['ref', 'sender', 'the thing that it is about: a document, terminal, call …'],
  ['to', 'sender', 'the replica that it is directed to'],
  ['body', 'sender', 'msgpack; opaque to gateway and log'],
  ['blob', 'sender', 'the SHA-256 of a body that travels as a blob; `body` is empty then'],
];

const cell = (text: string) => text.replaceAll('|', '\\|');
const row = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

function size(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${bytes / 1024 / 1024} MB` : `${bytes / 1024} kB`;
}

function entrySection(): string {
  const forms = wireSchema(entryTuple).prefixItems ?? [];
  const rows = entryFields.map(([name, setBy, says], place) => [
    `\`${name}\``,
    setBy,
    `\`${showSchema(forms[place]!)}\``,
    says,
  ]);
  return table(['field', 'set by', 'form', 'meaning'], rows);
}

/** Writes frames as a grammar: entries are shown by name. */
function grammar(side: string, schema: z.ZodType): string {
  const entry = showSchema(wireSchema(entryTuple));
  const forms = wireSchema(schema).oneOf ?? wireSchema(schema).anyOf ?? [];
  const lines = forms.map((form) => showSchema(form).replaceAll(`(${entry})`, 'Entry').replaceAll(entry, 'Entry'));
  return `${side} :=\n${lines.map((line) => `  | ${line}`).join('\n')}`;
}

function ruleSection(): string {
  return Object.entries(rules)
    .map(([part, all], index) => {
      const lines = all.map((rule, place) => `- **${index + 1}.${place + 1}** ${rule}`);
      return `### ${index + 1}. ${part}\n\n${lines.join('\n')}`;
    })
    .join('\n\n');
}

function kindRow([name, kind]: [string, Kind]): string[] {
  const { v, says, right, audience, keep, interest, priority, maxBytes, perSecond, hostOnly, large, body } = kind;
  const fields = `\`${showSchema(wireSchema(body))}\``;
  const traits = [String(v), `${right}${hostOnly ? ' (host)' : ''}`, audience, keep, interest, priority];
  return [`\`${name}\``, says, ...traits, `${size(maxBytes)}${large ? ' (large)' : ''}`, String(perSecond), fields];
}

function kindSection(): string {
  const areas = Map.groupBy(Object.entries<Kind>(kinds), ([name]) => name.split('.')[0]!);
  const head = ['kind', 'says', 'v', 'right', 'audience', 'keep', 'interest', 'priority', 'most', 'per s', 'body'];
  return [...areas].map(([area, all]) => `### ${area}\n\n${table(head, all.map(kindRow))}`).join('\n\n');
}

const text = `# The protocol, version ${protocolVersion}

Generated from \`src/shared/session/table.ts\` by \`npm run generate\`: change the table, not this file.

A session is one ordered log of entries. A frame is one msgpack value, one message of the transport. Tests cite the
rules below by their numbers.

## An entry

On the wire it is an array of these fields, in this order.

${entrySection()}

## Frames

\`\`\`
${grammar('FromClient', clientFrame)}

${grammar('FromServer', serverFrame)}
\`\`\`

A connection:

\`\`\`
client   hello                 entries | subscribe | unsubscribe | ping …            leave
server         waiting? welcome keyframe? (entries | backfill | direct | refused | pong)…  closed
\`\`\`

Limits: a frame ${size(limits.frameBytes)}, an inline body ${size(limits.inlineBodyBytes)}, a blob ${size(limits.blobBytes)}, a text document ${size(limits.documentBytes)}, a name ${limits.nameLength} characters.

## Rules

${ruleSection()}

## Kinds

- *right*: what its sender needs; “server” are written by the session server alone, “(host)” by the present host alone.
- *keep*: \`history\` for ever; \`latest\` only the newest per replica, kind and ref, and per key of the body where there is one; of the host’s kinds whichever replica said it; \`none\` relayed only.
- *interest*: \`session\` goes to everyone, \`ref\` to those who subscribe to its ref.
- *most*: the body's greatest size. *per s*: what one connection may send, averaged over ten seconds.

${kindSection()}

## Error codes

${errorCodes.map((code) => `\`${code}\``).join(' · ')}
`;

writeOrCheck(new URL('../docs/protocol.md', import.meta.url), text, 'npm run generate');
