/** Side effects of a package's main threads, which `vite.config.ts` makes a module of. */
declare module '*?main-threads';
