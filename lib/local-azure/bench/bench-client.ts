// The client of the benches: Node's own HTTP with connections kept, so that what is measured is the server. Signs in as
// owner, polls operations, and hands back bytes as they came.

import { readFileSync } from "node:fs";
import http from "node:http";
import https from "node:https";
import type { LocalAzureEndpoints } from "../endpoints.ts";

export interface Sent {
  method?: string;
  headers?: Record<string, string>;
  body?: Uint8Array;
}

export interface Received {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: Buffer;
}

export type Send = (url: string, sent?: Sent) => Promise<Received>;

export interface ArmClient {
  send: Send;
  /** The answer as it comes, whether or not an operation goes on after it. */
  start(method: string, url: string, body?: object): Promise<Received>;
  /** The answer's JSON; of a 202 what its operation ended with. */
  call(method: string, url: string, body?: object): Promise<Record<string, unknown>>;
  close(): void;
}

export function createSend(ca?: string): { send: Send; close(): void } {
  const isSecure = ca !== undefined;
  const agent = isSecure ? new https.Agent({ keepAlive: true, ca }) : new http.Agent({ keepAlive: true });
  const request = isSecure ? https.request : http.request;
  const send: Send = (url, { method = "GET", headers = {}, body } = {}) =>
    new Promise((resolve, reject) => {
      const length = body === undefined ? {} : { "content-length": String(body.length) };
      const call = request(url, { method, agent, headers: { ...headers, ...length } }, (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("error", reject);
        answer.on("end", () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: Buffer.concat(parts) }));
      });
      call.on("error", reject);
      call.end(body);
    });
  return { send, close: () => agent.destroy() };
}

export async function signIn(endpoints: LocalAzureEndpoints): Promise<ArmClient> {
  const { send, close } = createSend(readFileSync(endpoints.caFile, "utf8"));
  const authorization = `Bearer ${await fetchToken(send, endpoints)}`;
  const sendSigned = async (method: string, url: string, body?: object) => {
    const headers = { authorization, "content-type": "application/json" };
    const answer = await send(url, { method, headers, body: body === undefined ? undefined : Buffer.from(JSON.stringify(body)) });
    if (answer.status >= 300) throw new Error(`${method} ${url}: ${answer.status} ${answer.body}`);
    return answer;
  };
  return {
    send,
    close,
    start: sendSigned,
    async call(method, url, body) {
      const answer = await sendSigned(method, url, body);
      const poll = answer.headers["azure-asyncoperation"];
      if (answer.status !== 202 || poll === undefined) return JSON.parse(answer.body.toString("utf8") || "{}");
      for (;;) {
        const operation = JSON.parse((await sendSigned("GET", String(poll))).body.toString("utf8"));
        if (operation.status === "Succeeded") return operation.properties?.output ?? {};
        if (operation.status !== "InProgress") throw new Error(`${method} ${url}: ${JSON.stringify(operation)}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}

async function fetchToken(send: Send, { clients, authority, tenantId, arm }: LocalAzureEndpoints): Promise<string> {
  const owner = clients.find((client) => client.name === "owner");
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: owner?.clientId ?? "",
    client_secret: owner?.clientSecret ?? "",
    scope: "https://management.azure.com/.default",
  });
  const answer = await send(`${authority}/${tenantId}/oauth2/v2.0/token`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded" },
    body: Buffer.from(form.toString()),
  });
  if (answer.status !== 200) throw new Error(`no token from ${arm}: ${answer.status} ${answer.body}`);
  return JSON.parse(answer.body.toString("utf8")).access_token;
}
