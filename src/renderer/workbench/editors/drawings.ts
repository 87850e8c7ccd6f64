import './drawings.css';
import type { ICodeEditor } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import { EditorOption } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/config/editorOptions';
import { Range } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/core/range';
import { TrackedRangeStickiness } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/model';
import type { OpenTexts } from '../models/models.ts';
import type { Drawing } from '../ports/editors.ts';
import type { ModelKey } from '../ports/models.ts';
import { createLayers, type Layer } from './layers.ts';
import { personClass } from './people-colours.ts';
import { type LetterSize, pathOf } from './stroke.ts';

const svgNamespace = 'http://www.w3.org/2000/svg';

/** Gives the sizes of an editor's letters. */
export function letterSizeOf(editor: ICodeEditor): LetterSize {
  return {
    widthPx: editor.getOption(EditorOption.fontInfo).typicalHalfwidthCharacterWidth,
    heightPx: editor.getOption(EditorOption.lineHeight),
  };
}

/** Gives the start of a line's text, in pixels from the editor's upper left corner. */
export function startOfLinePx(editor: ICodeEditor, line: number): { left: number; top: number } {
  return {
    left: editor.getLayoutInfo().contentLeft - editor.getScrollLeft(),
    top: editor.getTopForLineNumber(line) - editor.getScrollTop(),
  };
}

/** Makes an element as large as an editor: the container of its overlay widgets has no height. */
export function coverEditor(editor: ICodeEditor, { style }: HTMLElement | SVGElement): void {
  const { width, height } = editor.getLayoutInfo();
  style.width = `${width}px`;
  style.height = `${height}px`;
}

/** Draws strokes over texts; each stays with its line while that moves. */
export function createDrawings(texts: OpenTexts) {
  const wanted = new Map<ModelKey, Set<Drawing>>();
  const layers = createLayers(texts, (editor, key) => createLayer(editor, () => wanted.get(key) ?? new Set()));
  return {
    attach: layers.attach,
    /** Shows a drawing until the function that it gives is called. */
    show: (key: ModelKey, drawing: Drawing) => {
      const all = wanted.get(key) ?? new Set<Drawing>();
      wanted.set(key, all.add(drawing));
      layers.update(key);
      return () => {
        all.delete(drawing);
        layers.update(key);
      };
    },
  };
}

function createLayer(editor: ICodeEditor, drawings: () => ReadonlySet<Drawing>): Layer {
  const svg = document.createElementNS(svgNamespace, 'svg');
  svg.setAttribute('class', 'ensemble-drawings');
  svg.setAttribute('aria-hidden', 'true');
  const widget = {
    getId: () => 'ensemble.drawings',
    getDomNode: () => svg as unknown as HTMLElement,
    getPosition: () => null,
  };
  editor.addOverlayWidget(widget);
  const anchors = editor.createDecorationsCollection();
  const drawn = new Map<Drawing, SVGGElement>();

  const place = () => {
    coverEditor(editor, svg);
    const size = letterSizeOf(editor);
    [...drawn].forEach(([drawing, element], index) => {
      const line = anchors.getRange(index)?.startLineNumber ?? drawing.line;
      const { left, top } = startOfLinePx(editor, line);
      element.setAttribute('transform', `translate(${left} ${top})`);
      element.querySelector('path')?.setAttribute('d', pathOf(drawing, size));
    });
  };
  const update = () => {
    const now = drawings();
    const lines = new Map([...drawn.keys()].map((each, index) => [each, anchors.getRange(index)?.startLineNumber]));
    for (const [drawing, element] of drawn) {
      if (now.has(drawing)) continue;
      element.remove();
      drawn.delete(drawing);
    }
    for (const drawing of now) if (!drawn.has(drawing)) drawn.set(drawing, elementOf(drawing, svg));
    // Tracked by the editor, so that each stays with its line.
    anchors.set(
      [...drawn.keys()].map((drawing) => {
        const line = lines.get(drawing) ?? drawing.line;
        return {
          range: new Range(line, 1, line, 1),
          options: { description: 'ensemble-drawing', stickiness: TrackedRangeStickiness.NeverGrowsWhenTypingAtEdges },
        };
      }),
    );
    place();
  };
  const listening = [
    editor.onDidScrollChange(place),
    editor.onDidLayoutChange(place),
    editor.onDidChangeModelContent(place),
    editor.onDidChangeConfiguration(place),
  ];
  return {
    update,
    dispose: () => {
      for (const each of listening) each.dispose();
      anchors.clear();
      editor.removeOverlayWidget(widget);
    },
  };
}

function elementOf({ colorIndex, name, fadesAfterMs, fadingMs }: Drawing, svg: SVGSVGElement): SVGGElement {
  const group = document.createElementNS(svgNamespace, 'g');
  group.setAttribute('class', `ensemble-drawing ${personClass(colorIndex)}`);
  group.style.animationDelay = `${fadesAfterMs}ms`;
  group.style.animationDuration = `${fadingMs}ms`;
  const words = document.createElementNS(svgNamespace, 'text');
  words.textContent = name;
  group.append(document.createElementNS(svgNamespace, 'path'), words);
  svg.append(group);
  return group;
}
