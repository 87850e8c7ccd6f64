/** Act on a file or a folder, by its path; of a folder that is deleted, `holds` are the files and folders in it. */
export type FileAct =
  | { is: 'create'; path: string; text: string }
  | { is: 'createFolder'; path: string }
  | { is: 'move'; from: string; to: string }
  | { is: 'delete'; path: string; holds?: { files: readonly string[]; folders: readonly string[] } | undefined };

export interface FileActsPort {
  /**
   * Does an act as if the person had done it in the explorer, where undo takes it back. Resolves to false where the
   * person was asked first and left it; rejects in words. `look` is called after that question, which may stand for
   * long, and rejects where the act does not fit any more.
   */
  run(act: FileAct, label: string, look?: () => Promise<void>): Promise<boolean>;
}
