import { capabilities } from '../capabilities/index.ts';
import type { Capability, Checkpointer } from '../core/capability.ts';
import type { SessionState } from './state.ts';

const list: readonly Capability[] = capabilities;
const checkpointers = list.flatMap(({ checkpointer }) => checkpointer ?? []);
const byKind = new Map(checkpointers.flatMap((each) => each.kinds.map((kind) => [kind, each] as const)));

/** Finds the checkpointer of the refs that entries of this kind are about; undefined where there is none. */
export function checkpointerOf(kind: string): Checkpointer | undefined {
  return byKind.get(kind);
}

const byContent = new Map(
  checkpointers.flatMap((each) => [...each.content, each.cut].map((kind) => [kind, each] as const)),
);

/** Finds the checkpointer of the refs of whose content entries of this kind are; undefined where it is none. */
export function checkpointerOfContent(kind: string): Checkpointer | undefined {
  return byContent.get(kind);
}

/** Finds the checkpointer of a ref; undefined where there is none. */
export function checkpointerOfRef(state: SessionState, ref: string): Checkpointer | undefined {
  return checkpointers.find((each) => each.has(state, ref));
}
