import { relative, sep } from 'node:path';
import type { Libraries } from '../wire/places.ts';

/** Files of a server's own library: those in its folders, by a name of their own. */
export function librariesOf(id: string, folders: readonly string[]): Libraries {
  return {
    nameOf: (file) => {
      for (const [index, folder] of folders.entries()) {
        const inside = relative(folder, file);
        if (inside !== '' && !inside.startsWith('..') && !inside.includes(':'))
          return `${id}/${index}/${inside.split(sep).join('/')}`;
      }
      return null;
    },
    fileOf: (name) => {
      const [of, index = '', ...parts] = name.split('/');
      const folder = /^\d+$/.test(index) ? folders[Number(index)] : undefined;
      const isName = parts.every((part) => part !== '' && part !== '.' && part !== '..' && !/[\\\0:]/.test(part));
      if (of !== id || folder === undefined || parts.length === 0 || !isName) return null;
      return [folder, ...parts].join(sep);
    },
  };
}
