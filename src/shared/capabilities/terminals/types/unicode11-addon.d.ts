// Used part of the addon: its own types are the visible emulator's, and bring a page's types along.

export class Unicode11Addon {
  activate(terminal: unknown): void;
  dispose(): void;
}
