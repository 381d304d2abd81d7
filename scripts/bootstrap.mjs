// Runs on whatever Node (>= 20) the machine has, before anything is installed: so plain JavaScript, no packages.
// It brings the tree to the state the other commands need: packages as locked, Node 24 from the "node" package,
// a build of the sources as they are. Each is skipped when nothing changed.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

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

/** Installs exactly what package-lock.json says, unless that was done already. */
export function ensureInstalled() {
  const wanted = hashFiles([join(root, "package-lock.json"), join(root, "package.json")]);
  if (readIfThere(installMark) === wanted && existsSync(nodeBinary())) return;
  console.error("snapscope: installing packages (once) …");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  // Test and lint tools are part of the tree whatever NODE_ENV the caller has.
  const result = spawnSync(npm, ["ci", "--include=dev", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (result.status !== 0) fail("npm ci failed; see above.");
  if (!existsSync(nodeBinary()))
    fail("the 'node' package did not bring its binary (are install scripts switched off, as by ignore-scripts?).");
  writeFileSync(installMark, wanted);
}

/** Node 24, whatever the machine's own Node is. */
export function nodeBinary() {
  return join(root, "node_modules", "node", "bin", process.platform === "win32" ? "node.exe" : "node");
}

/** Builds the dashboard unless the last build was of these very sources. */
export function ensureBuilt() {
  const wanted = hashFiles(buildSources.flatMap((name) => listFiles(join(root, name))));
  if (readIfThere(buildMark) === wanted) return;
  console.error("snapscope: building the dashboard …");
  rmSync(buildMark, { force: true });
  const result = spawnSync(nodeBinary(), [join(root, "node_modules/next/dist/bin/next"), "build"], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
    encoding: "utf8",
    env: { ...pathWithNode(), NEXT_TELEMETRY_DISABLED: "1", NODE_ENV: "production" },
  });
  if (result.status !== 0) {
    console.error(result.stdout, result.stderr);
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
