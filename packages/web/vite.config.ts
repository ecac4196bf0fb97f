import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { localStage } from './build/local-stage.ts';

export default defineConfig({
  plugins: [react(), localStage(process.env.LOCAL_DIR)],
  build: { target: 'es2022', assetsInlineLimit: 0 },
});
