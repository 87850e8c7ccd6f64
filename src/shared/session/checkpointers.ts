import { capabilities } from '../capabilities/index.ts';
import type { Capability, Checkpointer } from '../core/capability.ts';
import type { SessionState } from './state.ts';

const list: readonly Capability[] = capabilities;
const checkpointers = list.flatMap(({ checkpointer }) => checkpointer ?? []);
const byKind = new Map(checkpointers.flatMap((each) => each.kinds.map((kind) => [kind, each] as const)));

/** How the pasts of refs are folded that entries of this kind tell; undefined where they tell none. */
export function checkpointerOf(kind: string): Checkpointer | undefined {
  return byKind.get(kind);
}

/** How the past of a ref is folded; undefined where it is not. */
export function checkpointerOfRef(state: SessionState, ref: string): Checkpointer | undefined {
  return checkpointers.find((each) => each.has(state, ref));
}
