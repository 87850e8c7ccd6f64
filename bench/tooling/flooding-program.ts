/** Output of the measured program, in MB. */
export const floodMB = 100;
/** The last that it prints. */
export const last = 'the flood is over';

/** Program that prints so much in lines of 80 characters, and then says that it is over. */
export const flood = {
  program: '/bin/sh',
  args: ['-c', `yes "$0" | head -c ${floodMB}000000; printf '${last}'; read -r end`, 'x'.repeat(79)],
};
