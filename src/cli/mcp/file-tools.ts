import { z } from 'zod';
import { creationOf, deletionAt } from '../../client/agents/file-acts.ts';
import type { fileTypes } from '../../shared/capabilities/files/methods.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { folderIn, mostUnits, path, pathIn, tool, words } from './tool.ts';

const fewEntries = 200;
const fewMatches = 50;
const previewUnits = 300;

const isFolder = (type: (typeof fileTypes)[number]) => type.endsWith('folder');
/** Words for an agent that is to suggest what it would change. */
const suggested = 'Where people have you suggest your edits, it becomes a suggestion that they accept or reject.';
const globs = z.array(words(300)).max(20);

/** Tools that find and arrange files. */
export const fileTools = [
  tool({
    name: 'list_files',
    description:
      'Lists a folder of the shared folder (“” is its top); names of folders end with /. With pattern, finds files by parts of their names in the whole folder instead, best first, without those that .gitignore names.',
    input: {
      folder: words(4096).default(''),
      pattern: words(300).optional().describe('Parts of a name or path, as in quick open'),
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(2000).default(fewEntries),
    },
    isReading: true,
    run: async ({ folder, pattern, offset, limit }, { client }) => {
      if (pattern !== undefined) {
        const includes = folder === '' ? [] : [`${folderIn(folder)}/**`];
        const found = await client.request('search.files', { pattern, includes, maxResults: offset + limit });
        const files = found.paths.slice(offset, offset + limit);
        return { facts: { files, ...(found.limitHit ? { next_offset: offset + files.length } : {}) } };
      }
      const { entries } = await client.request('files.list', { path: folderIn(folder) });
      const names = entries.map(({ name, type }) => (isFolder(type) ? `${name}/` : name)).sort();
      const files = names.slice(offset, offset + limit);
      const next = offset + files.length < names.length ? { next_offset: offset + files.length } : {};
      return { facts: { count: names.length, files, ...next } };
    },
  }),
  tool({
    name: 'search',
    description:
      'Searches the texts of the folder by ripgrep: path, line and the line itself of each match. It searches what is saved; read has the live text. Narrow it by include, such as ["src/**/*.ts"], before you raise the limit.',
    input: {
      pattern: words(2000).min(1),
      is_regexp: z.boolean().default(false),
      case_sensitive: z.boolean().default(false),
      whole_word: z.boolean().default(false),
      include: globs.default([]),
      exclude: globs.default([]),
      limit: z.number().int().min(1).max(1000).default(fewMatches),
    },
    isReading: true,
    run: async (wish, { client }) => {
      const { pattern, include, exclude, limit } = wish;
      const search = client.open('search.text', {
        pattern,
        isRegExp: wish.is_regexp,
        isCaseSensitive: wish.case_sensitive,
        isWordMatch: wish.whole_word,
        includes: include,
        excludes: exclude,
        maxResults: limit,
      });
      const matches: { path: string; line: number; text: string }[] = [];
      for await (const part of search)
        for (const { path, line, preview } of part.matches)
          matches.push({ path, line, text: preview.slice(0, previewUnits) });
      const { limitHit, notice } = await search.result;
      return { facts: { count: matches.length, more: limitHit, ...(notice ? { notice } : {}), matches } };
    },
  }),
  tool({
    name: 'create',
    description: `Makes a file with a text, or a folder where kind is “folder”. Fails where something has that name already: then read and edit it. ${suggested}`,
    input: { path, kind: z.enum(['file', 'folder']).default('file'), text: words(mostUnits).default('') },
    tells: ({ path, kind }) => ({ title: `Create ${path}`, ...(kind === 'file' && { path }) }),
    run: async ({ path, kind, text }, session, work) => {
      const place = pathIn(path);
      if (session.suggests && kind === 'file')
        return { facts: await session.proposeAct(creationOf(place, text), work), told: `Suggest to create ${place}` };
      if (session.suggests)
        return {
          facts: await session.proposeAct({ is: 'createFolder', path: place }, work),
          told: `Suggest to create the folder ${place}`,
        };
      if (kind === 'folder') {
        await session.client.request('files.createFolder', { path: place });
        return { facts: { created: place } };
      }
      const empty = { path: place, content: new Uint8Array(), create: true, overwrite: false };
      await session.client.request('files.write', empty);
      const read = await session.read(place);
      if (text === '') return { facts: { created: place, version: read.version } };
      const { outcome, unsaved } = await session.edit(read, [{ offset: 0, deleteLength: 0, insertText: text }], work);
      if (outcome.is !== 'applied')
        throw new EnsembleError(
          'exists',
          `${place} was made, and somebody else writes in it already: read it, then edit.`,
        );
      return {
        facts: { created: place, version: outcome.now.version, ...(unsaved === null ? {} : { notSaved: unsaved }) },
      };
    },
  }),
  tool({
    name: 'move',
    description: `Renames or moves a file or folder; open editors and the texts in them go along. Fails where something has the new name. ${suggested}`,
    input: { from: path, to: path },
    tells: ({ from, to }) => ({ title: `Move ${from} to ${to}`, path: to }),
    run: async ({ from, to }, session, work) => {
      const moved = { from: pathIn(from), to: pathIn(to) };
      if (session.suggests) {
        const facts = await session.proposeAct({ is: 'move', ...moved }, work);
        return { facts, told: `Suggest to move ${moved.from} to ${moved.to}` };
      }
      await session.client.request('files.move', { ...moved, overwrite: false });
      return { facts: { moved } };
    },
  }),
  tool({
    name: 'delete',
    description: `Deletes a file, or a folder with all that is in it where recursive is true. Others may be working in it: look at who, and ask before you delete what is not yours. ${suggested} A folder that is suggested holds 500 files and folders, and 8 MB, at most.`,
    input: { path, recursive: z.boolean().default(false) },
    isDestructive: true,
    tells: ({ path }) => ({ title: `Delete ${path}` }),
    run: async ({ path, recursive }, session, work) => {
      const place = pathIn(path);
      if (session.suggests) {
        const act = await deletionAt(session.client, place, async () => (await session.read(place)).text);
        if (act.is === 'delete' && act.of === 'folder' && !recursive)
          throw new EnsembleError('is-a-folder', `${place} is a folder: say recursive to suggest deleting all of it.`);
        return { facts: await session.proposeAct(act, work), told: `Suggest to delete ${place}` };
      }
      await session.client.request('files.remove', { path: place, recursive });
      return { facts: { deleted: place } };
    },
  }),
];
