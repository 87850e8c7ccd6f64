import { getService } from '@codingame/monaco-vscode-api';
import {
  type IMarkerData,
  MarkerSeverity,
  MarkerTag,
} from '@codingame/monaco-vscode-api/vscode/vs/platform/markers/common/markers';
import { IMarkerService } from '@codingame/monaco-vscode-api/vscode/vs/platform/markers/common/markers.service';
import type { Problem } from '../../../shared/capabilities/languages/language-state.ts';
import type { FolderPaths } from '../files/paths.ts';

const severities: Record<Problem['severity'], MarkerSeverity> = {
  error: MarkerSeverity.Error,
  warning: MarkerSeverity.Warning,
  info: MarkerSeverity.Info,
  hint: MarkerSeverity.Hint,
};

const tags = { unnecessary: MarkerTag.Unnecessary, deprecated: MarkerTag.Deprecated } as const;

/** Counts from 1, as the editors do. */
const rangeOf = ([startLine, startCharacter, endLine, endCharacter]: Problem['range']) => ({
  startLineNumber: startLine + 1,
  startColumn: startCharacter + 1,
  endLineNumber: endLine + 1,
  endColumn: endCharacter + 1,
});

function toMarker(paths: FolderPaths, problem: Problem): IMarkerData {
  return {
    ...rangeOf(problem.range),
    severity: severities[problem.severity],
    message: problem.message,
    ...(problem.code === undefined ? {} : { code: problem.code }),
    ...(problem.tool === undefined ? {} : { source: problem.tool }),
    ...(problem.tags === undefined ? {} : { tags: problem.tags.map((tag) => tags[tag]) }),
    ...(problem.related === undefined
      ? {}
      : {
          relatedInformation: problem.related.map(({ path, range, message }) => ({
            ...rangeOf(range),
            message,
            resource: paths.toUri(path),
          })),
        }),
  };
}

/** Shows the problems of a source in a file, in place of those before. */
export async function setProblems(
  paths: FolderPaths,
  source: string,
  path: string,
  problems: readonly Problem[],
): Promise<void> {
  const markers = await getService(IMarkerService);
  const shown = problems.map((problem) => toMarker(paths, problem));
  markers.changeOne(`ensemble.${source}`, paths.toUri(path), shown);
}
