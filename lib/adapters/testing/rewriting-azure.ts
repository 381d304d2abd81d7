// Test aid: a second door to Local Azure that answers what Azure may and Local Azure never does. What goes through it is
// Local Azure's own, with its addresses for those of Local Azure, until a test rewrites it.
import type { IncomingMessage } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import type { AzureConnection } from "#lib/adapters/azure/connection.ts";
import { openTls } from "#lib/local-azure/server/tls.ts";
import type { LocalEstate } from "./local-estate.ts";

export interface Asked {
  method: string;
  /** With its query. */
  path: string;
  headers: IncomingMessage["headers"];
}

export interface Answer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

const OF_THE_CONNECTION = new Set(["content-length", "content-encoding", "transfer-encoding", "connection", "keep-alive"]);

/** undefined: as it is. */
export type Rewrite = (asked: Asked, answer: Answer) => Partial<Answer> | undefined | Promise<Partial<Answer> | undefined>;

export async function startRewritingAzure({ azure, connection }: LocalEstate) {
  const tls = await openTls(azure.dataDir);
  const asked: Asked[] = [];
  let rewrite: Rewrite = () => undefined;
  const server = createServer({ cert: tls.certPem, key: tls.keyPem }, async (req, res) => {
    const one: Asked = { method: req.method ?? "GET", path: req.url ?? "/", headers: req.headers };
    asked.push(one);
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const theirs = await fetch(azure.endpoints.arm + one.path, {
      method: one.method,
      headers: pick(req.headers, ["authorization", "content-type", "x-ms-client-request-id"]),
      ...(body.length > 0 ? { body } : {}),
    });
    const here = (text: string) => text.replaceAll(azure.endpoints.arm, origin);
    const headers = Object.fromEntries([...theirs.headers].map(([name, value]) => [name, here(value)]));
    const plain: Answer = { status: theirs.status, headers, body: here(await theirs.text()) };
    const answer = { ...plain, ...(await rewrite(one, plain)) };
    const kept = Object.entries(answer.headers).filter(([name]) => !OF_THE_CONNECTION.has(name));
    res.writeHead(answer.status, Object.fromEntries(kept)).end(answer.body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    asked,
    connection: { ...connection, armEndpoint: origin } satisfies AzureConnection,
    answerWith(next: Rewrite) {
      rewrite = next;
    },
    reset() {
      rewrite = () => undefined;
      asked.length = 0;
    },
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

export type RewritingAzure = Awaited<ReturnType<typeof startRewritingAzure>>;

/** A host that is not Azure, trusted all the same, that remembers who came. */
export async function startStranger({ azure }: LocalEstate) {
  const tls = await openTls(azure.dataDir);
  const asked: Asked[] = [];
  const server = createServer({ cert: tls.certPem, key: tls.keyPem }, (req, res) => {
    asked.push({ method: req.method ?? "GET", path: req.url ?? "/", headers: req.headers });
    res.writeHead(200, { "content-type": "application/json" }).end('{"value":[]}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    origin: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async stop() {
      server.closeAllConnections();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

/** The answer's JSON, changed. */
export function changed(answer: Answer, change: (body: never) => unknown): Partial<Answer> {
  return { body: JSON.stringify(change(JSON.parse(answer.body) as never)) };
}

function pick(headers: IncomingMessage["headers"], names: string[]): Record<string, string> {
  return Object.fromEntries(names.flatMap((name) => (typeof headers[name] === "string" ? [[name, headers[name]]] : [])));
}
