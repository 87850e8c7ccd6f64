import type { ICodeEditor } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import { Range } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/core/range';
import { TrackedRangeStickiness } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/model';
import { markdownOf } from '../../../shared/text/shown.ts';
import type { OpenTexts } from '../models/models.ts';
import type { LineHover, LineMark } from '../ports/editors.ts';
import type { ModelKey } from '../ports/models.ts';
import { createLayers, type Layer } from './layers.ts';
import { personClass } from './people-colours.ts';

/** Classes of the lines themselves, beside their mark in the gutter. */
const background: Partial<Record<LineMark['kind'], string>> = { lock: 'ensemble-locked', pulse: 'ensemble-pulse-line' };

/** Makes the Markdown of a hover: words stand for themselves, and its link runs no other command. */
function hoverOf({ paragraphs, link: { title, command, argument } }: LineHover) {
  const target = `command:${command}?${encodeURIComponent(JSON.stringify([argument]))}`;
  const value = [...paragraphs.map(markdownOf), `[${markdownOf(title)}](${target})`].join('\n\n');
  return { value, isTrusted: { enabledCommands: [command] } };
}

/** Draws coloured lines for several owners that do not know of each other. */
export function createLineMarks(texts: OpenTexts) {
  const wanted = new Map<ModelKey, Map<string, readonly LineMark[]>>();
  const layers = createLayers(texts, (editor, key) =>
    createLayer(editor, () => [...(wanted.get(key)?.values() ?? [])].flat()),
  );
  return {
    attach: layers.attach,
    set: (owner: string, key: ModelKey, marks: readonly LineMark[]) => {
      const owners = wanted.get(key) ?? new Map<string, readonly LineMark[]>();
      owners.set(owner, marks);
      wanted.set(key, owners);
      layers.update(key);
    },
  };
}

function createLayer(editor: ICodeEditor, marks: () => readonly LineMark[]): Layer {
  const drawn = editor.createDecorationsCollection();
  return {
    update: () => {
      drawn.set(
        marks().map(({ startLine, endLine, colorIndex, hover, lineHover, kind }) => ({
          range: new Range(startLine, 1, endLine, 1),
          options: {
            description: `ensemble-${kind}`,
            isWholeLine: true,
            linesDecorationsClassName: `ensemble-mark ensemble-${kind} ${personClass(colorIndex)}`,
            linesDecorationsTooltip: hover,
            stickiness: TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges,
            ...(lineHover === undefined ? {} : { hoverMessage: hoverOf(lineHover) }),
            ...(kind in background ? { className: `${background[kind]} ${personClass(colorIndex)}` } : {}),
          },
        })),
      );
    },
    dispose: () => drawn.clear(),
  };
}
