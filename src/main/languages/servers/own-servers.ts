import { readFileSync } from 'node:fs';
import { basename, isAbsolute } from 'node:path';
import { z } from 'zod';
import type { ServerDefinition } from './definition.ts';
import { usualFormatters } from './formatters.ts';
import { onPath } from './programs.ts';

const names = z.array(z.string().min(1).max(100)).max(50);
const languages = z.record(
  z.string().min(1).max(60),
  z.strictObject({ extensions: names.optional(), fileNames: names.optional() }),
);
const program = {
  name: z.string().min(1).max(60).optional(),
  /** A program on the PATH, or a whole path. */
  command: z.string().min(1).max(4096),
  args: z.array(z.string().max(4096)).max(100).default([]),
  /** Languages by VS Code's names, with their files. */
  languages,
};
const server = z.strictObject({
  ...program,
  settings: z.record(z.string(), z.unknown()).default({}),
  initializationOptions: z.unknown().optional(),
});
/** A command that formats its input; `{path}` in its arguments is the text's path in the folder. */
const formatter = z.strictObject(program);
const id = z.string().regex(/^[a-z0-9][a-z0-9._-]{0,60}$/);
const file = z.strictObject({
  servers: z.record(id, z.union([server, z.literal(false)])).default({}),
  formatters: z.record(id, z.union([formatter, z.boolean()])).default({}),
});

type Own = z.output<typeof file>;
type OwnServer = Exclude<Own['servers'][string], false>;

const mostBytes = 256 * 1024;

/** Language servers and formatters that a file names: a definition, or false to leave a known one out. */
export interface Named extends Own {
  /** Fault of the file in words; null where there is none. */
  problem: string | null;
}

/** Reads the language servers that a settings file names; nothing where there is no such file. */
export function namedServers(path: string): Named {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return { servers: {}, formatters: {}, problem: null };
  }
  try {
    if (text.length > mostBytes) throw new Error('it is too large');
    return { ...file.parse(JSON.parse(text)), problem: null };
  } catch (thrown) {
    const why = thrown instanceof z.ZodError ? z.prettifyError(thrown) : (thrown as Error).message;
    return {
      servers: {},
      formatters: {},
      problem: `The language servers in ${path} are left out, since it is not as it must be: ${why}`,
    };
  }
}

function definitionOf(
  id: string,
  named: Omit<OwnServer, 'settings'> & Partial<OwnServer>,
  asksFirst: string | null,
): ServerDefinition {
  const { name = id, command, args, languages, settings = {}, initializationOptions } = named;
  return {
    id,
    name,
    languages: Object.fromEntries(
      Object.entries(languages).map(([language, { extensions = [], fileNames = [] }]) => [
        language,
        { extensions: extensions.map((each) => each.toLowerCase()), fileNames },
      ]),
    ),
    find: () => {
      const program = isAbsolute(command) ? command : /[\\/]/.test(command) ? null : onPath(command);
      return program === null ? null : { program, args };
    },
    missing: `Its program ${basename(command)} is not found on the PATH of the machine that hosts this folder.`,
    settings,
    initializationOptions,
    asksFirst,
  };
}

const byFolder = 'The settings of the folder name it, and it may do anything that you may do here.';

/**
 * Puts together the servers and formatters of a folder: those that are known, those of the host's own profile, and those
 * that the folder names, which its owner has to allow. The later ones take the place of earlier ones.
 */
export function allServers(known: readonly ServerDefinition[], profile: Own, folder: Own): ServerDefinition[] {
  const all = new Map(known.map((each) => [each.id, each]));
  const take = ({ servers, formatters }: Own, asksFirst: string | null) => {
    for (const [id, named] of Object.entries(servers)) {
      if (named === false) all.delete(id);
      else all.set(id, definitionOf(id, named, asksFirst));
    }
    for (const [id, named] of Object.entries(formatters)) {
      const usual = usualFormatters[id];
      if (named === false) all.delete(id);
      else if (named !== true) all.set(id, { ...definitionOf(id, named, asksFirst), isFormatter: true });
      else if (usual) all.set(id, { ...definitionOf(id, usual, asksFirst ?? usual.asksFirst), isFormatter: true });
    }
  };
  take(profile, null);
  take(folder, byFolder);
  const formatted = new Set([...all.values()].flatMap((each) => (each.isFormatter ? Object.keys(each.languages) : [])));
  return [...all.values()].slice(0, 60).map((each) => {
    const isElsewhere = !each.isFormatter && Object.keys(each.languages).some((language) => formatted.has(language));
    return isElsewhere ? { ...each, isFormattedElsewhere: true } : each;
  });
}
