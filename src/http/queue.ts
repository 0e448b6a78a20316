import * as v from "valibot";
import { type ModelDefinition, models, type VideoModelName } from "../models";
import type { InputsOf } from "./model-inputs";
import { type HttpContext, pause, readJson, request, requestJson, segment } from "./request";
import { checkCall, type ResultOf, type ResultOptions, resultOf, submit, type UploadOptions } from "./submit";

/** Where a job is. A service may know more states; only `completed` and `failed` are ends. */
export type JobStatus = "pending" | "processing" | "completed" | "failed" | (string & {});

/** A job, as the service tells of it. */
export interface Job {
  /** For `status`, `result` and `wait`. */
  job_id: string;
  /** Where it is. */
  status: JobStatus;
  /** Why it has failed, where the service says so. */
  error?: string | null | undefined;
}

/** How a job has ended. */
export type JobResult<Data = Blob> =
  | {
      /** Which end it was. */
      status: "completed";
      /** The job's id. */
      job_id: string;
      /** What it has made. */
      data: Data;
    }
  | {
      /** Which end it was. */
      status: "failed";
      /** The job's id. */
      job_id: string;
      /** Why, as the service says it. */
      error: string;
    };

/** How a call of the queue is ended. */
export interface JobOptions {
  /** Ends the call; it rejects with the signal's reason. A job that was submitted goes on. */
  signal?: AbortSignal | undefined;
}

/** How a job is waited for. */
export interface WaitOptions<As extends "blob" | "stream" = "blob" | "stream"> extends JobOptions, ResultOptions<As> {
  /** Called after the submit and after each poll, also when nothing has changed. */
  onStatusChange?: ((job: Job) => void) | undefined;
}

/** Options of `client.queue.submit`: the model, its inputs, and how the call goes. */
export type SubmitJobOptions<Name extends string = string> = UploadOptions & {
  /** A model of the registry (`models.video("lucy-2.1")`), its name, or a definition of your own. */
  model: ModelDefinition<Name> | (Name & VideoModelName);
} & InputsOf<Name>;

/** Video jobs: they are submitted, worked on by the service, and fetched. */
export interface Queue {
  /**
   * Submits a job, once: submits are billed, and never repeated by themselves.
   *
   * @throws `INVALID_INPUT` (nothing was sent), `MODEL_NOT_FOUND`, `QUEUE_SUBMIT_ERROR` with `data.status`.
   */
  submit<Name extends string>(options: SubmitJobOptions<Name>): Promise<Job>;
  /** Asks where a job is. @throws `QUEUE_STATUS_ERROR` with `data.status` and `data.job_id`. */
  status(jobId: string, options?: JobOptions): Promise<Job>;
  /**
   * Fetches what a completed job has made. Network errors, 429 and 5xx are tried three times in all.
   *
   * @throws `QUEUE_RESULT_ERROR` with `data.status` and `data.job_id`.
   */
  result<As extends "blob" | "stream" = "blob">(
    jobId: string,
    options?: JobOptions & ResultOptions<As>,
  ): Promise<ResultOf<As>>;
  /**
   * Submits a job, waits for its end and fetches the result. A job that fails is a result, not an error.
   *
   * @example
   * const done = await client.queue.submitAndPoll({ model: models.video("lucy-2.1"), prompt: "Anime style", data: file });
   * if (done.status === "completed") video.src = URL.createObjectURL(done.data);
   * @throws As `submit` and `wait`.
   */
  submitAndPoll<Name extends string, As extends "blob" | "stream" = "blob">(
    options: SubmitJobOptions<Name> & WaitOptions<As>,
  ): Promise<JobResult<ResultOf<As>>>;
  /**
   * Waits for the end of a job that was submitted before, in another process even, and fetches the result. Asks after
   * 0.5 s, then every 1.5 s. When the network fails or the service is busy it asks again after 0.5 s, 1 s, 2 s … 10 s
   * (or when `Retry-After` says), for about a minute in all; then it rejects, and can be called again.
   *
   * @throws `QUEUE_STATUS_ERROR`, `QUEUE_RESULT_ERROR`, both with `data.job_id`.
   */
  wait<As extends "blob" | "stream" = "blob">(
    jobId: string,
    options?: WaitOptions<As>,
  ): Promise<JobResult<ResultOf<As>>>;
}

const FIRST_POLL_MS = 500;
const POLL_MS = 1500;
// 0.5 + 1 + 2 + 4 + 8 + 5 × 10 s of pauses in between.
const POLL_TRIES = 11;

const jobSchema = v.object({ job_id: v.string(), status: v.string(), error: v.nullish(v.string()) });

/** `client.queue`. */
export function createQueue(context: HttpContext): Queue {
  /** What requests after a job have in common. */
  const about = (call: string, id: string, options: WaitOptions | undefined, tries: number) => {
    checkCall(call, options);
    const path = `/v1/jobs/${segment(call, id)}`;
    return { call, method: "GET", path, data: { job_id: id }, signal: options?.signal, tries } as const;
  };
  const ask = (target: ReturnType<typeof about>): Promise<Job> =>
    requestJson(context, { ...target, code: "QUEUE_STATUS_ERROR" }, jobSchema);

  const queue: Queue = {
    async submit(options) {
      const target = { code: "QUEUE_SUBMIT_ERROR", call: "queue.submit()" } as const;
      const pathOf = (model: ModelDefinition) => model.queueUrlPath;
      const response = await submit(context, options, target, models.video, pathOf);
      return readJson(response, { ...target, signal: options.signal }, jobSchema);
    },
    status: async (id, options) => ask(about("queue.status()", id, options, 1)),
    async result(id, options) {
      const target = about("queue.result()", id, options, 3);
      const path = `${target.path}/content`;
      const response = await request(context, { ...target, path, code: "QUEUE_RESULT_ERROR" });
      return resultOf(response, options?.responseType);
    },
    async submitAndPoll(options) {
      const job = await queue.submit(options);
      tell(options, job);
      return queue.wait(job.job_id, options);
    },
    async wait(id, options) {
      const target = about("queue.wait()", id, options, POLL_TRIES);
      for (let ms = FIRST_POLL_MS; ; ms = POLL_MS) {
        await pause(context.platform, ms, options?.signal);
        const job = await ask(target);
        tell(options, job);
        if (job.status === "completed") {
          return { status: "completed", job_id: id, data: await queue.result(id, options) };
        }
        if (job.status === "failed") return { status: "failed", job_id: id, error: job.error || "Job failed" };
      }
    },
  };
  return queue;

  function tell(options: WaitOptions | undefined, job: Job): void {
    context.guard(() => options?.onStatusChange?.(job));
  }
}
