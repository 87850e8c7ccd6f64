import type { SessionClient } from '../../src/client/session-client.ts';
import type { WorkRecord } from '../../src/client/work-record.ts';
import type { DocumentKeeper } from '../../src/main/documents/document-keeper.ts';
import { createWorkService } from '../../src/main/documents/work-service.ts';
import type { AllHandlers } from '../../src/main/doors/request-server.ts';
import { isWithin } from '../../src/shared/core/sight.ts';
import { checkSince } from './invariants/written-since.ts';
import type { MemoryDisk } from './memory-disk.ts';

/** Parts of a host that answer for its people's work. */
interface Worked {
  disk: SessionClient;
  keeper: DocumentKeeper;
  record: WorkRecord;
}

/** Answers of a host about what people have done of late, so that it can be taken back; `problem` is told of wrong ones. */
export function takingBack(
  { disk, keeper, record }: Worked,
  { hidden }: MemoryDisk,
  problem: (words: string) => void,
): Pick<AllHandlers, 'documents.workers' | 'documents.workOf'> {
  const handlers = createWorkService({
    record,
    texts: keeper.savedTexts,
    mayChange: ({ paths }, path) => !hidden.has(path) && (!paths || isWithin(paths, path)),
  });
  return {
    ...handlers,
    'documents.workOf': async (span, ...rest) => {
      const before = disk.applied;
      const found = await handlers['documents.workOf'](span, ...rest);
      if (disk.applied !== before) return found;
      for (const text of found.texts) {
        const steps = record.steps.filter(({ ref }) => ref === text.ref);
        const document = disk.documents.get(text.ref);
        if (document) checkSince(document, steps, span.person, text, problem);
      }
      return found;
    },
  };
}
