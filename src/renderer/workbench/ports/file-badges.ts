/** A small mark on a file, in the explorer and on its tab. */
export interface FileBadge {
  /** A codicon's name, or a letter. */
  icon: string | { letter: string };
  /** Words on hovering; several marks of one owner are a line each. */
  tooltip: string | readonly string[];
  /** Theme colour of the file's name; its own where there is none. */
  colour?: string;
  /** Folders above it have its colour too. */
  bubbles?: boolean;
}

export interface FileBadgesPort {
  /** Shows these badges of the given owner, and no others of that owner; by path relative to the folder. */
  set(owner: string, badges: ReadonlyMap<string, FileBadge>): void;
}
