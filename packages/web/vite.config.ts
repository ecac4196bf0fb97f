import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { localStage } from './build/local-stage.ts';

export default defineConfig(({ command }) => ({
  // `preview` counts as `serve`
  plugins: [react(), ...(command === 'serve' ? [localStage(process.env.LOCAL_DIR)] : [])],
  build: {
    target: 'es2022',
    // The content security policy allows no inline script, style or picture of a page.
    assetsInlineLimit: 0,
    rolldownOptions: { input: ['index.html', '404.html'].map((page) => join(import.meta.dirname, page)) },
  },
}));
