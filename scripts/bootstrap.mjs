// Runs on whatever Node (>= 20) the machine has, before anything is installed: so plain JavaScript, no packages.
// It brings the tree to the state the other commands need: packages as locked, the Node that is pinned, a build of the
// sources as they are. Each is skipped when nothing changed.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { whatIsInstalled } from "./installed.mjs";
import { longStep } from "./long-step.mjs";
import { nodeBinary as nodeBinaryOf, runtimePath, whyNotProven } from "./runtime.mjs";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const installMark = join(root, "node_modules", ".snapscope-install");
const buildMark = join(root, ".next", "snapscope-build");
const oldestNodeMajor = 20;
const buildSources = ["app", "components", "lib", "public", "next.config.ts", "tsconfig.json", "package-lock.json", "instrumentation.ts"];

export function fail(message) {
  console.error(`snapscope: ${message}`);
  process.exit(1);
}

export function assertNodeVersion() {
  const major = Number(process.versions.node.split(".")[0]);
  if (major < oldestNodeMajor) fail(`needs Node ${oldestNodeMajor} or newer; this is ${process.version}.`);
}

/** Installs exactly what package-lock.json says, unless that is there; what only tests need with `tests`, or if some of it was there. */
export async function ensureInstalled({ tests = false } = {}) {
  const { production, all, withTests } = whatIsInstalled(root, runtimePath());
  if (tests && production && !all) await addThoseOfTests();
  if (tests ? !whatIsInstalled(root, runtimePath()).all : !production) await install({ tests: tests || withTests });
  const locked = hashFiles([join(root, "package-lock.json"), join(root, "scripts/runtime.mjs")]);
  if (readIfThere(installMark) === locked) return;
  const fault = whyNotProven(root);
  if (fault) fail(fault);
  writeFileSync(installMark, locked);
}

/** Beside what is there: a dashboard may be running from it. `npm ci` would delete it first, and does so where this fails. */
function addThoseOfTests() {
  return npm("adding the packages of the tests", "a minute", "install", ["--no-save", "--include=dev"]);
}

async function install({ tests }) {
  const what = `installing packages${tests ? ", those of the tests as well" : ""}`;
  if ((await npm(what, "half a minute to two", "ci", [tests ? "--include=dev" : "--omit=dev"])) !== 0) fail("npm ci failed; see above.");
}

/** Said in full, whatever NODE_ENV and settings the caller has. No package's own script is run: none is needed. */
async function npm(what, usually, command, which) {
  const isWindows = process.platform === "win32";
  const rest = ["--include=optional", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const options = { cwd: root, stdio: ["ignore", 2, 2], shell: isWindows };
  const { status } = await longStep({ what, usually, program: isWindows ? "npm.cmd" : "npm", args: [command, ...which, ...rest], options });
  return status;
}

/** The Node that is pinned, whatever the machine's own is. */
export function nodeBinary() {
  return nodeBinaryOf(root);
}

/** Builds the dashboard unless the last build was of these very sources: once for each version of them. */
export async function ensureBuilt() {
  const wanted = hashFiles(buildSources.flatMap((name) => listFiles(join(root, name))));
  if (readIfThere(buildMark) === wanted) return;
  rmSync(buildMark, { force: true });
  const { status, output } = await longStep({
    what: "building the dashboard",
    usually: "a minute, longer on a busy machine",
    program: nodeBinary(),
    args: [join(root, "node_modules/next/dist/bin/next"), "build"],
    options: {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...pathWithNode(), NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" },
    },
  });
  if (status !== 0) {
    console.error(output);
    fail("the build failed; see above.");
  }
  mkdirSync(dirname(buildMark), { recursive: true });
  writeFileSync(buildMark, wanted);
}

/** The environment with our Node first, for child processes that look it up. */
export function pathWithNode() {
  const separator = process.platform === "win32" ? ";" : ":";
  return { ...process.env, PATH: [dirname(nodeBinary()), join(root, "node_modules", ".bin"), process.env.PATH ?? ""].join(separator) };
}

function listFiles(path) {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .flatMap((entry) => (entry.isDirectory() ? listFiles(join(path, entry.name)) : [join(path, entry.name)]))
    .filter((file) => !/\.(test|bench)\.tsx?$|\.md$/.test(file) && !relative(root, file).startsWith(join("lib", "local-azure")));
}

function hashFiles(files) {
  const hash = createHash("sha256");
  for (const file of files.sort()) hash.update(relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
  return hash.digest("hex");
}

function readIfThere(path) {
  return existsSync(path) ? readFileSync(path, "utf8") : "";
}
