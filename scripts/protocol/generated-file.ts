import { readFileSync, writeFileSync } from 'node:fs';

/** Writes a generated file, or with `--check` on the command line says whether it is up to date. */
export function writeOrCheck(file: URL, content: string, command: string): void {
  const name = file.pathname.split('/').slice(-2).join('/');
  if (!process.argv.includes('--check')) return writeFileSync(file, content);
  let present = '';
  try {
    present = readFileSync(file, 'utf8');
  } catch {
    present = '';
  }
  if (present === content) return console.log(`${name} is up to date`);
  console.error(`${name} is not what the table says: run \`${command}\`.`);
  process.exitCode = 1;
}
