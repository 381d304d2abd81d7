import { describe, expect, test } from "vitest";
import { assertSameSite, isAllowedHost } from "./request-guard.ts";

const allowed = ["127.0.0.1:3000", "localhost:3000", "[::1]:3000", "snap.example"];

describe("a host name is answered", () => {
  test.each(["127.0.0.1:3000", "localhost:3000", "LOCALHOST:3000", "[::1]:3000", "snap.example"])("%s", (host) =>
    expect(isAllowedHost(host, allowed)).toBe(true),
  );
});

describe("a host name is refused", () => {
  test.each([
    undefined,
    null,
    "",
    "127.0.0.1",
    "127.0.0.1:3001",
    "127.0.0.1:3000.evil.example",
    "evil.example",
    "evil.example:3000",
    "localhost.evil.example:3000",
    "localhost:3000@evil.example",
    "evil.example#localhost:3000",
    "127.1:3000",
    "2130706433:3000",
    "0x7f000001:3000",
    "0.0.0.0:3000",
    "[::ffff:127.0.0.1]:3000",
    "[::1%25lo]:3000",
    "localhost.:3000",
    " localhost:3000",
    "localhost:3000,evil.example",
    "snap.example:3000",
  ])("%s", (host) => expect(isAllowedHost(host, allowed)).toBe(false));
});

const sites = [undefined, "same-origin", "same-site", "cross-site", "none", "other"];
const origins = [
  undefined,
  "http://127.0.0.1:3000",
  "http://localhost:3000",
  "https://snap.example",
  "http://127.0.0.1:3001",
  "http://evil.example",
  "null",
  "",
  "file://",
];

/** Written again from the rule, not from the code. */
function mayAsk(method: string, site: string | undefined, origin: string | undefined): boolean {
  const ownPage = site === undefined || site === "same-origin" || (site === "none" && method === "GET");
  const ownOrigin = origin === undefined || ["http://127.0.0.1:3000", "http://localhost:3000", "https://snap.example"].includes(origin);
  return ownPage && ownOrigin;
}

describe.each(["GET", "POST", "PUT", "DELETE"])("%s", (method) => {
  test.each(sites.flatMap((site) => origins.map((origin) => [site, origin] as const)))(
    "with Sec-Fetch-Site %s and Origin %s is answered or refused by the rule",
    (site, origin) => {
      const headers = new Headers();
      if (site !== undefined) headers.set("sec-fetch-site", site);
      if (origin !== undefined) headers.set("origin", origin);
      const ask = () => assertSameSite(new Request("http://127.0.0.1:3000/api/x", { method, headers }), allowed);
      if (mayAsk(method, site, origin)) expect(ask).not.toThrow();
      else expect(ask).toThrow(expect.objectContaining({ code: "cross-site-write", status: 403 }));
    },
  );
});
