import type { App } from '../../session/app.ts';

/** Gives the key of the text that somebody works on: the last one that had the focus, while the panel below has it. */
export function activeKeyOf({ editors }: Pick<App['workbench'], 'editors'>): () => string | undefined {
  let last: string | undefined;
  return () => {
    last = editors.active()?.key ?? last;
    return editors.visible().some(({ key }) => key === last) ? last : undefined;
  };
}
