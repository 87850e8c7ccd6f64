/** Place of a step among all, as lists show it. */
export interface StepPlace {
  step: number;
  totalSteps: number;
}

/** Asks for one thing; null leads to the step before, undefined away. */
type Ask<T> = (at: StepPlace) => Promise<T | null | undefined>;

/** Asks one thing after another, with a way back to the one before; undefined when the person leaves. */
export async function askInSteps<T extends readonly unknown[]>(
  ...asks: { [K in keyof T]: Ask<T[K]> }
): Promise<T | undefined> {
  const answers: unknown[] = [];
  for (let ask = asks[0]; ask !== undefined; ask = asks[answers.length]) {
    const answer = await ask({ step: answers.length + 1, totalSteps: asks.length });
    if (answer === undefined) return undefined;
    if (answer === null) answers.pop();
    else answers.push(answer);
  }
  return answers as readonly unknown[] as T;
}
