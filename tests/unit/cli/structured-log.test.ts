import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parseLogLevels, StructuredLog } from '../../../src/cli/structured-log.ts';
import { inArea, type Report } from '../../../src/shared/report.ts';
import { temporaryFolder } from './command-fixture.ts';

const secret = 'Zm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9';

function open(levels?: string) {
  const path = join(temporaryFolder(), 'logs', 'host.log');
  const log = new StructuredLog(path, parseLogLevels(levels));
  const lines = () =>
    readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
  return { path, log, lines };
}

describe('a line of the log', () => {
  it('has its time, level, area and facts', () => {
    const { log, lines, path } = open();
    log.write('info', 'gateway', 'a door is open', { port: 4000, guests: false });
    expect(lines()).toEqual([
      {
        level: 'info',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        pid: process.pid,
        area: 'gateway',
        port: 4000,
        guests: false,
        msg: 'a door is open',
      },
    ]);
    if (process.platform !== 'win32') expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('is left out below the level of its area', () => {
    const { log, lines } = open('error, session=debug');
    for (const area of ['session', 'files'] as const) {
      log.write('debug', area, 'little');
      log.write('error', area, 'much');
    }
    expect(lines().map(({ area, msg }) => [area, msg])).toEqual([
      ['session', 'little'],
      ['session', 'much'],
      ['files', 'much'],
    ]);
  });

  it('has no address, no secret by its form or by its name, and keeps where an error was thrown', () => {
    const { log, lines } = open();
    log.write('warn', 'host', `at http://127.0.0.1:1/#t=${secret} with ${secret}, in file:///a/b.ts:1`, {
      token: 'short',
      text: 'a document',
      path: `notes/${secret}`,
    });
    expect(lines()[0]).toMatchObject({
      msg: 'at (an address) with (a secret), in file:///a/b.ts:1',
      token: '(a secret)',
      text: '(a secret)',
      path: 'notes/(a secret)',
    });
  });

  it('begins a new file when the old one is large, and ends nothing where there is no place for it', () => {
    const { log, lines, path } = open();
    log.write('info', 'host', 'first');
    writeFileSync(path, 'x'.repeat(2_000_000));
    log.write('info', 'host', 'second');
    expect(lines().map(({ msg }) => msg)).toEqual(['second']);
    const nowhere = new StructuredLog(join(path, 'below-a-file', 'x.log'), parseLogLevels('info'));
    expect(() => nowhere.write('error', 'host', 'lost')).not.toThrow();
  });
});

describe('levels', () => {
  it.each(['loud', 'files=', 'nothing=warn', 'session=loud', 'a=b=c'])('%j are refused in words', (written) => {
    expect(() => parseLogLevels(written)).toThrow(/ENSEMBLE_LOG is a level/);
  });

  it('are info where nothing is said', () => {
    expect(parseLogLevels(undefined)).toEqual({ others: 'info', areas: {} });
    expect(parseLogLevels('warn,files=silent')).toEqual({ others: 'warn', areas: { files: 'silent' } });
  });
});

it('a report names the area it came from, unless it knows better', () => {
  const told: unknown[] = [];
  const report: Report = (...words) => void told.push(words);
  inArea(inArea(report, 'session'), 'host')('a');
  inArea(report, 'host')('b');
  inArea(report, 'host')('c', 'gateway');
  expect(told).toEqual([
    ['a', 'host'],
    ['b', 'host'],
    ['c', 'gateway'],
  ]);
});
