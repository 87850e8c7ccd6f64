import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { SessionClient } from '../../client/session-client.ts';
import { sha256Hex } from '../../shared/core/ids.ts';
import { hashText } from '../../shared/text/hash.ts';
import { merged, textOf } from '../documents/seed.ts';
import { heardAsMuch, lawful } from '../documents/unsent.ts';
import type { LanguageServiceOptions } from '../languages/language-service.ts';
import type { ServerDefinition } from '../languages/servers/definition.ts';
import { allServers, namedServers } from '../languages/servers/own-servers.ts';
import { presets } from '../languages/servers/presets.ts';
import { writePrivateJson } from '../machine/state-folder.ts';

/** Texts as their windows see them, by the rules of saving. */
export function seeingOf(client: SessionClient): LanguageServiceOptions['seeing'] {
  const unsentOf = (
    { seq, update }: { seq: number; update: Uint8Array },
    caller: { replica: string; isDirect?: boolean },
  ) => ({
    seq,
    update,
    replica: caller.replica,
    isOwn: caller.isDirect ?? false,
  });
  return {
    hear: (document, seen, caller) => heardAsMuch(client, document, unsentOf(seen, caller)),
    textOf: (document, seen, caller) => {
      const { update } = lawful(document, unsentOf(seen, caller));
      // An update of no parts, which most are.
      if (update.length <= 2) return document.toString();
      return textOf(merged(document.encode(), update));
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
  return allServers(presets(), profile.servers, folder.servers);
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
