// What is installed is what was looked at: its bytes, its licences, its scripts, and the Node that runs it.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Dependency, findFaults, readDependencies, toPage } from "./dependency-list.ts";
import { INSTALL_SCRIPTS } from "./dependency-policy.ts";
import { whatIsInstalled } from "./installed.mjs";
import { nodeBinary, runtimePath, runtimes, whyNotProven } from "./runtime.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const dependencies = readDependencies(root);
const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

describe("package-lock.json", () => {
  test("names a hash for each package and an address for none; each licence, script and reason is known", () => {
    expect(findFaults(dependencies)).toEqual([]);
    expect(dependencies.length).toBeGreaterThan(500);
  });

  test.each<[string, Partial<Dependency>]>([
    ["pad 1.0.0 has the licence", { licence: "GPL-3.0-only" }],
    ["pad 1.0.0 has the licence", { licence: "MIT AND GPL-3.0-only" }],
    ["pad 1.0.0 has the licence", { licence: "none named" }],
    ["pad 1.0.0 has no SHA-512", { integrity: undefined }],
    ["pad 1.0.0 has no SHA-512", { integrity: "sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=" }],
    ["pad 1.0.0 is bound to one address", { resolved: "https://registry.example/pad-1.0.0.tgz" }],
    ["pad has an install script", { hasInstallScript: true }],
    ["Nothing says why pad is there", { askedForBy: "tests" }],
  ])("a new one is refused: %s …", (fault, wrong) => {
    const found = findFaults([...dependencies, { ...pad, ...wrong }]);
    expect(found).toHaveLength(1);
    expect(found[0]).toContain(fault);
  });

  test.each(["MIT", "(GPL-3.0-only OR MIT)", "MIT AND ISC"])("a new one under %s is not", (licence) => {
    expect(findFaults([...dependencies, { ...pad, licence }])).toEqual([]);
  });

  test("says of licences what the packages say that are here", () => {
    const differing = dependencies.flatMap(({ path, licence }) => {
      const file = join(root, path, "package.json");
      if (!existsSync(file)) return [];
      const said = JSON.parse(readFileSync(file, "utf8")).license;
      return said === licence ? [] : [`${path}: ${JSON.stringify(said)}, not ${licence}`];
    });
    expect(differing).toEqual([]);
  });

  test("is what docs/dependencies.md lists (else: npm run dependencies)", () => {
    expect(readFileSync(join(root, "docs/dependencies.md"), "utf8")).toBe(toPage(dependencies));
  });
});

test("no install script is run, by whatever npm, and the newer ones are told so by name", () => {
  expect(readFileSync(join(root, ".npmrc"), "utf8").split("\n")).toContain("ignore-scripts=true");
  expect(manifest.allowScripts).toEqual(Object.fromEntries(Object.keys(INSTALL_SCRIPTS).map((name) => [name, false])));
});

describe("the Node that runs everything", () => {
  const here = `${process.platform}-${process.arch}`;

  test("is one locked package for each platform, and there is no other way to it", () => {
    const asked = Object.keys(manifest.optionalDependencies).sort();
    expect(
      Object.values(runtimes)
        .map((runtime) => runtime.package)
        .sort(),
    ).toEqual(asked);
    for (const name of asked) expect(manifest.optionalDependencies[name]).toMatch(/^\d+\.\d+\.\d+$/);
  });

  test.skipIf(!existsSync(nodeBinary(root)))("is the one that is pinned, where it is installed", () => {
    expect(whyNotProven(root)).toBeUndefined();
  });

  describe("in another tree", () => {
    let tree: string;
    beforeEach(() => {
      tree = mkdtempSync(join(tmpdir(), "snapscope-tree-"));
    });
    afterEach(() => rmSync(tree, { recursive: true, force: true }));

    test("is refused when one byte is another, with both hashes", () => {
      const program = nodeBinary(tree, "linux-x64");
      mkdirSync(dirname(program), { recursive: true });
      writeFileSync(program, "not Node");
      expect(whyNotProven(tree, "linux-x64")).toMatch(
        new RegExp(`is not the Node that is pinned .* SHA-256 is [0-9a-f]{64}, not ${runtimes["linux-x64"].sha256}`),
      );
    });

    test("is asked for when npm left it out", () => {
      expect(whyNotProven(tree, "linux-x64")).toContain("npm did not bring the Node for linux-x64");
    });

    test("is the machine's own where there is no package, if that is new enough", () => {
      expect(nodeBinary(tree, "sunos-x64")).toBe(process.execPath);
      expect(whyNotProven(tree, "sunos-x64")).toBeUndefined();
    });

    const locked = {
      "": { version: "1.0.0" },
      "node_modules/shipped": { version: "1.0.0", integrity: "sha512-a" },
      "node_modules/tester": { version: "1.0.0", integrity: "sha512-b", dev: true },
      "node_modules/elsewhere": { version: "1.0.0", integrity: "sha512-c", optional: true },
      [runtimePath(here) ?? "node_modules/none"]: { version: "1.0.0", integrity: "sha512-d", optional: true },
    };
    const installed = (packages: object | undefined) => {
      writeFileSync(join(tree, "package-lock.json"), JSON.stringify({ packages: locked }));
      mkdirSync(join(tree, "node_modules"), { recursive: true });
      if (packages) writeFileSync(join(tree, "node_modules/.package-lock.json"), JSON.stringify({ packages }));
      return whatIsInstalled(tree, runtimePath(here));
    };
    const without = (...names: string[]) =>
      Object.fromEntries(Object.entries(locked).filter(([path]) => path !== "" && !names.some((name) => path.endsWith(name))));

    test("and its packages are taken for whole only by npm's own record of them", () => {
      expect(installed(undefined)).toEqual({ production: false, all: false, withTests: false });
      expect(installed(without("elsewhere"))).toEqual({ production: true, all: true, withTests: true });
      expect(installed(without("elsewhere", "tester"))).toEqual({ production: true, all: false, withTests: false });
      expect(installed(without("elsewhere", "shipped"))).toEqual({ production: false, all: false, withTests: true });
      expect(installed({ ...without(), "node_modules/shipped": { version: "1.0.0", integrity: "sha512-other" } })).toMatchObject({
        production: false,
      });
    });

    test.skipIf(runtimePath(here) === undefined)("which lacks the Node of this platform is not whole", () => {
      expect(installed(without(runtimePath(here) ?? ""))).toMatchObject({ production: false, all: false });
    });
  });
});

const pad: Dependency = {
  path: "node_modules/pad",
  name: "pad",
  version: "1.0.0",
  licence: "MIT",
  isForTestsOnly: false,
  askedForBy: undefined,
  hasInstallScript: false,
  integrity: "sha512-pad",
  resolved: undefined,
};
