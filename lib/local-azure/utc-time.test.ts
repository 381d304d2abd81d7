import { afterEach, describe, expect, it, vi } from "vitest";
import { parseUtc } from "./utc-time.ts";

afterEach(() => vi.unstubAllEnvs());

describe.each(["UTC", "America/Los_Angeles", "Europe/Berlin", "Pacific/Kiritimati"])("a time that names no zone, read in %s", (zone) => {
  it("is UTC", () => {
    vi.stubEnv("TZ", zone);
    const read = (text: string) => new Date(parseUtc(text)).toISOString();
    expect(read("2027-03-28")).toBe("2027-03-28T00:00:00.000Z");
    expect(read("2027-03-28T02:30")).toBe("2027-03-28T02:30:00.000Z");
    expect(read("2027-03-28 02:30:15")).toBe("2027-03-28T02:30:15.000Z");
    expect(read("2027-03-28T02:30:15.1234567")).toBe("2027-03-28T02:30:15.123Z");
    expect(read("Sun, 28 Mar 2027 02:30:15")).toBe("2027-03-28T02:30:15.000Z");
  });

  it("is in its own zone where it names one", () => {
    vi.stubEnv("TZ", zone);
    expect(parseUtc("2027-03-28T02:30:00+05:30")).toBe(Date.UTC(2027, 2, 27, 21));
    expect(parseUtc("2027-03-28T02:30:00Z")).toBe(Date.UTC(2027, 2, 28, 2, 30));
    expect(parseUtc("Sun, 28 Mar 2027 02:30:00 GMT")).toBe(Date.UTC(2027, 2, 28, 2, 30));
  });
});

describe("what is no time", () => {
  it.each(["", "5", "yesterday", "2027-02-29", "2026-04-31T00:00:00Z", "2026-13-01", "2026-01-01T25:00", "2026-01-01 and more"])(
    "'%s' is not read as one",
    (text) => expect(parseUtc(text)).toBeNaN(),
  );

  it("has the 29th of February only in leap years", () => expect(parseUtc("2028-02-29")).toBe(Date.UTC(2028, 1, 29)));
});
