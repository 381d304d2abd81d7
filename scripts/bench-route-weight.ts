// First-load JavaScript of each page, from the HTML the built server really sends: every script it names, gzipped.
// The polyfills for browsers without modules (nomodule) are left out, as every current browser leaves them out.
import { gzipSync } from "node:zlib";
import type { Figure } from "./bench-figure.ts";
import { withServer } from "./bench-server.ts";

const routes = ["/", "/snapshots", "/chains", "/operations", "/costs", "/settings"];
const targetKb = 250;

export function benchRouteWeight(): Promise<Figure[]> {
  return withServer(async (origin) => {
    const figures: Figure[] = [];
    for (const route of routes) {
      const html = await (await fetch(origin + route)).text();
      const scripts = new Set(
        [...html.matchAll(/<script\b([^>]*)\bsrc="([^"]+)"([^>]*)>/g)]
          .filter((m) => !/nomodule/i.test(`${m[1]}${m[3]}`))
          .map((m) => m[2] ?? ""),
      );
      let bytes = 0;
      for (const src of scripts) bytes += gzipSync(Buffer.from(await (await fetch(new URL(src, origin))).arrayBuffer())).length;
      const kb = Math.round(bytes / 102.4) / 10;
      figures.push({
        name: `first-load-js ${route}`,
        value: kb,
        unit: "KB gz",
        target: `<= ${targetKb}`,
        ok: scripts.size > 0 && kb <= targetKb,
      });
    }
    return figures;
  });
}
