// Draws the icons in public/ from icon.svg. Run by hand when the mark changes: node scripts/draw-icons.ts
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Browser, chromium } from "playwright";
import { findBrowser } from "./provision.ts";

const folder = join(dirname(dirname(fileURLToPath(import.meta.url))), "public");
const mark = readFileSync(join(folder, "icon.svg"), "utf8").replace(/ (width|height)="32"/g, "");
/** What a phone cuts to its own shape, or lays on its own ground: nothing may show through. */
const GROUND = "#121418";

interface Drawing {
  sizePx: number;
  /** Of the width; a maskable icon keeps the mark within the middle four fifths. */
  markShare: number;
  ground?: string;
}

const browser = await chromium.launch({ executablePath: findBrowser(), args: ["--no-sandbox"] });
for (const [name, drawing] of Object.entries<Drawing>({
  "icon-192.png": { sizePx: 192, markShare: 1 },
  "icon-512.png": { sizePx: 512, markShare: 1 },
  "icon-maskable-512.png": { sizePx: 512, markShare: 0.56, ground: GROUND },
  "apple-touch-icon.png": { sizePx: 180, markShare: 0.7, ground: GROUND },
}))
  writeFileSync(join(folder, name), await draw(browser, drawing));
writeFileSync(join(folder, "favicon.ico"), toIco(await draw(browser, { sizePx: 32, markShare: 1 }), 32));
await browser.close();

async function draw(browser: Browser, { sizePx, markShare, ground = "transparent" }: Drawing): Promise<Buffer> {
  const page = await browser.newPage({ viewport: { width: sizePx, height: sizePx } });
  const markPx = Math.round(sizePx * markShare);
  await page.setContent(
    `<style>body{margin:0;height:${sizePx}px;display:grid;place-items:center;background:${ground}}svg{width:${markPx}px;height:${markPx}px}</style>${mark}`,
  );
  const png = await page.screenshot({ omitBackground: true });
  await page.close();
  return png;
}

/** An icon file that holds one PNG: header, one entry, the image. */
function toIco(png: Buffer, sizePx: number): Buffer {
  const head = Buffer.alloc(22);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(1, 4);
  head.writeUInt8(sizePx, 6);
  head.writeUInt8(sizePx, 7);
  head.writeUInt16LE(1, 10);
  head.writeUInt16LE(32, 12);
  head.writeUInt32LE(png.length, 14);
  head.writeUInt32LE(head.length, 18);
  return Buffer.concat([head, png]);
}
