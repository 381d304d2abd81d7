import { createServer, type Server } from "node:http";
import { CannotStart } from "#lib/server/cannot-start.ts";
import type { Config } from "#lib/server/config.ts";

type Address = Pick<Config, "host" | "port">;

/** Resolves when listening; rejects with a sentence a person can act on. */
export function listen(server: Server, { host, port }: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(explain(error, { host, port })));
    server.listen(port, host, resolve);
  });
}

export async function assertPortFree(address: Address): Promise<void> {
  const server = createServer();
  await listen(server, address);
  await new Promise((resolve) => server.close(resolve));
}

function explain(error: NodeJS.ErrnoException, { host, port }: Address): Error {
  if (error.code === "EADDRINUSE")
    return new CannotStart(`Port ${port} on ${host} is taken. Stop what uses it, or choose another: PORT=${port + 1} npm start`);
  if (error.code === "EACCES")
    return new CannotStart(`Port ${port} may not be used by this account. Choose one above 1023: PORT=3000 npm start`);
  return error;
}
