import { describe, expect, it } from "vitest";
import { isLoopbackOrigin, parseLoopbackUrl } from "./loopback-url.ts";

describe("A place to send people back to", () => {
  it.each(["http://localhost", "http://localhost:3000/auth/callback?a=b", "https://127.0.0.1:8443/", "http://[::1]:49152/x"])(
    "may be %s",
    (text) => expect(parseLoopbackUrl(text)?.href).toContain(new URL(text).host),
  );

  it.each([
    "https://example.com/",
    "http://localhost.example.com/",
    "http://localhost@example.com/",
    "http://user:word@localhost/",
    "http://example.com\\@localhost/",
    "http://localhost\\@example.com/",
    "http://localhost/#fragment",
    "http://localhost/\r\nLocation: https://example.com",
    " http://localhost/",
    "http://192.168.0.1/",
    "http://0.0.0.0/",
    "javascript:alert(1)//localhost",
    "ms-app://localhost/",
    "//localhost/",
    "/callback",
    "",
  ])("is never %j", (text) => expect(parseLoopbackUrl(text)).toBeUndefined());

  it("is an origin only without a path", () => {
    expect(["http://localhost:3000", "https://[::1]"].map(isLoopbackOrigin)).toEqual([true, true]);
    expect(["http://localhost:3000/", "null", "https://example.com", "http://LOCALHOST"].map(isLoopbackOrigin)).toEqual([
      false,
      false,
      false,
      false,
    ]);
  });
});
