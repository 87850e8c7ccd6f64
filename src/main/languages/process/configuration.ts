/** Settings of a server, by their sections. */
export type Settings = Readonly<Record<string, unknown>>;

/** Answers a server's question for a section, such as `python.analysis`; null where nothing is set. */
export function sectionOf(settings: Settings, section: unknown): unknown {
  if (typeof section !== 'string' || section === '') return settings;
  if (Object.hasOwn(settings, section)) return settings[section];
  let at: unknown = settings;
  for (const part of section.split('.')) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, part)) return null;
    at = (at as Record<string, unknown>)[part];
  }
  return at ?? null;
}

/** Merges settings, section into section; the later ones win. */
export function mergedSettings(...all: readonly Settings[]): Settings {
  const merged: Record<string, unknown> = {};
  for (const settings of all)
    for (const [name, value] of Object.entries(settings)) {
      const before = Object.hasOwn(merged, name) ? merged[name] : undefined;
      const both = [before, value].every((each) => typeof each === 'object' && each !== null && !Array.isArray(each));
      Object.defineProperty(merged, name, {
        value: both ? mergedSettings(before as Settings, value as Settings) : value,
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
  return merged;
}
