import { spawn } from 'node:child_process';

/** Opens an address in the person's browser; does nothing where there is none. */
export function openInBrowser(url: string): void {
  const [program, args] =
    process.platform === 'darwin'
      ? ['open', [url]]
      : process.platform === 'win32'
        ? ['rundll32', ['url.dll,FileProtocolHandler', url]]
        : ['xdg-open', [url]];
  const child = spawn(program as string, args as string[], { stdio: 'ignore', detached: true });
  child.once('error', () => undefined);
  child.unref();
}
