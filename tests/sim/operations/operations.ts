import type { Random } from '../random.ts';
import { advancing } from './advancing.ts';
import { workingAgents } from './agent-work.ts';
import { employing } from './agents.ts';
import { cleanCopies } from './clean-copies.ts';
import { closing } from './closing.ts';
import { commenting } from './comments.ts';
import { committing } from './committing.ts';
import type { Operation } from './common.ts';
import { conflicts } from './conflicts.ts';
import { filing } from './files.ts';
import { forging } from './forging.ts';
import { formats } from './formats.ts';
import { versioning } from './git.ts';
import { hiding } from './hiding.ts';
import { hosting } from './hosting.ts';
import { judging } from './judging.ts';
import { limiting } from './limiting.ts';
import { locking } from './locks.ts';
import { movingTree } from './moving-tree.ts';
import { comingAndGoing } from './people.ts';
import { problems } from './problems.ts';
import { recordings } from './recording.ts';
import { rewriting } from './rewriting.ts';
import { sharingValues } from './sharing-values.ts';
import { streaming } from './streams.ts';
import { suggesting } from './suggesting.ts';
import { suggestingFiles } from './suggesting-files.ts';
import { takingWorkBack } from './taking-work-back.ts';
import { talking } from './talking.ts';
import { claimingTasks } from './tasks.ts';
import { tellingTexts } from './telling-texts.ts';
import { sharingTerminals } from './terminals.ts';
import { trouble } from './trouble.ts';
import { typing } from './typing.ts';
import { whispering } from './whispering.ts';

/** All operations, with their weights. New ones go to the end: seeds that were noted before keep their courses. */
export const operations: readonly Operation[] = [
  ...typing,
  ...filing,
  ...comingAndGoing,
  ...trouble,
  ...locking,
  ...rewriting,
  ...versioning,
  ...formats,
  ...conflicts,
  ...hosting,
  ...closing,
  ...forging,
  ...hiding,
  ...limiting,
  ...streaming,
  ...sharingTerminals,
  ...problems,
  ...recordings,
  ...cleanCopies,
  ...commenting,
  ...talking,
  ...whispering,
  ...sharingValues,
  ...employing,
  ...workingAgents,
  ...claimingTasks,
  ...judging,
  ...committing,
  ...takingWorkBack,
  ...movingTree,
  ...advancing,
  ...suggesting,
  ...suggestingFiles,
  ...tellingTexts,
];

const total = operations.reduce((sum, { weight }) => sum + weight, 0);

/** Gives the operation of this name, or else a random one. */
export function pickOperation(random: Random, name?: string): Operation {
  const named = operations.find((operation) => operation.name === name);
  let at = random.next() * total;
  for (const operation of operations) {
    at -= operation.weight;
    if (at <= 0) return named ?? operation;
  }
  return named ?? operations[0]!;
}
