import { z } from 'zod';
import { admissions } from '../../../shared/capabilities/sharing/sharing-state.ts';

/** Views that a session can begin with, and the commands that show them. */
export const viewCommands = {
  people: 'ensemble.people.focus',
  chat: 'ensemble.chat.focus',
  call: 'ensemble.call.focus',
  review: 'ensemble.review.focus',
  activity: 'ensemble.activity.focus',
  problems: 'workbench.actions.view.problems',
  terminal: 'terminal.focus',
  search: 'workbench.view.search',
} as const;

export type TemplateView = keyof typeof viewCommands;

const views = Object.keys(viewCommands) as [TemplateView, ...TemplateView[]];

/** Kind of a session: what guests may do, who comes in, how people work together, and what is shown. */
export const sessionTemplate = z.strictObject({
  name: z.string().trim().min(1).max(60),
  description: z.string().trim().max(200).default(''),
  /** Role of new guests. */
  guests: z.enum(['editor', 'reviewer', 'viewer']).default('editor'),
  /** People who come in by the link: asked about, or let in unasked. */
  admit: z.enum(admissions).default('ask'),
  mode: z.enum(['together', 'mob', 'lecture']).default('together'),
  /** Minutes of a turn, in a mob session. */
  minutes: z.number().int().min(1).max(240).default(7),
  /** True if it is offered to record it. */
  record: z.boolean().default(false),
  show: z.array(z.enum(views)).max(views.length).default(['people']),
});

export type SessionTemplate = z.output<typeof sessionTemplate>;

const made = (template: z.input<typeof sessionTemplate>) => sessionTemplate.parse(template);

/** Kinds of sessions that everybody has. */
export const builtInTemplates: readonly SessionTemplate[] = [
  made({ name: 'Pair', description: 'Two at one thing: both edit', show: ['people', 'call'] }),
  made({
    name: 'Mob',
    description: 'One drives, all others navigate; the keyboard goes round',
    mode: 'mob',
    show: ['people'],
  }),
  made({ name: 'Review', description: 'Guests look and comment', guests: 'reviewer', show: ['review'] }),
  made({
    name: 'Interview',
    description: 'A guest edits, each is asked about, and it can be recorded',
    record: true,
    show: ['people', 'chat'],
  }),
  made({
    name: 'Incident',
    description: 'People who were here before come in at once; terminal and chat are open, and it can be recorded',
    admit: 'known',
    record: true,
    show: ['terminal', 'chat'],
  }),
  made({
    name: 'Lecture',
    description: 'You lead, and everyone with the link follows and looks on',
    guests: 'reviewer',
    admit: 'everybody',
    mode: 'lecture',
    show: ['people'],
  }),
];
