import type { SessionClient } from '../client/session-client.ts';
import { openFile, saveFile } from '../client/shared-file.ts';
import type { TextDocument } from '../client/text-document.ts';
import { shownName } from '../shared/capabilities/people/names.ts';
import { present } from '../shared/capabilities/people/participants.ts';
import { EnsembleError } from '../shared/core/errors.ts';

/** Commands of a script, one on each line; words may be quoted as in JSON. */
export const scriptUsage = `open PATH | type PATH OFFSET "TEXT" | append PATH "TEXT" | delete PATH OFFSET LENGTH | undo PATH | redo PATH
save PATH | print PATH | files [PATH] | people | wait PATH "TEXT" | leave`;

function wordsOf(line: string): string[] {
  return (line.match(/"(?:[^"\\]|\\.)*"|\S+/g) ?? []).map((word) =>
    word.startsWith('"') ? (JSON.parse(word) as string) : word,
  );
}

function offsetOf(word: string | undefined, length: number): number {
  const offset = Number(word);
  if (!Number.isInteger(offset) || offset < 0 || offset > length)
    throw new EnsembleError('bad-request', `The text has ${length} characters.`);
  return offset;
}

/** Outcome of a line of a script: single lines, a text as it is, or that this participant leaves. */
export type ScriptAnswer = { is: 'lines'; lines: string[] } | { is: 'text'; text: string } | { is: 'leave' };

const done: ScriptAnswer = { is: 'lines', lines: [] };

/** Runs one line of a script as this participant. Throws EnsembleErrors. */
export async function runScriptLine(client: SessionClient, line: string): Promise<ScriptAnswer> {
  const [command, path = '', ...rest] = wordsOf(line);
  switch (command) {
    case undefined:
    case '#':
      return done;
    case 'leave':
      return { is: 'leave' };
    case 'people': {
      const lines = present(client.state).map(({ person, role }) => `${shownName(client.state, person)} (${role})`);
      return { is: 'lines', lines };
    }
    case 'files': {
      const { entries } = await client.request('files.list', { path });
      return { is: 'lines', lines: entries.map(({ name, type }) => (type.endsWith('folder') ? `${name}/` : name)) };
    }
    default:
      return edit(client, command, path, rest);
  }
}

async function edit(client: SessionClient, command: string, path: string, rest: string[]): Promise<ScriptAnswer> {
  const document = await openFile(client, path);
  const { length } = document;
  switch (command) {
    case 'open':
      return done;
    case 'type':
      document.edit([{ offset: offsetOf(rest[0], length), deleteLength: 0, insertText: rest[1] ?? '' }]);
      return done;
    case 'append':
      document.edit([{ offset: length, deleteLength: 0, insertText: rest[0] ?? '' }]);
      return done;
    case 'delete': {
      const offset = offsetOf(rest[0], length);
      document.edit([{ offset, deleteLength: offsetOf(rest[1], length - offset), insertText: '' }]);
      return done;
    }
    case 'undo':
      document.undo();
      return done;
    case 'redo':
      document.redo();
      return done;
    case 'save':
      return { is: 'lines', lines: [`saved ${path} ${await saveFile(client, document)}`] };
    case 'print':
      return { is: 'text', text: document.toString() };
    case 'wait':
      await textAppears(document, rest[0] ?? '');
      return done;
    default:
      throw new EnsembleError('bad-request', `No such command: ${command}. There are:\n${scriptUsage}`);
  }
}

function textAppears(document: TextDocument, text: string): Promise<void> {
  if (document.toString().includes(text)) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = document.onChange(() => {
      if (!document.toString().includes(text)) return;
      stop();
      resolve();
    });
  });
}
