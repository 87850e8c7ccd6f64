import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import { openFile } from '../../../../src/client/shared-file.ts';
import type { TextDocument } from '../../../../src/client/text-document.ts';
import type { DocumentInfo } from '../../../../src/shared/capabilities/documents/document-state.ts';
import { guestOf, SharedFolder } from './host-fixture.ts';

/** A shared folder with its host, and Ada, a guest who has one of its files open. */
export class GuestStage {
  readonly folder: SharedFolder;
  readonly #path: string;
  link = '';
  ada!: SessionClient;
  document!: TextDocument;

  constructor(files: Record<string, string>, path = 'a.txt') {
    this.folder = new SharedFolder(files);
    this.#path = path;
  }

  /** Starts the host, and has Ada open the file. */
  async begin(): Promise<this> {
    this.link = await (await this.folder.host()).share();
    this.ada = await guestOf(this.link, 'Ada');
    this.document = await openFile(this.ada, this.#path);
    return this;
  }

  /** Ada types, and everybody has it; it is not saved. */
  async type(offset: number, insertText: string): Promise<void> {
    this.document.edit([{ offset, deleteLength: 0, insertText }]);
    await this.ada.settled();
  }

  at(path = this.#path): string {
    return join(this.folder.folder, path);
  }

  put(content: string | readonly number[]): void {
    writeFileSync(this.at(), typeof content === 'string' ? content : Uint8Array.from(content));
  }

  get info(): DocumentInfo {
    return this.ada.state.documents[this.document.ref]!;
  }

  get diskBytes(): Buffer {
    return readFileSync(this.at());
  }

  /** Text of the file on the disk. */
  get disk(): string {
    return this.diskBytes.toString();
  }
}
