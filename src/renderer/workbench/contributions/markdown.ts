import { StandaloneServices } from '@codingame/monaco-vscode-api/vscode/vs/editor/standalone/browser/standaloneServices';
import { IMarkdownRendererService } from '@codingame/monaco-vscode-api/vscode/vs/platform/markdown/browser/markdownRenderer.service';
import type { MarkdownPort } from '../ports/markdown.ts';

export const markdown: MarkdownPort = {
  render(container, value) {
    const renderer = StandaloneServices.get(IMarkdownRendererService);
    const rendered = renderer.render({ value, isTrusted: false, supportHtml: false }, {});
    container.append(rendered.element);
    return () => {
      rendered.dispose();
      rendered.element.remove();
    };
  },
};
