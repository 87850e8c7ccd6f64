/** Full reset of a terminal (RIS), and of the lines above its screen. */
export const resetSequence = '\x1bc\x1b[3J';
