// Links to cost files, like the SAS of a blob: whoever has one may read that one file until it expires.

import { createHmac, timingSafeEqual } from "node:crypto";
import type { FileName } from "./cost-files.ts";

export const filesPath = "/local-azure/cost-files";

export interface FileLinks {
  /** https://host/local-azure/cost-files/account/container/path?sv=…&sig=… */
  linkTo(origin: string, name: FileName, expiresAtMs: number): string;
  allows(name: FileName, query: URLSearchParams, nowMs: number): boolean;
}

const version = "2021-08-06";

export function createFileLinks(signingKey: string): FileLinks {
  const signatureOf = ({ account, container, path }: FileName, expiry: string): Buffer =>
    createHmac("sha256", Buffer.from(signingKey, "base64")).update(["r", expiry, account, container, path, version].join("\n")).digest();

  return {
    linkTo(origin, name, expiresAtMs) {
      const expiry = `${new Date(expiresAtMs).toISOString().slice(0, 19)}Z`;
      const place = [name.account, name.container, ...name.path.split("/")].map(encodeURIComponent).join("/");
      const sig = signatureOf(name, expiry).toString("base64");
      return `${origin}${filesPath}/${place}?${new URLSearchParams({ sv: version, sr: "b", sp: "r", se: expiry, sig })}`;
    },
    allows(name, query, nowMs) {
      const expiry = query.get("se") ?? "";
      const given = Buffer.from(query.get("sig") ?? "", "base64");
      const wanted = signatureOf(name, expiry);
      return given.length === wanted.length && timingSafeEqual(given, wanted) && nowMs < Date.parse(expiry);
    },
  };
}
