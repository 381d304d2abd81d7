// A handler on an ephemeral loopback port, for tests of it without the whole of Local Azure. Everybody who calls has a token.

import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

type Handler = (req: IncomingMessage, res: ServerResponse, url: URL) => Promise<boolean>;

export interface TestServer {
  /** Answers of the handler; where it has none, 404 with the body "not handled". */
  send(pathAndQuery: string, options?: { method?: string; body?: unknown }): Promise<{ status: number; headers: Headers; body: unknown }>;
  /** The same unread; an address this server gave leads back to it. */
  fetch(pathOrLink: string, init?: RequestInit): Promise<Response>;
  close(): Promise<void>;
}

export async function startTestServer(handler: Handler): Promise<TestServer> {
  const server = createServer((req, res) => {
    handler(req, res, new URL(`https://${req.headers.host}${req.url}`)).then(
      (answered) => answered || res.writeHead(404).end('"not handled"'),
      (error) => res.writeHead(500).end(JSON.stringify(String(error))),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const here = (pathOrLink: string) => `http://127.0.0.1:${port}${pathOrLink.replace(/^https:\/\/[^/]+/, "")}`;
  return {
    fetch: (pathOrLink, init) => fetch(here(pathOrLink), init),
    async send(pathAndQuery, { method = "GET", body } = {}) {
      const text = typeof body === "string" ? body : JSON.stringify(body);
      const headers = { authorization: "Bearer x" };
      const response = await fetch(here(pathAndQuery), { method, headers, body: body === undefined ? undefined : text });
      const answer = await response.text();
      return { status: response.status, headers: response.headers, body: answer === "" ? undefined : JSON.parse(answer) };
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
