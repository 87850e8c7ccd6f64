import type { Settings } from '../process/configuration.ts';
import type { Command } from '../process/server-process.ts';

/** Names by which files of a language are known. */
export interface FileNames {
  extensions?: readonly string[];
  fileNames?: readonly string[];
}

/** A language server, as the host may start it. */
export interface ServerDefinition {
  id: string;
  name: string;
  /** Files of each language, which has VS Code's name. */
  languages: Readonly<Record<string, FileNames>>;
  /** Finds its program; null where it is not on this machine. */
  find: () => Command | null;
  /** Words for people where it is not there: how to get it. */
  missing: string;
  initializationOptions?: unknown;
  settings?: Settings;
  /** Folders of files of its own, which windows may read. */
  libraries?: readonly string[];
  /** True if it answers from the text as it was when it was asked, whatever comes after. */
  answersInOrder?: boolean;
  /** True if it is a command that formats a text, not a server. */
  isFormatter?: boolean;
  /** True if a formatter has one of its languages: then it formats none itself. */
  isFormattedElsewhere?: boolean;
  /**
   * Reason for which its owner is asked before it runs in a folder: it would run what the folder holds, or the folder
   * names it. Null where nothing of the folder is run.
   */
  asksFirst: string | null;
  /** Answers a request of its own; undefined where there is none of this name. Errors are told to the server. */
  answers?: Readonly<Record<string, (params: unknown, files: NamedFiles) => Promise<unknown>>>;
  /** Messages that it wants of its own, beside the protocol's: once it has begun, and with the places of changed files. */
  hears?: { begun?: string; changed?: string };
}

/** Files of the folder, as guests see them: all that the host reads for a server, since its answers are for everybody. */
export interface FolderFiles {
  /** Reads a text. Rejects in words. */
  read(path: string): Promise<string>;
  /** Kind of what is at a path; null where there is nothing that guests see. */
  kindOf(path: string): Promise<FileKind | null>;
  /** Lists a folder; nothing where there is none. */
  list(path: string): Promise<[name: string, kind: FileKind][]>;
  /** Finds files by the ends of their names, so many at most. */
  find(ends: readonly string[], most: number): Promise<string[]>;
}

export type FileKind = 'file' | 'folder';

/** The same by the URIs that the server knows; a place outside of the folder is not there. */
export type NamedFiles = FolderFiles;

/** Finds the language of a path; null where it is none of a server's. Whole names go before ends. */
export function languageOf({ languages }: Pick<ServerDefinition, 'languages'>, path: string): string | null {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const all = Object.entries(languages);
  const whole = all.find(([, { fileNames }]) => fileNames?.includes(name));
  if (whole) return whole[0];
  const lower = name.toLowerCase();
  let found: { language: string; length: number } | null = null;
  for (const [language, { extensions = [] }] of all)
    for (const end of extensions)
      if (lower.endsWith(end) && end.length > (found?.length ?? 0)) found = { language, length: end.length };
  return found?.language ?? null;
}
