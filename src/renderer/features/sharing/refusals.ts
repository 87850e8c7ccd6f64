import { shownName } from '../../../shared/capabilities/people/names.ts';
import { decodeBody } from '../../../shared/session/table.ts';
import type { App } from '../../session/app.ts';
import { abilitiesOf, aRole } from '../../ui/words.ts';

/** Time in which the same refusal is told once. */
const repeatMs = 5_000;

/**
 * Kinds whose refusals are not told: refused edits have their own notice with the text in it; presence is sent again by
 * itself.
 */
const quiet = /^(doc\.updated|doc\.rebased|presence\..*|cursor\..*)$/;

/** Tells refusals of my entries in words. */
export function tellRefusals({ workbench, client }: App): void {
  const told = new Map<string, number>();
  client.events.on('refused', ({ kind, message }) => {
    const nowMs = client.options.environment.nowMs();
    if (quiet.test(kind) || nowMs - (told.get(message) ?? Number.NEGATIVE_INFINITY) < repeatMs) return;
    told.set(message, nowMs);
    void workbench.notifications.show('warning', message);
  });
}

/** Tells me when somebody gives me another role. */
export function tellMyRole({ workbench, client }: App): void {
  client.events.on('entry', (entry) => {
    if (entry.kind !== 'role.changed') return;
    const { person, role } = decodeBody(entry.kind, entry.body);
    if (person !== client.person) return;
    const who = shownName(client.state, client.state.replicas[entry.by]?.person) ?? 'The host';
    void workbench.notifications.show('info', `${who} made you ${aRole(role)}: you can ${abilitiesOf(role)}.`);
  });
}
