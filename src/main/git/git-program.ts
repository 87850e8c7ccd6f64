import { devNull } from 'node:os';
import { EnsembleError } from '../../shared/core/errors.ts';
import { type GroupWatch, ProgramGroup } from '../programs/program-group.ts';
import { withoutHidden } from './complaints.ts';

/** Oldest version of which all that keeps a repository from running programs is known to work. */
const oldest = [2, 31] as const;
const timeoutMs = 60_000;
const mostOutputBytes = 64 * 1024 * 1024;
const mostComplaintLength = 4000;

export interface GitRun {
  cwd: string;
  /** Variables besides the process's own. */
  env?: Readonly<Record<string, string>>;
  /** Settings that win over all files, by their names. */
  settings?: readonly (readonly [name: string, value: string])[];
  input?: Uint8Array;
  signal?: AbortSignal | undefined;
  timeoutMs?: number;
  /** Hears what Git says about its progress. */
  onWords?: (text: string) => void;
  /** Told of each process group that begins and ends, so that none outlives the host. */
  guard?: GroupWatch | undefined;
  /** Exit codes that are answers rather than failures. */
  allowed?: readonly number[];
}

export interface GitOutput {
  code: number;
  stdout: Buffer;
  stderr: string;
}

/** Refusal of Git's: its words are for people, guests among them. */
export class GitRefusal extends EnsembleError {
  readonly complaint: string;

  constructor(complaint: string, folder: string) {
    const words = complaint.replace(/^(fatal|error|hint): /gm, '').trim();
    super('bad-request', `Git says: ${withoutPlaces(words, folder) || 'this did not work.'}`);
    this.complaint = complaint;
  }

  /** The same for guests: without the lines that name files which they do not see. */
  withoutHidden(sees: (path: string) => boolean): EnsembleError {
    return new EnsembleError(this.code, withoutHidden(this.message, sees));
  }
}

/** End of a run that took longer than it may. */
export class GitTimeout extends EnsembleError {
  constructor() {
    super('bad-request', 'Git took too long, so it was stopped. Nothing else was touched.');
  }
}

const absolute = /(?<![\w:/.\\-])(?:[A-Za-z]:)?[/\\][^\s'"`:;,)]+/g;

/** Credentials in an address, up to the last `@` before its path: a password may have some itself. */
const credentials = /:\/\/[^\s/]+@/g;

/** Removes places of the host's disk outside of the folder, and credentials, from words. */
function withoutPlaces(words: string, folder: string): string {
  return words
    .replaceAll(`${folder}/`, '')
    .replaceAll(folder, '.')
    .replace(credentials, '://')
    .replace(absolute, '(a place outside of the folder)');
}

/** Settings of every run: nothing of a repository runs because of it, and nobody is asked anything. */
const always: readonly (readonly [string, string])[] = [
  ['core.fsmonitor', 'false'],
  ['core.hooksPath', devNull],
  ['core.untrackedCache', 'false'],
  ['core.pager', 'cat'],
  ['core.quotePath', 'false'],
  ['protocol.ext.allow', 'never'],
  ['safe.bareRepository', 'explicit'],
  ['submodule.recurse', 'false'],
  ['fetch.recurseSubmodules', 'false'],
  ['push.recurseSubmodules', 'no'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['advice.detachedHead', 'false'],
  ['color.ui', 'false'],
  ['log.showSignature', 'false'],
];

/** Variables of the host's process that would lead Git elsewhere or have it run something. */
const notForGit = /^(GIT_.*|SSH_ASKPASS|DISPLAY_ASKPASS|PAGER|EDITOR|VISUAL|LESS|LV|ENSEMBLE_.*)$/;

function environmentOf({ env = {}, settings = [] }: GitRun): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => !notForGit.test(name));
  const all = [...always, ...settings];
  return {
    ...Object.fromEntries(kept),
    LC_ALL: 'C',
    LANGUAGE: '',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ASKPASS: '',
    SSH_ASKPASS: '',
    SSH_ASKPASS_REQUIRE: 'never',
    GCM_INTERACTIVE: 'never',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_PAGER: 'cat',
    GIT_EDITOR: ':',
    GIT_SEQUENCE_EDITOR: ':',
    GIT_MERGE_AUTOEDIT: 'no',
    GIT_CONFIG_COUNT: String(all.length),
    ...Object.fromEntries(
      all.flatMap(([name, value], at) => [
        [`GIT_CONFIG_KEY_${at}`, name],
        [`GIT_CONFIG_VALUE_${at}`, value],
      ]),
    ),
    ...env,
  };
}

