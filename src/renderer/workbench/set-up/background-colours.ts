import { TextMateWorkerTokenizerController } from '@codingame/monaco-vscode-textmate-service-override/vscode/vs/workbench/services/textMate/browser/backgroundTokenization/textMateWorkerTokenizerController';
import { inTurn } from './in-turn.ts';

// It waits for a module in the middle of its work on the lines' states. Messages of the worker meanwhile, while
// somebody types, would move these states under it: "Cannot set null/undefined state".
const { prototype } = TextMateWorkerTokenizerController;
prototype.setTokensAndStates = inTurn(prototype.setTokensAndStates);
