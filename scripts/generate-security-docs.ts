import { readFileSync } from 'node:fs';
import type { Kind } from '../src/shared/core/kind.ts';
import { hasRight, rights, roles } from '../src/shared/core/rights.ts';
import { kinds } from '../src/shared/session/table.ts';
import { writeOrCheck } from './protocol/generated-file.ts';

const partial = readFileSync(new URL('../docs/security/threat-model.md', import.meta.url), 'utf8').trim();
const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [row(head), row(head.map(() => '---')), ...rows.map(row)].join('\n');

const rightsByRole = table(
  ['right', ...roles],
  rights.map((right) => [right, ...roles.map((role) => (hasRight(role, right) ? 'yes' : '–'))]),
);

function kindRow([name, { right, hostOnly }]: [string, Kind]): string[] {
  const may = roles.map((role) => {
    if (right === 'server' || !hasRight(role, right)) return '–';
    return hostOnly ? 'as the host' : 'yes';
  });
  return [`\`${name}\``, right === 'server' ? 'the server alone' : right, ...may];
}

const matrix = table(['kind', 'right', ...roles], Object.entries<Kind>(kinds).map(kindRow));

const text = `# Security

The second half of this page is generated from \`src/shared/session/table.ts\` by \`npm run generate\`; the
first half is \`docs/security/threat-model.md\`.

${partial}

## Roles and rights

${rightsByRole}

## Roles and kinds

A person who is not admitted may send nothing at all. “As the host” means the person who hosts, in the present term, and nobody else.

${matrix}
`;

writeOrCheck(new URL('../docs/security.md', import.meta.url), text, 'npm run generate');
