/** Keeps a server that names no host on 127.0.0.1, by `node --import loopback.mjs …`; never one that names its own. */
import { Server } from 'node:net';

const { listen } = Server.prototype;

Server.prototype.listen = function listenHere(port, ...rest) {
  const open = rest.length === 0 && Number.isInteger(Number(port));
  return listen.call(this, port, ...(open ? ['127.0.0.1'] : rest));
};
