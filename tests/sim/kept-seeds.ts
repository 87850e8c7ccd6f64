import { readFileSync, writeFileSync } from 'node:fs';
import type { Course } from './simulate.ts';

const file = new URL('./seeds.json', import.meta.url);

/** A course that failed once, with the fault that it found. */
export type KeptCourse = Course & { found: string };

/** The courses that are always run first. */
export function keptCourses(): KeptCourse[] {
  return JSON.parse(readFileSync(file, 'utf8')) as KeptCourse[];
}

/** Adds a course to those that are always run first. */
export function keep(course: KeptCourse): void {
  writeFileSync(file, `${JSON.stringify([...keptCourses(), course], null, 2)}\n`);
}
