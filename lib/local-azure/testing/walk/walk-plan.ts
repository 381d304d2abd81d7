// One step of a walk: what it will do to Local Azure, what it does to the naive model, and whether Local Azure has to
// refuse it. After each step both must be the same.

import type { AsyncCommand } from "fast-check";
import { assertSame } from "./assert-same.ts";
import type { NaiveAzure } from "./naive-azure.ts";
import type { WalkTarget } from "./walk-target.ts";

export interface Plan {
  says: string;
  mustBeRefused?: boolean;
  real(target: WalkTarget): Promise<void> | void;
  naive?(): void;
}

/** undefined: not possible as things are. */
export type Planner<P> = (naive: NaiveAzure, parameters: P) => Plan | undefined;

export class WalkStep<P> implements AsyncCommand<NaiveAzure, WalkTarget> {
  readonly #planner: Planner<P>;
  readonly #parameters: P;

  constructor(planner: Planner<P>, parameters: P) {
    this.#planner = planner;
    this.#parameters = parameters;
  }

  check(naive: NaiveAzure): boolean {
    return this.#planner(naive, this.#parameters) !== undefined;
  }

  async run(naive: NaiveAzure, target: WalkTarget): Promise<void> {
    const plan = this.#planner(naive, this.#parameters);
    if (plan === undefined) throw new Error("the step was not checked");
    await followPlan(plan, naive, target);
  }

  toString(): string {
    return JSON.stringify(this.#parameters);
  }
}

export async function followPlan(plan: Plan, naive: NaiveAzure, target: WalkTarget): Promise<void> {
  naive.story.push(plan.mustBeRefused ? `${plan.says} (refused)` : plan.says);
  if (plan.mustBeRefused) await assertRefused(() => plan.real(target));
  else {
    await plan.real(target);
    plan.naive?.();
  }
  assertSame(naive, target);
}

async function assertRefused(act: () => Promise<void> | void): Promise<void> {
  try {
    await act();
  } catch (error) {
    const { status, statusCode = status } = error as { status?: number; statusCode?: number };
    if (statusCode === 400 || statusCode === 409) return;
    throw error;
  }
  throw new Error("it was not refused");
}
