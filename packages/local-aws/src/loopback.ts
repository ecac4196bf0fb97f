import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/**
 * Lets a server listen on a port of 127.0.0.1, 0 for any free one.
 *
 * @returns the port
 * @throws the system's error, such as `EADDRINUSE`
 */
export async function listenOnLoopback(server: Server, port = 0): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** Frees a server's port; `cut` ends the connections that would keep it. A second call does nothing. */
export async function closeServer(server: Server, cut: () => void): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  cut();
  await closed;
}
