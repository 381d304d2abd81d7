// One way only: pages → components → client ⇢ HTTP ⇢ api → server → services → domain (docs/architecture.md).
// Reads the import lines of the whole tree; a wrong arrow fails here with both ends named.
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

interface Import {
  from: string;
  to: string;
}

/** In a statement comments may hold quotes and semicolons; otherwise these end it. A comment is read in one way only, or many in one statement take for ever. */
const STATEMENT = /^[ \t]*(?:import|export)\b(?:\/\/[^\n]*$|\/\*(?:[^*]|\*(?!\/))*\*\/|\/(?![/*])|[^"'`;/])*?\bfrom\s*["']([^"']+)["']/gm;
const SIDE_EFFECT = /^[ \t]*import\s*["']([^"']+)["']/gm;
/** Also the type of one: typeof import("…"), import("…").Name. */
const CALL = /\b(?:import|require)\(\s*["']([^"']+)["']/g;
const WORKER = /\bnew URL\(\s*["'](\.{1,2}\/[^"']+)["'],\s*import\.meta\.url/g;

const sources = ["app", "components", "lib"].flatMap((folder) => listSources(join(root, folder)));
const imports = sources.flatMap(readImports);
const isTest = (file: string) => /\.(test|bench|conformance)\.tsx?$/.test(file) || file.includes("/testing/");

function arrows(from: (file: string) => boolean, forbidden: (target: string) => boolean): string[] {
  return imports.filter((i) => from(i.from) && !isTest(i.from) && forbidden(i.to)).map((i) => `${i.from} -> ${i.to}`);
}

const inside =
  (...folders: string[]) =>
  (path: string) =>
    folders.some((folder) => path.startsWith(`${folder}/`));
/** What a kind of operation says to the browser too. */
const isKindWords = (path: string) => /^lib\/operations\/kinds\/(kind-words|[a-z-]+\/(request|words))\.ts$/.test(path);
const isPackage = (target: string) => !/^(app|components|lib)\//.test(target);

describe("The reader of imports", () => {
  test.each([
    ['import { a } from "./a.ts";', ["./a.ts"]],
    ['import type { A } from "./a.ts";', ["./a.ts"]],
    ['import {\n  a,\n  type B,\n} from "./a.ts";', ["./a.ts"]],
    ['import {\n  a, // the owner\'s; "quoted"\n  b,\n} from "./a.ts";', ["./a.ts"]],
    ['import a, { /* don\'t */ type B } from "./a.ts";', ["./a.ts"]],
    ['import * as a from "./a.ts";\nimport b from "./b.json" with { type: "json" };', ["./a.ts", "./b.json"]],
    ['export type { A } from "./a.ts";\nexport * from "./b.ts";\nexport * as c from "./c.ts";', ["./a.ts", "./b.ts", "./c.ts"]],
    ['export interface A {\n  b: string;\n}\nexport { c } from "./c.ts";', ["./c.ts"]],
    ['import "./a.css";', ["./a.css"]],
    ['const load = () => import("./a.ts").then((m) => m.A);', ["./a.ts"]],
    ['const load = () =>\n  import(\n    "./a.ts",\n    { with: { type: "json" } }\n  );', ["./a.ts"]],
    ['type A = import("./a.ts").A;\nlet b: typeof import("./b.ts");', ["./a.ts", "./b.ts"]],
    ['new Worker(new URL("./a.ts", import.meta.url), { type: "module" });', ["./a.ts"]],
    ['new URL("../", "http://localhost"); const text = "nothing from \\"./a.ts\\"";', []],
    ['export const from = 1;\nexport function a(from: string) {\n  return "b";\n}', []],
  ])("finds in %j %j", (text, expected) => expect(specifiersOf(text)).toEqual(expected));
});

describe("The layers point one way", () => {
  test("the tree was read", () => expect(imports.length).toBeGreaterThan(200));

  test("the domain imports nothing but itself and decimal.js", () =>
    expect(arrows(inside("lib/domain"), (to) => !inside("lib/domain")(to) && to !== "decimal.js")).toEqual([]));

  test("the contract imports only itself, the domain and zod", () =>
    expect(arrows(inside("lib/contract"), (to) => !inside("lib/contract", "lib/domain")(to) && to !== "zod")).toEqual([]));

  test("requests and words of operation kinds import only each other, the contract, the domain and zod", () =>
    expect(arrows(isKindWords, (to) => !isKindWords(to) && !inside("lib/contract", "lib/domain")(to) && to !== "zod")).toEqual([]));

  test("components and the client never import server code", () =>
    expect(
      arrows(
        inside("components", "lib/client"),
        (to) =>
          (inside("lib/server", "lib/services", "lib/adapters", "lib/operations", "lib/local-azure", "app")(to) && !isKindWords(to)) ||
          to.startsWith("node:") ||
          to.startsWith("@azure/arm"),
      ),
    ).toEqual([]));

  test("components never fetch", () => {
    const fetching = sources.filter(
      (f) => f.startsWith("components/") && !isTest(f) && /\bfetch\(/.test(readFileSync(join(root, f), "utf8")),
    );
    expect(fetching).toEqual([]);
  });

  test("parts of pages that are loaded later outlast an outage", () => {
    const fragile = sources.filter(
      (f) => f.startsWith("components/") && !isTest(f) && /(?<!untilLoaded\(\(\) => )\bimport\(/.test(readFileSync(join(root, f), "utf8")),
    );
    expect(fragile).toEqual([]);
  });

  test("pages import components and the client only", () =>
    expect(
      arrows(
        (f) => f.startsWith("app/") && !f.startsWith("app/api/"),
        (to) => inside("lib/server", "lib/services", "lib/adapters", "lib/operations", "lib/local-azure")(to),
      ),
    ).toEqual([]));

  test("route handlers go through the server's wrapper, not to adapters or Azure", () =>
    expect(
      arrows(
        inside("app/api"),
        (to) => inside("lib/adapters", "lib/operations", "lib/local-azure", "components")(to) || to.startsWith("@azure/"),
      ),
    ).toEqual([]));

  test("services know ports, domain and contract, never adapters or SDKs", () =>
    expect(
      arrows(
        inside("lib/services"),
        (to) =>
          inside("lib/adapters", "lib/server", "lib/local-azure", "app", "components")(to) ||
          (inside("lib/operations/kinds")(to) && to !== "lib/operations/kinds/operation-kind.ts" && !isKindWords(to)) ||
          to.startsWith("@azure/") ||
          to === "kysely" ||
          to === "pg",
      ),
    ).toEqual([]));

  test("operation kinds know the engine, services, ports, domain and contract, never adapters, SDKs or each other", () => {
    const known = inside("lib/operations/engine", "lib/operations/kinds", "lib/services", "lib/domain", "lib/contract");
    const folderOf = (path: string) => /^lib\/operations\/kinds\/[a-z-]+\//.exec(path)?.[0];
    const isRegistry = (file: string) => file === "lib/operations/kinds/registry.ts";
    expect(arrows(inside("lib/operations/kinds"), (to) => to.startsWith("@azure/") || (!isPackage(to) && !known(to)))).toEqual([]);
    const among = imports.filter((i) => inside("lib/operations/kinds")(i.from) && !isTest(i.from) && !isRegistry(i.from) && folderOf(i.to));
    expect(among.filter((i) => folderOf(i.from) !== folderOf(i.to))).toEqual([]);
  });

  test("the operations engine has never heard of Azure", () =>
    expect(
      arrows(
        inside("lib/operations/engine"),
        (to) => to.startsWith("@azure/") || (!isPackage(to) && !inside("lib/domain", "lib/operations/engine")(to)),
      ),
    ).toEqual([]));

  test("Local Azure imports only itself and libraries", () =>
    expect(arrows(inside("lib/local-azure"), (to) => /^(app|components|lib)\//.test(to) && !inside("lib/local-azure")(to))).toEqual([]));

  test("of Local Azure the app knows the description of its endpoints, nothing else", () =>
    expect(
      arrows(
        (f) => !inside("lib/local-azure")(f),
        (to) => inside("lib/local-azure")(to) && to !== "lib/local-azure/endpoints.ts",
      ),
    ).toEqual([]));

  test("adapters are wired in the container only", () =>
    expect(
      arrows(
        (f) => !inside("lib/adapters")(f) && !/^lib\/server\/wiring\//.test(f),
        (to) => inside("lib/adapters")(to),
      ),
    ).toEqual([]));
});

describe("Each habit has its one place", () => {
  test("process.env is read in lib/server/config.ts only", () => expect(using(/\bprocess\.env\b/, ["lib/server/config.ts"])).toEqual([]));

  test("page addresses are written in lib/client/shell/page-address.ts only", () =>
    expect(
      using(/["'`]\/(?:snapshots|disks|chains|diff|operations|costs|settings)\b|href="\/"/, ["lib/client/shell/page-address.ts"]),
    ).toEqual([]));

  test("links and ways to pages are made in one place each, which keep the scope", () => {
    const users = (name: string) => imports.filter((i) => i.to === name && !isTest(i.from)).map((i) => i.from);
    expect(users("next/link")).toEqual(["components/ui/page-link.tsx"]);
    expect(using(/\buseRouter\b/, ["lib/client/shell/use-page-address.ts"])).toEqual([]);
  });

  test("the API answers with targets, never with addresses", () => {
    const writers = sources.filter((f) => inside("lib/contract", "lib/services", "app/api")(f) && !isTest(f));
    expect(writers.filter((f) => /\bhref\b/i.test(readFileSync(join(root, f), "utf8")))).toEqual([]);
  });

  test("what differs between kinds of operation is in their folders: nowhere else is a kind asked for by name", () => {
    const kinds = readdirSync(join(root, "lib/operations/kinds"), { withFileTypes: true }).flatMap((one) =>
      one.isDirectory() ? one.name : [],
    );
    expect(kinds).toContain("copy");
    const name = `"(?:${kinds.join("|")})"`;
    const asked = new RegExp(
      `\\bkind\\)?\\s*[!=]==?\\s*${name}|${name}\\s*[!=]==?|\\bcase ${name}|\\bkind: ${name}|${name}[,|\\s]+${name}`,
    );
    const dialogs = kinds.map((kind) => `components/actions/${kind}-dialog.tsx`);
    expect(using(asked, dialogs).filter((file) => !file.startsWith("lib/operations/kinds/"))).toEqual([]);
  });

  test("no path is deeper than six segments", () => expect(sources.filter((f) => f.split("/").length > 6)).toEqual([]));

  test("no drawer is called utils, helpers, common or types", () =>
    expect(sources.filter((f) => /\/(utils|helpers|common|types|hooks)\//.test(f))).toEqual([]));
});

function using(pattern: RegExp, allowed: string[]): string[] {
  return sources.filter(
    (f) => !f.startsWith("lib/local-azure/") && !isTest(f) && !allowed.includes(f) && pattern.test(readFileSync(join(root, f), "utf8")),
  );
}

function listSources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

function readImports(file: string): Import[] {
  return specifiersOf(readFileSync(join(root, file), "utf8")).map((specifier) => ({ from: file, to: resolveTarget(file, specifier) }));
}

/** Everything a source text takes from elsewhere: values and types, static, dynamic, for side effects, as a worker. */
function specifiersOf(text: string): string[] {
  return [STATEMENT, SIDE_EFFECT, CALL, WORKER].flatMap((pattern) => [...text.matchAll(pattern)].flatMap(([, found]) => found ?? []));
}

function resolveTarget(file: string, specifier: string): string {
  if (specifier.startsWith("#")) return specifier.slice(1);
  if (specifier.startsWith(".")) return relative(root, resolve(root, dirname(file), specifier));
  return specifier;
}
