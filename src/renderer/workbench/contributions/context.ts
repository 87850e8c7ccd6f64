import { getService, IContextKeyService } from '@codingame/monaco-vscode-api';
import type { IContextKey } from '@codingame/monaco-vscode-api/vscode/vs/platform/contextkey/common/contextkey';
import type { ContextPort } from '../ports/interaction.ts';

type Value = string | number | boolean | undefined;

const wanted = new Map<string, Value>();
const keys = new Map<string, IContextKey<Exclude<Value, undefined>>>();

async function apply(name: string): Promise<void> {
  const service = await getService(IContextKeyService);
  const key = keys.get(name) ?? service.createKey<Exclude<Value, undefined>>(name, undefined);
  keys.set(name, key);
  const value = wanted.get(name);
  if (value === undefined) key.reset();
  else key.set(value);
}

export const context: ContextPort = {
  set: (name, value) => {
    wanted.set(name, value);
    void apply(name);
  },
  get: (name) => wanted.get(name),
};
