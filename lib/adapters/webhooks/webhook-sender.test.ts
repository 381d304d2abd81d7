// What is sent, to whom it is not, and what of it is never told.
import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { Webhook, WebhookNote } from "#lib/domain/operations/webhook.ts";
import { createWebhookSender, type Resolve } from "./webhook-sender.ts";

const note: WebhookNote = {
  id: "event-1",
  event: "operation.failed",
  at: "2026-11-28T12:00:00.000Z",
  operation: { id: "op-1", kind: "copy", title: "Copy <!channel> to North Europe", requestedBy: "Ann", error: "Azure said no." },
};
let heard: { headers: IncomingHttpHeaders; body: string; url: string | undefined }[] = [];
let status = 200;
const server = createServer(async (request, response) => {
  let body = "";
  for await (const chunk of request) body += chunk;
  heard.push({ headers: request.headers, body, url: request.url });
  response.writeHead(status, status === 302 ? { location: "/elsewhere" } : {}).end();
});
let port: number;
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  port = (server.address() as AddressInfo).port;
});
afterAll(() => server.close());
beforeEach(() => {
  heard = [];
  status = 200;
});

const hookOf = (changes: Partial<Webhook> = {}): Webhook => ({
  name: "ops",
  url: `http://127.0.0.1:${port}/hook/s3cr3t-path`,
  shape: "json",
  events: ["operation.failed"],
  allowPrivate: true,
  ...changes,
});
const send = (hook: Webhook, resolve?: Resolve) =>
  createWebhookSender({ nowMs: () => 1_700_000_000_123, ...(resolve ? { resolve } : {}) }).send(hook, note);

test("JSON is the event itself, with a signature over its time and body", async () => {
  const secret = "0123456789abcdef";
  await send(hookOf({ secret }));
  const [one] = heard;
  expect(JSON.parse(one?.body ?? "")).toEqual(note);
  expect(one?.headers).toMatchObject({ "x-snapscope-event-id": "event-1", "x-snapscope-timestamp": "1700000000" });
  const signature = createHmac("sha256", secret).update(`1700000000.${one?.body}`).digest("hex");
  expect(one?.headers["x-snapscope-signature"]).toBe(`sha256=${signature}`);
});

test("Slack and Teams get a sentence each in their shape, and nobody is called by a name in it", async () => {
  await send(hookOf({ shape: "slack" }));
  await send(hookOf({ shape: "teams" }));
  const [slack, teams] = heard.map(({ body }) => JSON.parse(body));
  expect(slack.text).toBe("Copy &lt;!channel&gt; to North Europe: failed. Azure said no. (asked for by Ann)");
  expect(teams.attachments[0].content.body[0].inlines[0].text).toContain("Azure said no.");
});

test.each(["http://127.0.0.1", "http://[::1]", "http://[::ffff:127.0.0.1]", "http://169.254.169.254"])(
  "%s is not sent to",
  async (origin) => {
    const url = `${origin}:${port}/hook/s3cr3t-path`;
    await expect(send(hookOf({ url, allowPrivate: false }))).rejects.toThrow("ops is at a private address");
    expect(heard).toEqual([]);
  },
);

test.each([
  ["a name that means this machine", [{ address: "127.0.0.1", family: 4 }]],
  [
    "a name that means a private address too",
    [
      { address: "8.8.8.8", family: 4 },
      { address: "10.0.0.1", family: 4 },
    ],
  ],
])("%s is looked at when it is connected to", async (_what, addresses) => {
  const url = `http://hooks.example.com:${port}/hook`;
  await expect(send(hookOf({ url, allowPrivate: false }), async () => addresses)).rejects.toThrow("ops is at a private address");
  expect(heard).toEqual([]);
});

test("a redirect is no success and is not followed; what is told of a failure holds no address", async () => {
  status = 302;
  await expect(send(hookOf())).rejects.toThrow("ops answered 302.");
  expect(heard.map(({ url }) => url)).toEqual(["/hook/s3cr3t-path"]);
  const away = send(hookOf({ url: "http://127.0.0.1:1/hook/s3cr3t-path" }));
  await expect(away).rejects.toThrow(/^ops could not be reached \(ECONNREFUSED\)\.$/);
});
