import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Engine } from './engine.ts';

/** Starts `dynalite` in this process, its data in `<dataDir>/dynalite`. */
export async function startDynaliteEngine(dataDir: string): Promise<Engine> {
  const { default: dynalite } = await import('dynalite');
  const server = dynalite({ path: join(dataDir, 'dynalite'), createTableMs: 0, updateTableMs: 0 });
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
