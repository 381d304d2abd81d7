// A random walk: a life of disks, snapshots, copies and restores, done to Local Azure and to a model that is too simple
// to be wrong. It begins with two disks, so that no walk is about nothing.

import fc from "fast-check";
import { NaiveAzure, type NaiveDisk } from "./naive-azure.ts";
import { walkSteps } from "./walk-commands.ts";
import type { WalkTarget } from "./walk-target.ts";

export interface WalkOptions {
  maxSteps: number;
  /** How often, among a hundred steps or so, one looks through a SAS (three ways) and restarts. */
  looks: number;
  restarts: number;
}

/** Without bias to short ones: chains need time to become long. */
export function walks({ maxSteps, looks, restarts }: WalkOptions) {
  return fc.noBias(fc.commands([walkSteps({ looks, restarts })], { maxCommands: maxSteps, size: "max" }));
}

export type Walk = ReturnType<typeof walks> extends fc.Arbitrary<infer T> ? T : never;

export async function runWalk(walk: Walk, real: WalkTarget, unitPages: number): Promise<NaiveAzure> {
  const model = new NaiveAzure(unitPages);
  for (const [name, sku] of [
    ["d0", "Premium_LRS"],
    ["d1", "PremiumV2_LRS"],
  ] as const) {
    const disk: Pick<NaiveDisk, "name" | "region" | "sku" | "lengthPages"> = {
      name,
      region: "westeurope",
      sku,
      lengthPages: 2 * unitPages,
    };
    await real.createDisk(disk);
    model.addDisk(disk);
  }
  try {
    await fc.asyncModelRun(() => ({ model, real }), walk);
  } catch (error) {
    throw new Error(`${(error as Error).message}\n${model.story.map((line) => `  ${line}`).join("\n")}`, { cause: error });
  }
  return model;
}
