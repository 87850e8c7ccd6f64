import './page.css';
import { loadCode } from './code.ts';

// The host's own window loads everything at once. A guest's asks for a name first, and over a thin network the
// megabytes of the workbench would delay the few files for that: `begin.ts` loads them then.
if (new URLSearchParams(location.hash.slice(1)).has('token')) loadCode().catch(() => undefined);
import('./begin.ts').catch((thrown: unknown) => {
  document.getElementById('status')?.replaceChildren('Ensemble could not be loaded: check the network, then reload.');
  console.error(thrown);
});
