import { Repository } from '../../../../src/main/git/repository.ts';
import { ProcessGuard } from '../../../../src/main/terminals/process-guard.ts';

// A process that looks at the status of a folder as a host does, to be killed meanwhile.
const closing = new AbortController().signal;
const repository = await Repository.open(process.argv[2]!, '', { closing, guard: new ProcessGuard() });
await repository.status();
