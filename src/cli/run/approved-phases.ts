import { createHash } from 'node:crypto';
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { writePrivateJson } from '../../main/machine/state-folder.ts';
import type { Phase } from '../../shared/tasks/phases.ts';

const file = 'approved-phases.json';
const mostKept = 500;
const kept = z.array(z.object({ folder: z.string(), hash: z.string() })).max(mostKept);

/** Name of exactly these phases: 128 bits of their SHA-256. */
export function hashOfPhases(phases: readonly Phase[]): string {
  return createHash('sha256').update(JSON.stringify(phases)).digest('hex').slice(0, 32);
}

/** Phases that a person of this machine has approved, each for one folder and with its exact content. */
export class ApprovedPhases {
  readonly #home: string;
  readonly #folder: string;

  constructor(home: string, folder: string) {
    this.#home = home;
    this.#folder = realpathSync(folder);
  }

  has(hash: string): boolean {
    return this.#read().some((each) => each.folder === this.#folder && each.hash === hash);
  }

  add(hash: string): void {
    if (this.has(hash)) return;
    writePrivateJson(this.#home, file, [...this.#read(), { folder: this.#folder, hash }].slice(-mostKept));
  }

  /** A file that is damaged approves nothing. */
  #read(): z.output<typeof kept> {
    try {
      return kept.parse(JSON.parse(readFileSync(join(this.#home, file), 'utf8')));
    } catch {
      return [];
    }
  }
}
