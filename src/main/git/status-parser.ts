import { createHash } from 'node:crypto';
import type { ChangedFile } from '../../shared/capabilities/git/git-state.ts';

/** One file of a status, with its line. */
export interface StatusLine extends ChangedFile {
  line: string;
}

export interface ParsedStatus {
  branch: string | null;
  head: string | null;
  upstream: string | null;
  ahead: number;
  behind: number;
  stashes: number;
  files: StatusLine[];
}

/** Parses the output of `git status --porcelain=v2 -z --branch --show-stash`; paths are the repository's own. */
export function parseStatus(output: string): ParsedStatus {
  const status: ParsedStatus = {
    branch: null,
    head: null,
    upstream: null,
    ahead: 0,
    behind: 0,
    stashes: 0,
    files: [],
  };
  const lines = output.split('\0');
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    if (line.startsWith('# ')) takeHeader(status, line.slice(2));
    else if (line.startsWith('? ')) status.files.push({ path: line.slice(2), is: '??', line });
    else if (line.startsWith('1 ') || line.startsWith('u ')) {
      const [, is = '..'] = line.split(' ', 2);
      status.files.push({ path: afterFields(line, line.startsWith('1 ') ? 8 : 10), is, line });
    } else if (line.startsWith('2 ')) {
      const [, is = '..'] = line.split(' ', 2);
      at++;
      status.files.push({ path: afterFields(line, 9), is, was: lines[at] ?? '', line });
    }
  }
  return status;
}

/** The rest of a line behind so many fields; a path may have spaces. */
function afterFields(line: string, count: number): string {
  let at = 0;
  for (let field = 0; field < count; field++) at = line.indexOf(' ', at) + 1;
  return line.slice(at);
}

function takeHeader(status: ParsedStatus, header: string): void {
  const at = header.indexOf(' ');
  const value = header.slice(at + 1);
  switch (header.slice(0, at)) {
    case 'branch.oid':
      if (value !== '(initial)') status.head = value;
      break;
    case 'branch.head':
      if (value !== '(detached)') status.branch = value;
      break;
    case 'branch.upstream':
      status.upstream = value;
      break;
    case 'branch.ab': {
      const [, ahead = '0', behind = '0'] = /^\+(\d+) -(\d+)$/.exec(value) ?? [];
      status.ahead = Number(ahead);
      status.behind = Number(behind);
      break;
    }
    case 'stash':
      status.stashes = Number(value) || 0;
  }
}

/** Makes a mark for the index and the files' states: another one where the index holds another content. */
export function markOf(head: string | null, files: readonly StatusLine[]): string {
  const hash = createHash('sha256').update(head ?? '');
  for (const { line } of files) hash.update(`\0${line}`);
  return hash.digest('hex').slice(0, 16);
}

/** Makes a mark for the commits of branches and tags. */
export function markOfRefs(refs: ReadonlyMap<string, string>): string {
  const hash = createHash('sha256');
  for (const [name, commit] of refs) hash.update(`${name}\0${commit}\0`);
  return hash.digest('hex').slice(0, 16);
}
