import { ITextFileService } from '@codingame/monaco-vscode-api';
import type { CancellationToken } from '@codingame/monaco-vscode-api/vscode/vs/base/common/cancellation';
import { Emitter } from '@codingame/monaco-vscode-api/vscode/vs/base/common/event';
import type { IMarkdownString } from '@codingame/monaco-vscode-api/vscode/vs/base/common/htmlContent';
import { Disposable, type IDisposable } from '@codingame/monaco-vscode-api/vscode/vs/base/common/lifecycle';
import type { ReadableStreamEvents } from '@codingame/monaco-vscode-api/vscode/vs/base/common/stream';
import type { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import { StandaloneServices } from '@codingame/monaco-vscode-api/vscode/vs/editor/standalone/browser/standaloneServices';
import {
  FileSystemProviderCapabilities as Capability,
  createFileSystemProviderError,
  FilePermission,
  FileSystemProviderErrorCode,
  FileType,
  type IFileChange,
  type IFileDeleteOptions,
  type IFileOverwriteOptions,
  type IFileReadStreamOptions,
  type IFileSystemProviderWithFileFolderCopyCapability,
  type IFileSystemProviderWithFileReadStreamCapability,
  type IFileSystemProviderWithFileReadWriteCapability,
  type IFileWriteOptions,
  type IStat,
} from '@codingame/monaco-vscode-api/vscode/vs/platform/files/common/files';
import { TextFileEditorModelState } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/textfile/common/textfiles';
import { isOutOfReach } from '../../../client/shared-file.ts';
import type { FileStat } from '../../../shared/capabilities/files/methods.ts';
import { EnsembleError } from '../../../shared/core/errors.ts';
import type { Result, Workspace } from '../../../shared/session/contract.ts';
import type { DocumentsPort, ReadOnlyReason } from '../ports/workbench.ts';
import { toFileError } from './file-errors.ts';
import { LastKnown } from './last-known.ts';
import { type FolderPaths, isOfDisk } from './paths.ts';
import { type ReadPiece, streamPieces } from './piece-stream.ts';
import { messageOf } from './read-only-message.ts';

const types: Record<FileStat['type'], FileType> = {
  file: FileType.File,
  folder: FileType.Directory,
  'link-to-file': FileType.File | FileType.SymbolicLink,
  'link-to-folder': FileType.Directory | FileType.SymbolicLink,
  other: FileType.Unknown,
};

/**
 * The time of every shared document. The host alone writes these files and brings their changes as edits; a time that
 * never grows keeps the editor from taking the host's saves for somebody else's.
 */
const sharedTimeMs = 1;

/**
 * Size above which a text is shown from the disk before it is shared: putting its document together would take seconds.
 */
const mostSharedBytes = 4 * 1024 * 1024;

/** Says whether the beginning of a file may be that of a text, by the same sign as the workbench. */
const isText = (beginning: Uint8Array) => !beginning.subarray(0, 512).includes(0);

/** The shared folder as a file system of the workbench. */
export class WorkspaceFiles
  extends Disposable
  implements
    IFileSystemProviderWithFileReadWriteCapability,
    IFileSystemProviderWithFileReadStreamCapability,
    IFileSystemProviderWithFileFolderCopyCapability
{
  readonly #workspace: Workspace;
  readonly #documents: DocumentsPort;
  readonly #paths: FolderPaths;
  readonly #stats = new LastKnown<FileStat>();
  /** Error of the newest failed write of each file: the workbench wraps the words on their way to the person. */
  readonly #failures = new Map<string, EnsembleError>();
  /** Paths that the host's side lets be written. */
  readonly #writable = new Set<string>();
  /** Paths that could not be read because the host could not be asked. */
  readonly #outOfReach = new Set<string>();
  /** Paths in a recording that were listed, and whose text is not in it by the shown moment. */
  readonly #notRecorded = new Set<string>();
  readonly #lists = new LastKnown<Result<'files.list'>>();
  readonly #changed = this._register(new Emitter<readonly IFileChange[]>());
  readonly #capabilitiesChanged = this._register(new Emitter<void>());
  readonly onDidChangeFile = this.#changed.event;
  readonly onDidChangeCapabilities = this.#capabilitiesChanged.event;
  capabilities: Capability =
    Capability.FileReadWrite | Capability.FileReadStream | Capability.FileFolderCopy | Capability.PathCaseSensitive;

  readOnlyMessage: IMarkdownString = { value: '' };
  /** Reason for which nothing may be written; null while it may. */
  readOnlyReason: ReadOnlyReason | null = null;

  constructor(workspace: Workspace, documents: DocumentsPort, paths: FolderPaths) {
    super();
    this.#workspace = workspace;
    this.#documents = documents;
    this.#paths = paths;
  }

  /** Makes everything read-only for the workbench and shows the reason on typing, or writable again with null. */
  setReadOnly(reason: ReadOnlyReason | null): void {
    this.readOnlyReason = reason;
    this.readOnlyMessage = messageOf(reason);
    this.capabilities =
      reason === null ? this.capabilities & ~Capability.Readonly : this.capabilities | Capability.Readonly;
    this.#capabilitiesChanged.fire();
  }

  /** Tells the workbench of changes on the disk. */
  fire(changes: readonly IFileChange[]): void {
    if (changes.length > 0) this.#changed.fire(changes);
  }

  watch(): IDisposable {
    // The host watches the whole folder for everyone.
    return Disposable.None;
  }

  async stat(uri: URI): Promise<IStat> {
    const path = this.#path(uri);
    const request = () => this.#workspace.request('files.stat', { path });
    // Each search asks first whether the folder is there, and silently finds nothing where that has no answer.
    if (path === '') return this.#toStat(path, await this.#ask(this.#stats.askBehind(path, request)));
    const stat = await this.#reach(
      path,
      this.#stats.ask(path, request, () => {
        const known = this.#documents.known(path);
        return known && { ...known, modifiedMs: sharedTimeMs, createdMs: sharedTimeMs };
      }),
    );
    return this.#toStat(path, stat);
  }

  /** Says whether a file was told without being read-only on the host's side. */
  isWritable(uri: URI): boolean {
    const path = this.#paths.toPath(uri);
    return path !== null && this.#writable.has(path);
  }

  #toStat(path: string, stat: FileStat): IStat {
    if (stat.readOnly) this.#writable.delete(path);
    else this.#writable.add(path);
    return {
      type: types[stat.type],
      size: stat.sizeBytes,
      ctime: stat.createdMs,
      mtime: this.#documents.isShared(path) ? sharedTimeMs : stat.modifiedMs,
      ...(stat.readOnly ? { permissions: FilePermission.Readonly } : {}),
    };
  }

  async readdir(uri: URI): Promise<[string, FileType][]> {
    const path = this.#path(uri);
    const { entries } = await this.#ask(
      this.#lists.ask(
        path,
        () => this.#workspace.request('files.list', { path }),
        () => (this.#documents.known(path)?.type === 'folder' ? { entries: this.#documents.knownIn(path) } : null),
      ),
    );
    return entries.map((entry) => [entry.name, types[entry.type]]);
  }

  async readFile(uri: URI): Promise<Uint8Array> {
    const path = this.#path(uri);
    const unsaved = isOfDisk(uri) ? null : await this.#unsaved(path);
    if (unsaved) return unsaved;
    const read = this.#workspace.request('files.read', { path }).then(({ content }) => content);
    if (isOfDisk(uri)) return this.#ask(read);
    return this.#reach(
      path,
      read.catch((thrown: unknown) => this.#known(path, thrown)),
    );
  }

  /** Reads others' unsaved text, which an editor opens, and in which a search has found its places. */
  async #unsaved(path: string): Promise<Uint8Array | null> {
    const text = await this.#documents.unsaved(path);
    return text === null ? null : new TextEncoder().encode(text);
  }

  /**
   * Reads the text that an editor is about to share from the session, so that it travels once and not from the disk
   * too.
   */
  async #shared(path: string): Promise<Uint8Array | null> {
    const text = await this.#documents.shared(path);
    return text === null ? null : new TextEncoder().encode(text);
  }

  /** Reads a text that the session has while its host is out of reach. Rethrows the error for any other. */
  async #known(path: string, thrown: unknown): Promise<Uint8Array> {
    const text = isOutOfReach(thrown) ? await this.#documents.read(path) : null;
    if (text === null) throw thrown;
    return new TextEncoder().encode(text);
  }

  readFileStream(
    uri: URI,
    options: IFileReadStreamOptions,
    token: CancellationToken,
  ): ReadableStreamEvents<Uint8Array> {
    let unsaved: Promise<Uint8Array | null> | null = null;
    const isForEditor = options.limits !== undefined && !isOfDisk(uri);
    const pieceOf = (bytes: Uint8Array, from: number, length: number) => ({
      content: bytes.subarray(from, from + length),
      sizeBytes: bytes.length,
    });
    const read: ReadPiece = async (offsetBytes, lengthBytes, signal) => {
      const path = this.#path(uri);
      unsaved ??= isOfDisk(uri) ? Promise.resolve(null) : this.#unsaved(path);
      const text = await unsaved;
      if (text) return pieceOf(text, offsetBytes, lengthBytes);
      const requested = this.#workspace.request('files.read', { path, offsetBytes, lengthBytes }, { signal });
      const asked = requested.then(async (piece) => {
        if (!isForEditor || offsetBytes > 0 || piece.content.length === piece.sizeBytes) return piece;
        const shared = isText(piece.content) && piece.sizeBytes <= mostSharedBytes ? await this.#shared(path) : null;
        if (shared === null) return piece;
        unsaved = Promise.resolve(shared);
        return pieceOf(shared, offsetBytes, lengthBytes);
      });
      const known = async (thrown: unknown) => {
        return pieceOf(await this.#known(path, thrown), offsetBytes, lengthBytes);
      };
      return isOfDisk(uri) ? this.#ask(asked) : this.#reach(path, asked.catch(known));
    };
    return streamPieces(uri, read, options, token);
  }

  async writeFile(uri: URI, content: Uint8Array, options: IFileWriteOptions): Promise<void> {
    const path = this.#path(uri);
    this.#failures.delete(path);
    try {
      await this.#write(path, content, options);
    } catch (thrown) {
      if (thrown instanceof EnsembleError) this.#failures.set(path, thrown);
      throw toFileError(thrown);
    }
  }

  async #write(path: string, content: Uint8Array, { create, overwrite }: IFileWriteOptions): Promise<void> {
    // A write to a text from outside its editor is no save of it.
    if (this.#documents.isShared(path))
      return this.#isSaving(path) ? this.#documents.save(path, content) : this.#documents.write(path, content);
    const written = this.#workspace.request('files.write', { path, content, create, overwrite });
    await written.catch((thrown: unknown) => this.#edit(path, thrown, async () => content));
  }

  #isSaving(path: string): boolean {
    const { files } = StandaloneServices.get(ITextFileService);
    return files.get(this.#paths.toUri(path))?.hasState(TextFileEditorModelState.PENDING_SAVE) ?? true;
  }

  /** Edits a document's text in place of replacing its file. Rethrows the error for any other file. */
  async #edit(path: string, thrown: unknown, read: () => Promise<Uint8Array>): Promise<void> {
    if (!(thrown instanceof EnsembleError && thrown.code === 'is-document')) throw thrown;
    // A folder has no text.
    const content = await read().catch(() => Promise.reject(thrown));
    await this.#documents.write(path, content);
  }

  async #bytesOf(path: string): Promise<Uint8Array> {
    return (await this.#workspace.request('files.read', { path })).content;
  }

  /** Reason for which the last write of a file failed; null where it did not. */
  failureOf(path: string): EnsembleError | null {
    return this.#failures.get(path) ?? null;
  }

  async mkdir(uri: URI): Promise<void> {
    await this.#ask(this.#workspace.request('files.createFolder', { path: this.#path(uri) }));
  }

  async delete(uri: URI, { recursive }: IFileDeleteOptions): Promise<void> {
    await this.#ask(this.#workspace.request('files.remove', { path: this.#path(uri), recursive }));
  }

  async rename(from: URI, to: URI, { overwrite }: IFileOverwriteOptions): Promise<void> {
    const params = { from: this.#path(from), to: this.#path(to), overwrite };
    const moved = this.#workspace.request('files.move', params).then(() => undefined);
    const instead = async (thrown: unknown) => {
      await this.#edit(params.to, thrown, () => this.#bytesOf(params.from));
      await this.#workspace.request('files.remove', { path: params.from, recursive: false });
    };
    await this.#ask(moved.catch(instead));
  }

  async copy(from: URI, to: URI, { overwrite }: IFileOverwriteOptions): Promise<void> {
    const params = { from: this.#path(from), to: this.#path(to), overwrite };
    const copied = this.#workspace.request('files.copy', params).then(() => undefined);
    await this.#ask(copied.catch((thrown) => this.#edit(params.to, thrown, () => this.#bytesOf(params.from))));
  }

  #path(uri: URI): string {
    const path = this.#paths.toPath(uri);
    if (path === null) {
      throw createFileSystemProviderError(
        `${uri.path} is not in the shared folder.`,
        FileSystemProviderErrorCode.FileNotFound,
      );
    }
    return path;
  }

  /** Says whether the last reading of this path failed because the host could not be reached. */
  wasOutOfReach(path: string): boolean {
    return this.#outOfReach.has(path);
  }

  /** Says whether the last reading of this path failed because a recording does not have its text. */
  wasNotRecorded(path: string): boolean {
    return this.#notRecorded.has(path);
  }

  /** Notes whether a path could be read. */
  #reach<T>(path: string, answer: Promise<T>): Promise<T> {
    this.#outOfReach.delete(path);
    this.#notRecorded.delete(path);
    const noted = answer.catch((thrown: unknown) => {
      if (isOutOfReach(thrown)) this.#outOfReach.add(path);
      if (thrown instanceof EnsembleError && thrown.code === 'not-recorded') this.#notRecorded.add(path);
      throw thrown;
    });
    return this.#ask(noted);
  }

  async #ask<T>(answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      throw toFileError(error);
    }
  }
}
