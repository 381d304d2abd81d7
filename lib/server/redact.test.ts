import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createLog } from "./log.ts";
import { redact, redactText } from "./redact.ts";

const secret = "c4n4ry/SECRET+value==";
const encoded = encodeURIComponent(secret);
const token = "eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJ4In0.c4n4rySECRETvalue";

const texts: [string, string][] = [
  ["a SAS URL", `https://md-x.z1.blob.storage.azure.net/abcd?sv=2018-03-28&sr=b&si=c4n4ry-policy&sig=${encoded}`],
  ["a SAS as first parameter", `https://x/abcd?sig=${encoded}&sv=1`],
  ["an encoded SAS URL inside another", `https://x/?url=${encodeURIComponent(`https://y/abcd?sv=1&sig=${encoded}`)}`],
  ["a SAS encoded twice", encodeURIComponent(encodeURIComponent(`https://y/abcd?sv=1&sig=${encoded}`))],
  ["a SAS in XML", `<Message>https://x/abcd?sv=1&amp;si=c4n4ry&amp;sig=${encoded}</Message>`],
  ["a SAS in JSON as .NET writes it", `{"url":"https://x/abcd?sv=1\\u0026si=c4n4ry\\u0026sig=${encoded}"}`],
  ["a SAS in a sentence", `Could not read 'sig=${encoded}' of the blob`],
  ["a bearer header", `authorization: Bearer ${token}`],
  ["a bare token", `got ${token} from Entra`],
  ["a form", `grant_type=client_credentials&client_secret=${encoded}&scope=x`],
  ["JSON", `{"client_secret":"${secret}","refresh_token": "${secret}"}`],
  ["a header signed by an account's key", `authorization: SharedKey replicas1:${secret}`],
  [
    "the keys of an account",
    `{"keys":[{"keyName":"key1","permissions":"FULL","value":"${secret}"},{"keyName":"key2","value":"${secret}"}]}`,
  ],
  ["a target of the settings", `SNAPSCOPE_REPLICA_TARGETS=[{"name":"a","url":"https://a.blob.core.windows.net/c?sv=1&sig=${encoded}"}]`],
  ["a connection string", `AccountName=a;AccountKey=${secret};EndpointSuffix=x`],
];

const leaks = (text: string) => /c4n4ry/i.test(text);

describe("a secret is cut out of", () => {
  test.each(texts)("%s", (_what, text) => {
    expect(leaks(text)).toBe(true);
    expect(leaks(redactText(text))).toBe(false);
  });

  test.each(texts)("%s in a cause of a cause", (_what, text) => {
    const error = new Error("outer", {
      cause: new Error("middle", { cause: Object.assign(new Error(text), { details: { list: [text] } }) }),
    });
    expect(leaks(JSON.stringify(redact({ err: error })))).toBe(false);
  });

  test.each(["authorization", "Cookie", "clientSecret", "accessSAS", "x-ms-copy-source", "password"])("a field called %s", (name) =>
    expect(leaks(JSON.stringify(redact({ headers: { [name]: secret } })))).toBe(false),
  );
});

test("an SDK's error does not bring its request along", () => {
  const error = Object.assign(new Error("Forbidden"), { code: "X", statusCode: 403, request: { url: texts[0]?.[1], headers: secret } });
  const line = JSON.stringify(redact({ err: error }));
  expect(line).toContain("Forbidden");
  expect(line).not.toContain("request");
});

test("what holds no secret stays as it is", () => {
  const value = { text: "significant sign: signal 5, design=2, ranges 0–512", n: 2 ** 46, list: [null, true, undefined], big: 5n };
  expect(redact(value)).toEqual({ ...value, big: "5" });
});

test("cycles and depth end", () => {
  const cycle: Record<string, unknown> = {};
  cycle.self = cycle;
  const deep = Array.from({ length: 100 }).reduce<unknown>((inner) => ({ inner }), { sig: secret });
  expect(inspect(redact({ cycle, deep }), { depth: 20 })).toContain("[…]");
});

test("whatever stands around it, a signature does not get through", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), fc.constantFrom("?", "&", " ", '"', "'", "("), (before, after, mark) => {
      expect(redactText(`${before}${mark}sig=${encoded}&${after}`)).not.toContain(encoded);
    }),
  );
});

test("a log line is one line of JSON with its event, and holds no secret", () => {
  const lines: string[] = [];
  const log = createLog("info", (line) => lines.push(line));
  log.error("it\r\nfailed", { requestId: "1", err: new Error(texts.map(([, text]) => text).join("\n")) });
  expect(lines).toHaveLength(1);
  expect(lines[0]?.trimEnd()).not.toContain("\n");
  expect(leaks(lines.join(""))).toBe(false);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: "error", event: "it\r\nfailed", requestId: "1" });
});
