// The parts of Node that the tests use, so that nothing has to be installed.
declare module 'node:test' {
  export function test(name: string, run: () => void): void;
}

declare module 'node:assert/strict' {
  const assert: {
    equal<T>(actual: T, expected: T): void;
    deepEqual<T>(actual: T, expected: T): void;
  };
  export default assert;
}
