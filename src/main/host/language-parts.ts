import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { SessionClient } from '../../client/session-client.ts';
import { may } from '../../shared/capabilities/people/participants.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { sha256Hex } from '../../shared/core/ids.ts';
import { hashText } from '../../shared/text/hash.ts';
import { SeenTexts } from '../documents/seen-texts.ts';
import { hearUpTo } from '../documents/unsent.ts';
import type { LanguageServiceOptions } from '../languages/language-service.ts';
import type { ServerDefinition } from '../languages/servers/definition.ts';
import { allServers, namedServers } from '../languages/servers/own-servers.ts';
import { presets } from '../languages/servers/presets.ts';
import { writePrivateJson } from '../machine/state-folder.ts';

/** Length of an update of no parts, which most are. */
const emptyLength = 2;

/**
 * Texts as their windows see them. Edits that a window brings along count by the rules of the log, and before the log
 * has acknowledged them: a question must not wait for a disk.
 */
export function seeingOf(client: SessionClient): LanguageServiceOptions['seeing'] {
  const texts = new SeenTexts();
  return {
    hear: ({ seq }) => hearUpTo(client, seq),
    textOf: (document, { update }, { person, replica, isOwner, isDirect: isOwn = false }) => {
      if (update.length <= emptyLength) return document.toString();
      const isEditor = may(client.state, person, 'edit');
      const isReadOnly = client.state.documents[document.ref]?.readOnly === true;
      // A server believes in no text that the session would refuse.
      if (!isOwner && (!isEditor || isReadOnly))
        throw new EnsembleError(
          'not-permitted',
          'You cannot edit this text, so nothing was asked about your edits of it.',
        );
      return texts.textOf(document, { update, replica, isOwn });
    },
  };
}

/** Name of the settings, in the host's own profile and in a folder's own part, where guests never write. */
const settingsFile = 'languages.json';

/** Language servers of a folder on this machine. */
export function serversIn(root: string, home: string, report: (message: string) => void): ServerDefinition[] {
  const profile = namedServers(join(home, settingsFile));
  const folder = namedServers(join(root, '.ensemble', settingsFile));
  for (const { problem } of [profile, folder]) if (problem !== null) report(problem);
  return allServers(presets(), profile, folder);
}

const approvalFile = 'languages-allowed.json';
const approvals = z.array(sha256Hex).catch([]);

/** Contents that the host's person has allowed to run, on this machine. */
export class Approvals {
  readonly #home: string;
  readonly #given: Set<string>;

  constructor(home: string) {
    this.#home = home;
    this.#given = new Set(readGiven(home));
  }

  has(hash: string): boolean {
    return this.#given.has(hash);
  }

  add(hash: string): void {
    this.#given.add(hash);
    writePrivateJson(this.#home, approvalFile, [...this.#given].slice(-1000));
  }
}

function readGiven(home: string): string[] {
  try {
    return approvals.parse(JSON.parse(readFileSync(join(home, approvalFile), 'utf8')));
  } catch {
    return [];
  }
}

/** Hash of what is run, and where: allowing it once allows nothing else. */
export function approvalHash(root: string, { id, find, asksFirst, ...rest }: ServerDefinition): string {
  return hashText(
    JSON.stringify([root, id, asksFirst, find(), rest.settings ?? null, rest.initializationOptions ?? null]),
  );
}
