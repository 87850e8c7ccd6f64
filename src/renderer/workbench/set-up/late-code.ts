import type { AwayPort } from '../ports/workbench.ts';

/** Attempts at a file while the connection seems to be there, with a second between them. */
const attempts = 3;
const pauseMs = 1000;

/**
 * Brings the scripts and styles that no first paint needs into the browser's cache, and waits for the connection
 * where there is none: a module that a browser fails to fetch once is lost until the page is loaded anew, so
 * `import()` must find it in the cache. Resolves also where that cannot be had; the import then says so.
 */
export async function fetchLateCode(away: AwayPort): Promise<void> {
  const list = await fetchPatiently('late-code.json', away);
  const [first, ...others]: string[] = list === null ? [] : await list.json().catch(() => []);
  if (first === undefined) return;
  const fetchOne = async (file: string) => {
    const answer = await fetchPatiently(file, away);
    await answer?.arrayBuffer().catch(() => undefined);
  };
  await fetchOne(first);
  // Pages with a certificate that a person has accepted by hand are not cached: all would be fetched twice.
  if (await isCached(first)) await Promise.all(others.map(fetchOne));
}

async function fetchPatiently(file: string, away: AwayPort): Promise<Response | null> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    if (away.isAway()) await away.back(new AbortController().signal);
    try {
      const response = await fetch(`./${file}`, { priority: 'low' });
      if (response.ok) return response;
    } catch {
      // The connection is lost before the session notices.
    }
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  return null;
}

function isCached(file: string): Promise<boolean> {
  return fetch(`./${file}`, { cache: 'only-if-cached', mode: 'same-origin' }).then(
    ({ ok }) => ok,
    () => false,
  );
}
