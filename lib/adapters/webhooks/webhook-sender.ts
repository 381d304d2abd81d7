// Sends to an address that somebody configured: never to this machine or a private network unless that is allowed, which is decided by the
// address that is connected to (a name may mean another one at each look), and never where an answer points.
import { createHmac } from "node:crypto";
import { type LookupAddress, lookup } from "node:dns";
import { request as requestHttp } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { type Webhook, type WebhookNote, webhookBody } from "#lib/domain/operations/webhook.ts";
import type { WebhookSender } from "#lib/services/ports/webhooks.ts";
import { isPublicAddress } from "./public-address.ts";

const TIMEOUT_MS = 15_000;

export type Resolve = (host: string) => Promise<LookupAddress[]>;

export function createWebhookSender({ resolve = resolveAll, nowMs }: { resolve?: Resolve; nowMs(): number }): WebhookSender {
  return {
    async send(hook, note) {
      const body = webhookBody(hook.shape, note);
      const status = await post(hook, body, headersOf(hook, note, body, nowMs()), resolve);
      if (status < 200 || status > 299) throw new Error(`${hook.name} answered ${status}.`);
    },
  };
}

function headersOf({ secret }: Webhook, { id, event }: WebhookNote, body: string, nowMs: number): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1000));
  const signature = secret && createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
  return {
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
    "x-snapscope-event": event,
    "x-snapscope-event-id": id,
    "x-snapscope-timestamp": timestamp,
    ...(signature ? { "x-snapscope-signature": `sha256=${signature}` } : {}),
  };
}

/** The status that was answered: what else is in an answer is not read. */
async function post(hook: Webhook, body: string, headers: Record<string, string>, resolve: Resolve): Promise<number> {
  const url = new URL(hook.url);
  const host = url.hostname.replace(/^\[|\]$/g, "");
  const may = (address: string) => hook.allowPrivate || isPublicAddress(address);
  if (isIP(host) !== 0 && !may(host)) throw new Error(notAllowed(hook));
  const request = url.protocol === "http:" ? requestHttp : requestHttps;
  return new Promise((done, fail) => {
    const asked = request(
      url,
      // A connection of its own: one that is kept was looked up for another sending.
      { method: "POST", headers, agent: false, lookup: checkedLookup(hook, may, resolve), signal: AbortSignal.timeout(TIMEOUT_MS) },
      (answer) => {
        answer.destroy();
        done(answer.statusCode ?? 0);
      },
    );
    // Node's own words may hold the address, and with it the secret of it.
    asked.on("error", (error) =>
      fail(new Error(error instanceof NotAllowed ? error.message : `${hook.name} could not be reached${codeOf(error)}.`)),
    );
    asked.end(body);
  });
}

class NotAllowed extends Error {}

function checkedLookup(hook: Webhook, may: (address: string) => boolean, resolve: Resolve): LookupFunction {
  return (host, options, found) => {
    resolve(host).then(
      (all) => {
        const [first] = all;
        if (!first || !all.every(({ address }) => may(address))) return found(new NotAllowed(notAllowed(hook)), "", 0);
        if (options.all) return found(null, all);
        return found(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => found(error, "", 0),
    );
  };
}

function resolveAll(host: string): Promise<LookupAddress[]> {
  return new Promise((done, fail) => lookup(host, { all: true }, (error, all) => (error ? fail(error) : done(all))));
}

function notAllowed({ name }: Webhook): string {
  return `${name} is at a private address, which is not allowed (allowPrivate).`;
}

function codeOf(error: Error): string {
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return /^[A-Z_0-9]+$/.test(code) ? ` (${code})` : "";
}
