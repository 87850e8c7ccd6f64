/** Acts on the whole working tree, for whose time nobody else acts on it. */
export const treeActs = [
  'switch',
  'stash',
  'unstash',
  'merge',
  'rebase',
  'pull',
  'pick',
  'revert',
  'continue',
  'abort',
  'amend',
  'undo',
  'reset',
] as const;

export type TreeAct = (typeof treeActs)[number];

/** Lease of the whole tree, which the host takes for somebody while it does an act of theirs. */
export interface TreeLease {
  person: string;
  act: TreeAct;
  sinceMs: number;
}

const doing: Record<TreeAct, string> = {
  switch: 'is switching branches',
  stash: 'is putting changes aside',
  unstash: 'is bringing changes back',
  merge: 'is merging a branch',
  rebase: 'is rebasing the branch',
  pull: 'is pulling',
  pick: 'is picking a commit',
  revert: 'is reverting a commit',
  continue: 'is going on with a merge or rebase',
  abort: 'is aborting a merge or rebase',
  amend: 'is amending the last commit',
  undo: 'is undoing the last commit',
  reset: 'is resetting files',
};

/** Describes what somebody does with the tree: `Ada is switching branches`. */
export const treeActInWords = (name: string, act: TreeAct): string => `${name} ${doing[act]}`;
