#!/usr/bin/env node
import { runInForeground } from './lib/children.mjs';
import { sourceNode } from './lib/pinned-node.mjs';
import { runMain } from './lib/plain-error.mjs';
import { inProject } from './lib/project.mjs';

// The `ensemble` command, started by whichever Node is on the PATH.
await runMain(() => runInForeground(sourceNode(), [inProject('src', 'cli', 'ensemble.ts'), ...process.argv.slice(2)]));
