import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const coordinator = process.env.SLUICE_URL ?? 'http://127.0.0.1:7880';

export default defineConfig({
  // Relative, so that the page works wherever the coordinator mounts it.
  base: './',
  plugins: [react()],
  build: { outDir: 'dist', chunkSizeWarningLimit: 1200 },
  server: { host: '127.0.0.1', proxy: { '/api': coordinator, '/rtc': { target: coordinator, ws: true } } },
});
