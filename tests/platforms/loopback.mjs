/** Keeps servers that would listen to the whole network on 127.0.0.1: `node --import loopback.mjs …`; never where a host is named. */
import { Server } from 'node:net';

const { listen } = Server.prototype;

Server.prototype.listen = function listenHere(port, ...rest) {
  const open = rest.length === 0 && Number.isInteger(Number(port));
  return listen.call(this, port, ...(open ? ['127.0.0.1'] : rest));
};
