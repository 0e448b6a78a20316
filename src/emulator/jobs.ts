import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import type { EmulatorBehaviour } from "./behaviour";
import type { JobRecord } from "./control-types";
import type { CheckedForm } from "./form-fields";
import { imageHash, type LookState, lookOf } from "./look";
import { isDenied } from "./scene";
import { type Result, transform } from "./transform";

/** A job, and what it has made. */
export interface EmulatorJob extends JobRecord {
  result: Result | null;
}

/** What work leads to: `code` is that of the look (see `lookOf`), `error` why there is no result. */
export interface Outcome {
  result: Result | null;
  code: number;
  error: string | null;
}

/** What works on forms: one after the other, or while somebody waits. */
export interface Workshop {
  readonly jobs: readonly EmulatorJob[];
  /** Takes a job in. */
  submit(model: string, form: CheckedForm): EmulatorJob;
  find(id: string): EmulatorJob | undefined;
  /** Does the work while somebody waits: it ends early when the signal is aborted. */
  work(form: CheckedForm, signal: AbortSignal): Promise<Outcome>;
  close(): void;
}

const KEPT = 1000;

async function stateOf({ prompt, enhance, reference }: CheckedForm): Promise<LookState> {
  const image = reference ? imageHash(new Uint8Array(await reference.arrayBuffer())) : null;
  return { prompt, enhance, image };
}

/**
 * @param behaviour - how long work takes, and whether it fails: asked anew for each job
 * @param changed - hears of each job that has ended
 */
export function createWorkshop(behaviour: () => EmulatorBehaviour, changed: () => void): Workshop {
  const jobs: EmulatorJob[] = [];
  const waiting: { job: EmulatorJob; form: CheckedForm }[] = [];
  const closed = new AbortController();
  let busy = 0;

  async function work(form: CheckedForm, signal: AbortSignal): Promise<Outcome> {
    await setTimeout(behaviour().jobMs, undefined, { signal });
    const state = await stateOf(form);
    const look = lookOf(state);
    const { jobFailure, denyPrompts, denyImages } = behaviour();
    const { prompt, image } = state;
    const denied =
      (prompt !== null && denyPrompts.some((rule) => isDenied(prompt, rule))) ||
      (image !== null && denyImages.includes(image));
    const error = denied ? "The inputs were refused by moderation" : jobFailure;
    return { result: error === null ? await transform(form.data, look) : null, code: look.code, error };
  }

  async function next(): Promise<void> {
    if (busy >= behaviour().jobSlots) return;
    const entry = waiting.shift();
    if (!entry) return;
    const { job, form } = entry;
    busy++;
    job.status = "processing";
    try {
      const { result, code, error } = await work(form, closed.signal);
      Object.assign(job, { status: result ? "completed" : "failed", result, code, error });
      job.pixels = result?.pixels ?? null;
    } catch {
      return; // The emulator was closed.
    }
    busy--;
    changed();
    void next();
  }

  return {
    jobs,
    work,
    submit(model, form) {
      const { prompt, data, reference } = form;
      const sizes = { data: data?.size ?? null, reference_image: reference?.size ?? null };
      const id = randomUUID();
      const job: EmulatorJob = {
        id,
        model,
        status: "pending",
        prompt,
        sizes,
        error: null,
        code: null,
        pixels: null,
        result: null,
      };
      jobs.push(job);
      if (jobs.length > KEPT) jobs.shift();
      waiting.push({ job, form });
      void next();
      return job;
    },
    find: (id) => jobs.find((job) => job.id === id),
    close: () => closed.abort(),
  };
}
