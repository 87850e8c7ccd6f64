import { plainWords } from '../../../shared/text/shown.ts';
import { isObject, type Json, type JsonObject } from './json-rpc.ts';
import { completionItems } from './message-places.ts';

/** Longest documentation that is shown. */
const mostCharacters = 100_000;

/** Invisible character that keeps an exclamation mark apart from a bracket: what would be a picture is a link. */
const parting = '\u2060';

/** Commands of the editor that an answer may name, beside the server's own. */
const harmless = new Set(['editor.action.triggerSuggest', 'editor.action.triggerParameterHints']);

/** Schemes to which a link in a text may lead. */
const linkable = /^(https?|mailto|folder|library):/i;

/**
 * Cleans Markdown of a server, which repeats what anybody wrote into a source: nothing invisible, and no pictures, which
 * would be asked for elsewhere. Commands and HTML are never rendered.
 */
export function cleanMarkdown(text: string): string {
  const lines = text.slice(0, mostCharacters).split('\n').map(plainWords);
  return lines.join('\n').replace(/!(?=\[)/g, `!${parting}`);
}

/** Cleans a part that is text, Markdown, or a piece of code. */
function cleanContent(value: Json): Json {
  if (typeof value === 'string') return cleanMarkdown(value);
  if (Array.isArray(value)) return value.map(cleanContent);
  return isObject(value) && typeof value.value === 'string' ? { ...value, value: cleanMarkdown(value.value) } : value;
}

/** Cleans words under these keys of an object, where they are there. */
function cleaned(value: JsonObject, keys: readonly string[]): JsonObject {
  const clean = { ...value };
  for (const key of keys) {
    const words = clean[key];
    if (typeof words === 'string') clean[key] = plainWords(words);
  }
  return clean;
}

function cleanItem(item: JsonObject): JsonObject {
  const clean = cleaned(item, ['label', 'detail']);
  if (clean.label !== item.label) {
    // The label stands for the text that is inserted, where that is not given.
    clean.insertText ??= item.label!;
    clean.filterText ??= item.label!;
  }
  if (item.documentation !== undefined) clean.documentation = cleanContent(item.documentation!);
  if (isObject(item.labelDetails)) clean.labelDetails = cleaned(item.labelDetails, ['detail', 'description']);
  return clean;
}

function cleanSignature(signature: Json): Json {
  if (!isObject(signature)) return signature;
  const { documentation, parameters } = signature;
  const clean = cleaned(signature, ['label']);
  if (documentation !== undefined) clean.documentation = cleanContent(documentation);
  if (!Array.isArray(parameters)) return clean;
  // Parameters name their places in the label, which would no longer be right.
  clean.parameters =
    clean.label === signature.label
      ? parameters.map((each) =>
          isObject(each) && each.documentation !== undefined
            ? { ...each, documentation: cleanContent(each.documentation!) }
            : each,
        )
      : [];
  return clean;
}

function cleanHint(hint: Json): Json {
  if (!isObject(hint)) return hint;
  const { label, tooltip } = hint;
  const clean = cleaned(hint, ['label']);
  if (Array.isArray(label)) {
    clean.label = label.map((part) => {
      if (!isObject(part)) return part;
      const { command: _, ...words } = cleaned(part, ['value']);
      return words.tooltip === undefined ? words : { ...words, tooltip: cleanContent(words.tooltip) };
    });
  }
  return tooltip === undefined ? clean : { ...clean, tooltip: cleanContent(tooltip) };
}

/** Cleans symbols and the symbols in them. */
function cleanSymbol(symbol: Json): Json {
  if (!isObject(symbol)) return symbol;
  const clean = cleaned(symbol, ['name', 'detail', 'containerName']);
  for (const key of ['children', 'from', 'to']) {
    const inner = clean[key];
    if (Array.isArray(inner)) clean[key] = inner.map(cleanSymbol);
    else if (isObject(inner)) clean[key] = cleanSymbol(inner);
  }
  return clean;
}

function cleanLink(link: Json): Json {
  if (!isObject(link)) return link;
  const { target, ...rest } = cleaned(link, ['tooltip']);
  return typeof target === 'string' && !linkable.test(target)
    ? rest
    : { ...rest, ...(target === undefined ? {} : { target }) };
}

/** Takes a command out of an answer unless it is the server's own, or harmless. */
function withoutForeignCommand(value: Json, own: ReadonlySet<string>): Json {
  if (!isObject(value)) return value;
  const { command, ...rest } = value;
  // An action may be a command itself.
  if (typeof command === 'string') return own.has(command) ? cleaned(value, ['title']) : null;
  if (!isObject(command)) return value;
  const { command: id } = command;
  const isKnown = typeof id === 'string' && (id === '' || own.has(id) || harmless.has(id));
  return isKnown ? { ...rest, command: cleaned(command, ['title']) } : rest;
}

const each = (result: Json, clean: (value: Json) => Json): Json => (Array.isArray(result) ? result.map(clean) : result);

/** Cleans an answer to a request, before it reaches a surface. `commands` are those that the server runs itself. */
export function cleanAnswer(method: string, result: Json, commands: ReadonlySet<string>): Json {
  const known = (value: Json) => withoutForeignCommand(value, commands);
  switch (method) {
    case 'textDocument/hover':
      return isObject(result) ? { ...result, contents: cleanContent(result.contents ?? '') } : result;
    case 'textDocument/completion': {
      if (result === null) return null;
      const items = completionItems(result).map((item) => known(cleanItem(item)));
      return isObject(result) ? { ...result, items } : items;
    }
    case 'completionItem/resolve':
      return isObject(result) ? known(cleanItem(result)) : result;
    case 'textDocument/signatureHelp':
      return isObject(result) ? { ...result, signatures: each(result.signatures ?? [], cleanSignature) } : result;
    case 'textDocument/codeAction':
      return each(result, (action) => known(isObject(action) ? cleaned(action, ['title']) : action));
    case 'codeAction/resolve':
      return known(isObject(result) ? cleaned(result, ['title']) : result);
    case 'textDocument/codeLens':
      return each(result, known);
    case 'codeLens/resolve':
      return known(result);
    case 'textDocument/inlayHint':
      return each(result, cleanHint);
    case 'inlayHint/resolve':
      return cleanHint(result);
    case 'textDocument/documentLink':
      return each(result, cleanLink);
    case 'documentLink/resolve':
      return cleanLink(result);
    case 'textDocument/documentSymbol':
    case 'workspace/symbol':
    case 'textDocument/prepareCallHierarchy':
    case 'callHierarchy/incomingCalls':
    case 'callHierarchy/outgoingCalls':
      return each(result, cleanSymbol);
    default:
      return result;
  }
}

/** Cleans what a server asks or tells by itself. */
export function cleanTold(method: string, params: Json): Json {
  if (!isObject(params)) return params;
  if (method === 'window/showMessage' || method === 'window/showMessageRequest') return cleaned(params, ['message']);
  if (method === '$/progress' && isObject(params.value))
    return { ...params, value: cleaned(params.value, ['title', 'message']) };
  return params;
}
