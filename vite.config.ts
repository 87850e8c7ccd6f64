import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  root: fileURLToPath(new URL('src/renderer', import.meta.url)),
  // Relative, because the same files are served below a path by the host and from the app's own protocol.
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  // Two copies of the editor's singletons would not see each other's registrations.
  resolve: { dedupe: ['vscode', 'monaco-editor', '@codingame/monaco-vscode-api'] },
  build: {
    outDir: fileURLToPath(new URL('dist/renderer', import.meta.url)),
    emptyOutDir: true,
    target: 'esnext',
    chunkSizeWarningLimit: 20_000,
    reportCompressedSize: false,
    rolldownOptions: {
      output: {
        // Several files load and compile side by side; one of 11 MB takes the first start half a second longer.
        codeSplitting: {
          groups: [
            { name: 'base', test: /vscode\/src\/vs\/(base|platform)\// },
            { name: 'editor', test: /vscode\/src\/vs\/editor\// },
            { name: 'contributions', test: /vscode\/src\/vs\/workbench\/contrib\// },
          ],
        },
      },
    },
  },
});
