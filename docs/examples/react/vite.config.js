/** Builds the React example; the engine stays a file of its own, found by its URL. */
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  plugins: [react()],
  // In development Vite would bundle the package and lose the engine beside it.
  optimizeDeps: { exclude: ['pairwell'] },
});
