import type { ReachState } from '../../../shared/capabilities/reach/reach.ts';

const ownCertificate =
  'A browser warns once that it does not know this folder’s certificate; the desktop app knows it by the link.';

/** Says from where an invite link leads here, and of which warning to tell those who get it. */
export function whereItWorks({ reached }: ReachState): string {
  if (reached === null)
    return `The link works on this network, until you choose “Reach from Elsewhere…”. ${ownCertificate}`;
  const words = `The link works wherever ${reached.origin} is reached.`;
  return reached.way === 'ssh' ? `${words} ${ownCertificate}` : words;
}
