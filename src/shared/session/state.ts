import { capabilities } from '../capabilities/index.ts';
import { type Merged, merged } from '../core/capability.ts';

/** Every participant's knowledge of the session, apart from the texts. Plain data: it travels as a keyframe. */
export type SessionState = Merged<typeof capabilities, 'slice'>;

export const emptyState: SessionState = merged(capabilities, 'slice');
