import { expect, it } from 'vitest';
import { saveAlone } from '../../../../src/renderer/features/collaboration/lone-save.ts';
import { EnsembleError } from '../../../../src/shared/core/errors.ts';
import type { Workspace } from '../../../../src/shared/session/contract.ts';
import { hashBytes } from '../../../../src/shared/text/hash.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** A host with one file; `between` is called between a look at it and a write. */
class Host {
  content = bytes('base\r\n');
  between = () => {};

  readonly workspace = {
    request: async (method: string, params: { content: Uint8Array<ArrayBuffer>; expected?: string }) => {
      if (method === 'files.read') return { content: this.content, sizeBytes: this.content.length };
      this.between();
      if (params.expected !== hashBytes(this.content)) throw new EnsembleError('changed-on-disk', 'changed');
      this.content = params.content;
      return {};
    },
  } as unknown as Workspace;
}

it('writes in the place of just the bytes that were looked at', async () => {
  const host = new Host();
  expect(await saveAlone(host.workspace, 'a.txt', 'base\n', bytes('mine\n'))).toBe('mine\n');
  expect(host.content).toEqual(bytes('mine\n'));
});

it('writes over nothing that another window has saved in between, and says that all is kept', async () => {
  const host = new Host();
  host.between = () => {
    host.content = bytes('theirs\n');
  };
  const saving = saveAlone(host.workspace, 'a.txt', 'base\n', bytes('mine\n'));
  await expect(saving).rejects.toMatchObject({ code: 'changed-on-disk', message: expect.stringMatching(/kept/) });
  expect(host.content).toEqual(bytes('theirs\n'));
});
