import type { FolderFiles, NamedFiles } from '../servers/definition.ts';
import type { Places } from '../wire/places.ts';

/** Path that is in no folder. */
const outside = '..';

/** Gives a server the folder's files by the URIs that it knows. */
export function filesByUri(files: FolderFiles, places: Places): NamedFiles {
  const pathOf = (uri: string) => places.pathOf(uri) ?? outside;
  return {
    read: (uri) => files.read(pathOf(uri)),
    kindOf: (uri) => files.kindOf(pathOf(uri)),
    list: (uri) => files.list(pathOf(uri)),
    find: async (ends, most) => (await files.find(ends, most)).map((path) => places.uriOf(path)),
  };
}
