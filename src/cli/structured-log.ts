import { pino } from 'pino';
import { EnsembleError } from '../shared/core/errors.ts';
import { type Area, areas, type Report } from '../shared/report.ts';
import { withoutSecrets } from '../shared/text/secrets.ts';
import { output } from './output.ts';
import { RotatingFile } from './rotating-file.ts';

const levels = ['debug', 'info', 'warn', 'error', 'silent'] as const;
export type Level = (typeof levels)[number];

/** Least level of each area, and of areas without a level of their own. */
export interface LogLevels {
  readonly others: Level;
  readonly areas: Partial<Record<Area, Level>>;
}

/** Facts of a line, each by its own name. */
export type Facts = Readonly<Record<string, string | number | boolean>>;

/** Names of facts whose values are secret, wherever they come from. */
const secretNames = ['token', 'ticket', 'secret', 'invite', 'link', 'url', 'key', 'text', 'body', 'content'];

/** Reads levels as `warn,session=debug`, the value of ENSEMBLE_LOG. Throws `bad-request` in words. */
export function parseLogLevels(written: string | undefined): LogLevels {
  const found: { others: Level; areas: Partial<Record<Area, Level>> } = { others: 'info', areas: {} };
  for (const part of (written ?? '').split(',').filter((each) => each.trim() !== '')) {
    const [left = '', right] = part.split('=').map((each) => each.trim());
    const level = levels.find((each) => each === (right ?? left));
    const area = areas.find((each) => each === left);
    if (level === undefined || (right !== undefined && area === undefined))
      throw new EnsembleError(
        'bad-request',
        `ENSEMBLE_LOG is a level (${levels.join(', ')}), and AREA=LEVEL for others, with commas between. ` +
          `The areas are ${areas.join(', ')}.`,
      );
    if (area === undefined) found.others = level;
    else found.areas[area] = level;
  }
  return found;
}

/** Structured log of one process: a line of JSON for each event, without secrets. */
export class StructuredLog {
  readonly #areas: ReadonlyMap<Area, pino.Logger>;

  constructor(path: string, levels: LogLevels) {
    const root = pino(
      {
        level: 'debug',
        timestamp: pino.stdTimeFunctions.isoTime,
        base: { pid: process.pid },
        formatters: { level: (level) => ({ level }) },
        redact: { paths: secretNames, censor: '(a secret)' },
      },
      new RotatingFile(path),
    );
    this.#areas = new Map(
      areas.map((area) => [area, root.child({ area }, { level: levels.areas[area] ?? levels.others })]),
    );
  }

  /** Opens the log at a path, with the levels that the environment names. Throws `bad-request` in words. */
  static at(path: string, env: NodeJS.ProcessEnv = process.env): StructuredLog {
    return new StructuredLog(path, parseLogLevels(env.ENSEMBLE_LOG));
  }

  /** Gives the report of a process: an error is a line here, and words for people. */
  report(area: Area): Report {
    return (message, own = area) => {
      this.write('warn', own, message);
      output.problem(message);
    };
  }

  /** Writes one line. */
  write(level: Exclude<Level, 'silent'>, area: Area, message: string, facts: Facts = {}): void {
    const clean = Object.entries(facts).map(([name, fact]) => [
      name,
      typeof fact === 'string' ? withoutSecrets(fact) : fact,
    ]);
    this.#areas.get(area)?.[level](Object.fromEntries(clean), withoutSecrets(message));
  }
}
