import { whyResting } from '../../../shared/capabilities/people/lecture.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import { replicaMay } from '../../../shared/capabilities/people/participants.ts';
import type { SessionState } from '../../../shared/session/state.ts';
import type { App } from '../../session/app.ts';
import { giversInWords, rightWords } from '../../ui/right-words.ts';
import { aRole } from '../../ui/words.ts';
import type { ReadOnlyReason } from '../../workbench/index.ts';

/** Command that asks for the right to edit. */
export const askToEditCommand = 'ensemble.askToEdit';

/** Says to a person who types why they may not edit, and offers to ask for it where somebody can give it. */
export function whyReadOnly(state: SessionState, person: string | null): ReadOnlyReason {
  const me = person === null ? undefined : state.participants[person];
  if (me === undefined) return { words: 'You are not in this session: look around, and copy what you need.' };
  const isWriter = me.role !== 'viewer' && me.role !== 'reviewer';
  const { lecture } = state;
  if (lecture !== null && isWriter) {
    if (lecture.rotation) return { words: whyResting(state, me.person, 'edit') };
    const leader = shownName(state, lecture.person) ?? 'Somebody';
    return { words: `${leader} is lecturing: look on, or raise your hand (in the status bar) to take part.` };
  }
  const givers = giversInWords(state);
  const toEdit = `to let you ${rightWords.edit}`;
  const am = `You are ${aRole(me.role)}.`;
  return me.asks?.includes('edit')
    ? { words: `${am} You have asked ${givers} ${toEdit}.` }
    : { words: `${am} Ask ${givers} ${toEdit}.`, offer: { label: 'Ask for it', command: askToEditCommand } };
}

/** Makes editors read-only, with the reason, for a person who may not edit, from that moment on. */
export function keepReadOnly({ client, workbench, isHostWindow, recording }: App): void {
  if (recording !== null) {
    workbench.setReadOnly({ words: 'This is a recording: look around, and copy what you need.' });
    return;
  }
  let shown: string | undefined;
  const check = () => {
    const isAlone = isHostWindow && client.state.host === null;
    const isWritable = isAlone || replicaMay(client.state, client.replica, 'edit');
    const reason = isWritable ? null : whyReadOnly(client.state, client.person);
    const now = JSON.stringify(reason);
    if (now === shown) return;
    shown = now;
    workbench.setReadOnly(reason);
  };
  client.events.on('state', check);
  check();
}
