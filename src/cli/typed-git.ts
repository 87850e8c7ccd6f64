import { forgetOwnNode } from './own-node.ts';
import { runTypedGit } from './typed-git/run.ts';

// Started by the `git` of terminals, with the machine's Git and the words behind it.
forgetOwnNode();
const [real = 'git', ...line] = process.argv.slice(2);
await runTypedGit(real, line);
