/** All that asks step by step, for one file of script. */
export { newInvite, showInvites } from './invites.ts';
export { scheduleSession } from './schedule.ts';
export { share } from './share.ts';
