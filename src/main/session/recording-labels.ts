import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { labelOfRecording } from '../../shared/capabilities/library/methods.ts';
import { writePrivateJson } from '../machine/state-folder.ts';

const fileName = 'library.json';
const file = z.record(z.string(), labelOfRecording).catch({});

type Label = z.output<typeof labelOfRecording>;

/** Titles and tags that the owner of a folder has given to its recordings: on this machine, beside the session's data. */
export class RecordingLabels {
  readonly #folder: string;
  readonly #labels: Map<string, Label>;

  constructor(folder: string) {
    this.#folder = folder;
    this.#labels = new Map(Object.entries(read(join(folder, fileName))));
  }

  of(recording: string): Label | null {
    return this.#labels.get(recording) ?? null;
  }

  /** Keeps a label; durable when it returns. */
  set(recording: string, label: Label): void {
    this.#labels.set(recording, label);
    this.#write();
  }

  /** Forgets the label of a recording that is gone. */
  remove(recording: string): void {
    if (this.#labels.delete(recording)) this.#write();
  }

  #write(): void {
    writePrivateJson(this.#folder, fileName, Object.fromEntries(this.#labels));
  }
}

function read(path: string): Record<string, Label> {
  try {
    return file.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return {};
  }
}
