import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Browser, BrowserContext } from '@playwright/test';
import { inProject } from '../../../scripts/lib/project.mjs';

/** One person's machine, for as long as a test runs: folders, the app's memory, and what Chromium keeps of its pages. */
export class Profile {
  readonly base = mkdtempSync(join(tmpdir(), 'ensemble-desktop-'));
  readonly userData = join(this.base, 'user');
  readonly home = join(this.base, 'home');
  readonly #browser: Browser;
  readonly #contexts = new Map<string, Promise<BrowserContext>>();

  constructor(browser: Browser) {
    this.#browser = browser;
  }

  /** A new folder with files in it. */
  folder(name: string, files: Record<string, string> = { 'hello.txt': 'hello\n' }): string {
    const path = join(this.base, name);
    mkdirSync(path, { recursive: true });
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(dirname(join(path, file)), { recursive: true });
      writeFileSync(join(path, file), text);
    }
    return path;
  }

  /** The built app as a package lays it out, with its pages where a packaged host looks for them; and what lies beside it. */
  installed(): { packaged: string; resources: string } {
    const resources = join(this.base, 'resources');
    const packaged = join(resources, 'app');
    // A copy, and no link: Node goes by the real paths of what it loads.
    cpSync(inProject('dist', 'app'), packaged, { recursive: true });
    cpSync(inProject('package.json'), join(packaged, 'package.json'));
    mkdirSync(join(packaged, 'dist'));
    symlinkSync(inProject('dist', 'renderer'), join(packaged, 'dist', 'renderer'), 'dir');
    symlinkSync(inProject('node_modules'), join(packaged, 'node_modules'), 'dir');
    writeFileSync(join(resources, 'app-update.yml'), 'provider: generic\n');
    return { packaged, resources };
  }

  /** Settings of the shell, as they stand in its file. */
  get settings(): Record<string, unknown> {
    return JSON.parse(readFileSync(join(this.userData, 'shell.json'), 'utf8')) as Record<string, unknown>;
  }

  set settings(value: unknown) {
    mkdirSync(this.userData, { recursive: true });
    writeFileSync(join(this.userData, 'shell.json'), typeof value === 'string' ? value : JSON.stringify(value));
  }

  /** Cookies and storage of a partition, which outlive the app. */
  context(partition: string): Promise<BrowserContext> {
    const found =
      this.#contexts.get(partition) ??
      this.#browser.newContext({
        viewport: { width: 1280, height: 800 },
        screen: { width: 1600, height: 1000 },
        ignoreHTTPSErrors: true,
      });
    this.#contexts.set(partition, found);
    return found;
  }

  /** Partitions that windows were opened in. */
  get partitions(): string[] {
    return [...this.#contexts.keys()];
  }

  /** Processes that were started for this profile and still run, by the system's list of them. */
  processes(): number[] {
    if (process.platform !== 'linux') return [];
    const mark = `ENSEMBLE_HOME=${this.home}\0`;
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => environmentOf(pid).includes(mark));
  }

  async close(): Promise<void> {
    for (const context of this.#contexts.values()) await (await context).close();
    rmSync(this.base, { recursive: true, force: true, maxRetries: 5 });
  }
}

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}
