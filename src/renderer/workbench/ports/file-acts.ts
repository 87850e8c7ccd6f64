/** Act on a file of the folder, by its path. */
export type FileAct =
  | { is: 'create'; path: string; text: string }
  | { is: 'move'; from: string; to: string }
  | { is: 'delete'; path: string };

export interface FileActsPort {
  /**
   * Does an act as if the person had done it in the explorer, where undo takes it back. Resolves to false where the
   * person was asked first and left it; rejects in words.
   */
  run(act: FileAct, label: string): Promise<boolean>;
}
