import { shownName } from '../../shared/capabilities/people/names.ts';
import type { App } from './app.ts';

/** Place of a text to which somebody points, where this window shows it. */
export interface PointedPlace {
  key: string;
  person: string;
  name: string;
  colorIndex: number;
}

/**
 * Finds the place to which a replica points: a line, from 1, of the text of a ref. Null where no editor shows the text,
 * it has no such line, or nobody knows the replica.
 */
export function pointedPlace(
  { workbench: { editors, models }, session: { state }, texts }: App,
  { by, ref, line }: { by: string; ref: string | null; line: number },
): PointedPlace | null {
  const key = editors.visible().find((editor) => texts.refOf(editor.key) === ref)?.key;
  const person = state.replicas[by]?.person;
  if (key === undefined || person === undefined) return null;
  const lastLine = models.get(key)?.getValue().split('\n').length ?? 1;
  if (line > lastLine) return null;
  const { colorIndex = 0 } = state.participants[person] ?? {};
  return { key, person, name: shownName(state, person) ?? 'Somebody', colorIndex };
}
