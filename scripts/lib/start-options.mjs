import { statSync } from 'node:fs';
import { createServer } from 'node:net';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { PlainError } from './plain-error.mjs';

export const usage = `Usage: npm start [-- FOLDER] [--no-open] [--browser] [--port PORT]

  FOLDER      the folder to work in (without one: a small example, made in playground/)
  --no-open   only run the host and print its address
  --browser   use the browser even if the desktop app could start
  --port      where the host listens (without one: any free port)`;

/**
 * @typedef {{ folder: string | null, open: boolean, browser: boolean, port: number | undefined, help: boolean }} StartOptions
 */

/**
 * Reads the command line of `npm start`.
 * @param {string[]} args
 * @param {string} [callerDir] where a relative FOLDER starts: npm itself runs scripts in the project's folder
 * @returns {StartOptions}
 */
export function readStartOptions(args, callerDir = process.env.INIT_CWD ?? process.cwd()) {
  const { values, positionals } = parse(args);
  if (positionals.length > 1) throw new PlainError(`Only one folder can be opened at a time.\n\n${usage}`);
  return {
    folder: positionals[0] ? resolve(callerDir, positionals[0]) : null,
    open: !values['no-open'],
    browser: values.browser === true,
    port: values.port === undefined ? undefined : readPort(values.port),
    help: values.help === true,
  };
}

/** @param {string[]} args */
function parse(args) {
  try {
    return parseArgs({
      args,
      allowPositionals: true,
      options: {
        'no-open': { type: 'boolean' },
        browser: { type: 'boolean' },
        port: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new PlainError(`${error instanceof Error ? error.message : error}\n\n${usage}`);
  }
}

/** @param {string} text */
function readPort(text) {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new PlainError(`"${text}" is not a port: use a number from 0 to 65535.`);
  return port;
}

/** Throws unless this is a folder that can be opened. @param {string} folder */
export function requireFolder(folder) {
  const stat = statSync(folder, { throwIfNoEntry: false });
  if (!stat) throw new PlainError(`There is no folder ${folder}.`);
  if (!stat.isDirectory()) throw new PlainError(`${folder} is a file; Ensemble opens a folder.`);
}

/** Throws when another program listens on the port. @param {number | undefined} port @returns {Promise<void>} */
export function requireFreePort(port) {
  return new Promise((done, reject) => {
    if (!port) return done();
    const probe = createServer();
    probe.once('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      const why = error.code === 'EADDRINUSE' ? 'is in use by another program' : `cannot be used (${error.code})`;
      reject(new PlainError(`Port ${port} ${why}. Choose another, or leave --port out to get a free one.`));
    });
    probe.listen(port, '127.0.0.1', () => probe.close(() => done()));
  });
}
