import { type BodyOf, capability } from '../../core/capability.ts';
import type { Content, Sight } from '../../core/sight.ts';
import type { HostingState } from '../hosting/hosting-state.ts';
import { fileKinds } from './kinds.ts';
import { fileMethods } from './methods.ts';

/** Files of the folder. */
export const files = capability({
  name: 'files',
  kinds: fileKinds,
  methods: fileMethods,
  narrowing: { told: { 'files.changed': changedInside }, unread: { 'files.changed': anythingChanged } },
});

/** Says that anything may have changed. */
function anythingChanged(content: Content, _sight: Sight, state: object): Content {
  const term = (state as HostingState).host?.term ?? 0;
  return { ...content, body: { term, changes: [{ path: '', type: 'changed' }] } };
}

function changedInside(
  content: Content<BodyOf<typeof fileKinds, 'files.changed'>>,
  { sees }: Sight,
): Content<BodyOf<typeof fileKinds, 'files.changed'>> | null {
  const changes = content.body.changes.filter(({ path }) => path === '' || sees(path));
  return changes.length === 0 ? null : { ...content, body: { ...content.body, changes } };
}
