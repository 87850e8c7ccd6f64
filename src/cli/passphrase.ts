import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { EnsembleError } from '../shared/core/errors.ts';

/** Reads a passphrase: the first line of a file, or of the standard input (`-`). */
export async function passphraseFrom(place: string): Promise<string> {
  const content = place === '-' ? await text(process.stdin) : readFileSync(resolve(place), 'utf8');
  const [line = ''] = content.split(/\r?\n/, 1);
  if (line === '') throw new EnsembleError('bad-request', 'The passphrase is empty: it is the first line there.');
  return line;
}

/** Asks for a passphrase at this terminal, without showing it; null where nobody is there to answer. */
export function askPassphrase(question: string): Promise<string | null> {
  const { stdin, stderr } = process;
  if (!stdin.isTTY) return Promise.resolve(null);
  stderr.write(question);
  stdin.setRawMode(true).setEncoding('utf8').resume();
  return new Promise((resolve) => {
    let typed = '';
    const onData = (keys: string) => {
      for (const key of keys) {
        if (key === '\u0003' || key === '\r' || key === '\n') {
          stdin.off('data', onData).setRawMode(false).pause();
          stderr.write('\n');
          return resolve(key === '\u0003' ? null : typed);
        }
        typed = key === '\u007f' || key === '\b' ? [...typed].slice(0, -1).join('') : typed + key;
      }
    };
    stdin.on('data', onData);
  });
}