/**
 * Runs Git directly, never by a shell, and gives its output. Its child processes end with it.
 * @throws GitRefusal where it fails; EnsembleError `not-found` without Git, `cancelled`, `too-large`
 */
export async function runGit(args: readonly string[], run: GitRun): Promise<GitOutput> {
  const { cwd, input, signal, allowed = [0] } = run;
  if (signal?.aborted) throw cancelled();
  const stdio = [input ? 'pipe' : 'ignore', 'pipe', 'pipe'] as const;
  const options = { cwd, env: environmentOf(run), stdio: [...stdio] };
  const group = new ProgramGroup(process.env.ENSEMBLE_GIT || 'git', args, options, run.guard);
  const { child } = group;
  let why: EnsembleError | null = null;
  const end = (error: EnsembleError) => {
    why ??= error;
    group.kill();
  };
  const stop = () => end(cancelled());
  signal?.addEventListener('abort', stop, { once: true });
  const timer = setTimeout(() => end(new GitTimeout()), run.timeoutMs ?? timeoutMs);
  const chunks: Buffer[] = [];
  let bytes = 0;
  let stderr = '';
  child.stdout!.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostOutputBytes) end(new EnsembleError('too-large', 'Git has more to say than can be shown.'));
    else chunks.push(chunk);
  });
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    run.onWords?.(text);
    stderr = withoutProgress(stderr + text).slice(-mostComplaintLength);
  });
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(input);
  try {
    const code = await new Promise<number>((resolve, reject) => {
      child.once('error', (error) => reject(notThere(error)));
      child.once('close', (exit) => resolve(exit ?? -1));
    });
    if (why) throw why;
    if (!allowed.includes(code)) throw new GitRefusal(stderr || Buffer.concat(chunks).toString().slice(-1000), cwd);
    return { code, stdout: Buffer.concat(chunks), stderr };
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', stop);
    group.over();
  }
}

/** Removes the lines that Git writes over each other while it works. */
function withoutProgress(words: string): string {
  return words.replace(/[^\r\n]*\r(?!\n)/g, '').replace(/^(?:remote: )?[A-Z][A-Za-z ]+: +\d.*, done\.?.*\n/gm, '');
}

function cancelled(): EnsembleError {
  return new EnsembleError('cancelled', 'This was cancelled.');
}

function notThere(error: Error): EnsembleError {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
    return new EnsembleError('internal', `Git could not be started on the host: ${error.message}`);
  return new EnsembleError(
    'not-found',
    'Git is not installed on the machine that hosts this folder. Install it there, and open the folder again.',
  );
}

/** Says in words why Git cannot be used on this machine; null where it can. */
export async function problemWithGit(cwd: string): Promise<string | null> {
  try {
    const { stdout } = await runGit(['--version'], { cwd });
    const [, major = '0', minor = '0'] = /(\d+)\.(\d+)/.exec(stdout.toString()) ?? [];
    const isOld = Number(major) < oldest[0] || (Number(major) === oldest[0] && Number(minor) < oldest[1]);
    if (!isOld) return null;
    return `Git ${major}.${minor} on the machine that hosts this folder is too old: ${oldest.join('.')} or newer is needed.`;
  } catch (thrown) {
    return (thrown as Error).message;
  }
}
