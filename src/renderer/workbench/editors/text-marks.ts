import { Range } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/core/range';
import { TrackedRangeStickiness } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/model';
import { markdownOf } from '../../../shared/text/shown.ts';
import type { OpenTexts } from '../models/models.ts';
import { positionAt } from '../models/offsets.ts';
import type { TextMark } from '../ports/editors.ts';
import type { ModelKey } from '../ports/models.ts';
import { createLayers } from './layers.ts';
import { personClass } from './people-colours.ts';

/** Number of marks that an editor draws without becoming slow. */
const mostMarks = 3000;

/** Draws stretches of text with words on hovering. */
export function createTextMarks(texts: OpenTexts) {
  const wanted = new Map<ModelKey, readonly TextMark[]>();
  const layers = createLayers(texts, (editor, key) => {
    const drawn = editor.createDecorationsCollection();
    return {
      update: () => {
        const model = editor.getModel();
        if (model === null) return;
        drawn.set(
          (wanted.get(key) ?? []).slice(0, mostMarks).map(({ offset, length, colorIndex, hover }) => ({
            range: Range.fromPositions(positionAt(model, offset), positionAt(model, offset + length)),
            options: {
              description: 'ensemble-written',
              inlineClassName: `ensemble-written ${personClass(colorIndex)}`,
              hoverMessage: { value: markdownOf(hover) },
              stickiness: TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges,
            },
          })),
        );
      },
      dispose: () => drawn.clear(),
    };
  });
  return {
    attach: layers.attach,
    set: (key: ModelKey, marks: readonly TextMark[]) => {
      wanted.set(key, marks);
      layers.update(key);
    },
  };
}
