import { registerHooks } from 'node:module';
import { serverMutants } from './server-mutants.ts';

// Loaded before a host that is to be broken on purpose: changes one file's text on its way to the process.
const { file, from, to } = serverMutants[process.env.ENSEMBLE_MUTANT ?? '']!;

registerHooks({
  load(url, context, next) {
    const loaded = next(url, context);
    if (!url.endsWith(`/${file}`)) return loaded;
    const source = String(loaded.source);
    if (!source.includes(from)) throw new Error(`${file} has changed: the mutant is to be written anew`);
    return { ...loaded, source: source.replace(from, to) };
  },
});
