import { z } from 'zod';
import type { BodyOf } from '../../core/capability.ts';
import { id } from '../../core/ids.ts';
import { kind } from '../../core/kind.ts';
import { purposes } from '../../core/replica.ts';
import { grantable, roles } from '../../core/rights.ts';
import { isPlainPath } from '../../core/sight.ts';
import { limits } from '../../core/version.ts';

const name = z.string().trim().min(1).max(limits.nameLength);

const role = z.enum(roles);

/** Most people among whom the keyboard goes round. */
export const mostInRotation = 64;

const right = z.enum(grantable);

const person = ({ person }: { person: string }) => person;

/** Moment at which the person who asks was removed; absent for others. */
const removedMs = z.number().int().min(0).optional();

/** Colour that the server has chosen; absent in old logs, where the number of people tells it. */
const colour = z.number().int().min(0).max(11).optional();

/** Most files and folders to which the session can be limited for one person. */
export const mostPaths = 50;

/** A file or folder of the shared folder, by its whole path. */
const place = z
  .string()
  .max(1024)
  .refine((path) => isPlainPath(path), 'not the path of a file or folder');

const left = z.object({ person: id, replica: id, forget: z.boolean().optional() });

export const comparedSides = ['left', 'right'] as const;
export const activities = ['active', 'idle', 'away', 'busy'] as const;

/** Sorts of participants. */
export const participantTypes = ['person', 'agent', 'computer', 'service'] as const;

const metadataLength = 2048;

function isPlainObject(json: string): boolean {
  try {
    const value: unknown = JSON.parse(json);
    return value !== null && typeof value === 'object' && !Array.isArray(value);
  } catch {
    return false;
  }
}

export const peopleKinds = {
  'participant.requested': kind(
    'server',
    'Somebody asks to be admitted.',
    z.object({ person: id, name, role, removedMs, colour }),
  ),
  'participant.withdrawn': kind(
    'server',
    'A person who asked has gone before an answer, and is forgotten.',
    z.object({ person: id }),
  ),
  'participant.admitted': kind(
    'admit.guests',
    'A person may join, in this role; without the right "admit" as they asked.',
    z.object({ person: id, name, role, colour, agentOf: id.optional() }),
    {
      mark: { name: 'Joins', icon: 'sign-in', words: () => 'came in', person },
    },
  ),
  'participant.denied': kind('admit.guests', 'A person who asked may not join.', z.object({ person: id })),
  'participant.joined': kind(
    'server',
    'A replica of this person is connected; binds the replica to the person.',
    z.object({ person: id, name, role, replica: id, purpose: z.enum(purposes), colour }),
  ),
  'participant.left': kind(
    'server',
    'A replica is gone; the state forgets it, and its person is told with its entries of the past.',
    left,
    {
      v: 2,
      forgets: (body) => {
        const { replica, forget } = body as z.output<typeof left>;
        return forget ? replica : null;
      },
    },
  ),
  'participant.removed': kind(
    'admit',
    'A person is sent out; banned, they cannot ask again with the same ticket.',
    z.object({ person: id, ban: z.boolean() }),
    { mark: { name: 'Joins', icon: 'sign-out', words: () => 'was removed', person } },
  ),
  'participant.renamed': kind('read', 'A person is called so from here on.', z.object({ name }), {
    perSecond: 1,
  }),
  'participant.described': kind(
    'read',
    'A participant says what it is, and facts about itself for programs: nobody vouches for them.',
    z.object({
      type: z.enum(participantTypes),
      /** An object as JSON. */
      metadata: z
        .string()
        .max(metadataLength)
        .regex(/^\s*\{/)
        .refine(isPlainObject, 'not a JSON object'),
    }),
    { perSecond: 1 },
  ),
  'role.changed': kind(
    'admit',
    "A person's role changes, and with it all that differed.",
    z.object({ person: id, role }),
  ),
  'rights.changed': kind(
    'admit',
    "A person's rights differ in this from their role: given (true) or taken (false), the whole set.",
    z.object({ person: id, grants: z.partialRecord(right, z.boolean()) }),
  ),
  'paths.limited': kind(
    'admit',
    'The session is limited for a person to these files and folders, and what is below; null for no limit.',
    z.object({ person: id, paths: z.array(place).min(1).max(mostPaths).nullable() }),
    { maxBytes: 64 * 1024 },
  ),
  'lecture.started': kind(
    'admit',
    'Its sender lectures: all others look on, until they are given the floor.',
    z.object({}),
    {
      mark: { name: 'Lectures', icon: 'mortar-board', words: () => 'began to lecture' },
    },
  ),
  'lecture.ended': kind('admit', 'The lecture is over; everybody may do again what they may.', z.object({}), {
    mark: { name: 'Lectures', icon: 'mortar-board', words: () => 'ended the lecture' },
  }),
  'rotation.started': kind(
    'admit',
    'A mob session: one drives, all others navigate, and the keyboard goes round in this order.',
    z.object({ order: z.array(id).min(1).max(mostInRotation), minutes: z.number().int().min(1).max(240) }),
    {
      mark: { name: 'Lectures', icon: 'sync', words: () => 'started a mob session' },
    },
  ),
  'rotation.passed': kind(
    'read',
    'The keyboard goes to the next one, or to a person; an old turn changes nothing.',
    z.object({ turn: z.number().int().min(1), to: id.optional() }),
    {
      perSecond: 2,
    },
  ),
  'right.asked': kind(
    'read',
    'Its sender asks for a right, or asks no longer.',
    z.object({ right, asks: z.boolean() }),
    {
      perSecond: 1,
    },
  ),
  'agent.paused': kind(
    'read',
    'An agent, or all agents for null, may only look from here on, or goes on; by its owner, or by somebody who admits.',
    z.object({ person: id.nullable(), isPaused: z.boolean() }),
    {
      perSecond: 5,
      mark: { name: 'Agents', icon: 'debug-pause', words: ({ isPaused }) => (isPaused ? 'paused an agent' : null) },
    },
  ),
  'agent.restrained': kind(
    'read',
    'An agent suggests edits from here on, and makes none, or makes them again. Whoever may run programs says the first, and the agent itself; the second its owner, and somebody who admits.',
    z.object({ agent: id, suggests: z.boolean() }),
    {
      perSecond: 5,
      mark: {
        name: 'Agents',
        icon: 'git-pull-request',
        words: ({ suggests }) => (suggests ? 'had an agent suggest its edits' : 'let an agent make its edits'),
      },
    },
  ),
  'right.declined': kind(
    'admit',
    'A person who asks for a right does not get it now.',
    z.object({ person: id, right }),
  ),
};

export type PeopleBody<Name extends keyof typeof peopleKinds> = BodyOf<typeof peopleKinds, Name>;
