/** Builds the Vue example; tells Vue which tags are not its own. */
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vite';

export default defineConfig({
  base: './',
  plugins: [vue({ template: { compilerOptions: { isCustomElement: (tag) => tag.startsWith('pairwell-') } } })],
  // In development Vite would bundle the package and lose the engine beside it.
  optimizeDeps: { exclude: ['pairwell'] },
});
