import { z } from 'zod';
import { type ForeignTask, line, type OwnTask, plainText } from './foreign-task.ts';

/** Most issues of one file. */
const mostIssues = 2000;

const issue = z.object({
  number: z.number().int().min(1),
  title: z.string().transform((title) => line(title) || 'Untitled'),
  body: z.string().nullish(),
  state: z.string().default('OPEN'),
  url: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
  labels: z
    .array(z.object({ name: z.string().transform(line) }))
    .max(200)
    .default([]),
  assignees: z
    .array(z.object({ login: z.string().transform(line) }))
    .max(100)
    .default([]),
  milestone: z.object({ title: z.string().transform(line) }).nullish(),
});

/** Fields that `gh issue list` has to be asked for. */
export const issueFields = Object.keys(issue.shape).join(',');

const prefix = 'github:';

/** Reads issues as `gh issue list --json …` prints them. Throws in words where that is not what the text is. */
export function readIssues(text: string): ForeignTask[] {
  const issues = z.array(issue).max(mostIssues).parse(JSON.parse(text));
  return issues.map(({ number, title, body, state, url, labels, assignees, milestone }) => {
    const isClosed = state.toUpperCase() === 'CLOSED';
    const logins = assignees.map(({ login }) => login).filter((each) => each !== '');
    return {
      origin: `${prefix}${url ?? `#${number}`}`,
      fields: {
        title,
        ...(isClosed ? { status: 'done' } : {}),
        owner: logins[0] ?? null,
        milestone: milestone?.title || null,
      },
      // An open issue may be in any column.
      usualStatus: isClosed ? null : 'todo',
      more: {
        labels: labels.map(({ name }) => name).filter((each) => each !== ''),
        ...(logins.length > 1 ? { assignees: logins } : {}),
      },
      body: plainText(body ?? '').trim(),
      order: number,
    };
  });
}

const names = (value: unknown) => (Array.isArray(value) ? value.map(String) : []);

/** Writes tasks as `gh issue list --json …` would print them; those that are no issue yet have no number. */
export function issuesText(tasks: readonly OwnTask[]): string {
  const issues = tasks.map(({ fields, origins, more, body }) => {
    const origin = origins.find((each) => each.startsWith(prefix))?.slice(prefix.length);
    const number = Number(/(?:#|\/issues\/)(\d+)$/.exec(origin ?? '')?.[1]);
    const { owner, title, status, milestone } = fields;
    const assignees = names(more.assignees);
    const logins = assignees[0] === owner ? assignees : owner === null ? [] : [owner];
    return {
      ...(Number.isSafeInteger(number) ? { number } : {}),
      title,
      body,
      state: status === 'done' ? 'CLOSED' : 'OPEN',
      ...(origin?.startsWith('http') ? { url: origin } : {}),
      labels: names(more.labels).map((name) => ({ name })),
      assignees: logins.map((login) => ({ login })),
      milestone: milestone === null ? null : { title: milestone },
    };
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
}
