import { participantsOf } from '../shared/capabilities/people/known-participants.ts';
import type { Command } from './command.ts';
import { output } from './output.ts';
import { visit } from './visit.ts';

/** `ensemble who LINK`. */
export const whoCommand: Command = {
  run: ([link], values) =>
    visit(link, values, async (client) => {
      const { state, person } = client;
      const all = participantsOf(state, person, client.nowMs());
      const focus = new Map(
        Object.values(state.replicas).flatMap(({ person, connected, focus }) =>
          connected && focus?.path ? [[person, focus] as const] : [],
        ),
      );
      const told = all.filter(({ status, isMe }) => !isMe && (values.all === true || status === 'here'));
      const rows = told.map(({ id, name, type, role, status, activity, owner }) => {
        const ownedBy = owner === null ? null : (all.find((each) => each.id === owner)?.name ?? null);
        const { path = null, line = null } = focus.get(id) ?? {};
        return { name, type, role, status, activity, ownedBy, path, line };
      });
      if (values.json) output.text(JSON.stringify(rows, null, 2));
      else
        for (const { name, type, role, status, activity, path, line } of rows)
          output.fields([
            name,
            type,
            role,
            activity ?? status,
            path === null ? '' : `${path}${line ? `:${line}` : ''}`,
          ]);
      return 0;
    }),
};
