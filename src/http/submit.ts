import { InvalidInputError } from "../errors";
import type { ModelDefinition } from "../models";
import { check, fn, must, oneOf, shaped, whole } from "../options";
import type { UploadProgress } from "../platform/platform";
import * as v from "../schema";
import { formOf } from "./form";
import { inputSchemaOf } from "./inputs";
import { type HttpContext, type HttpRequest, request, throwIfAborted } from "./request";

/** How a call that uploads is watched and ended. */
export interface UploadOptions {
  /** Ends the call, whatever it is doing; it rejects with the signal's reason. */
  signal?: AbortSignal | undefined;
  /**
   * Called as the upload goes on: in browsers as XMLHttpRequest reports it, in Node, Deno and Bun with each piece that
   * is handed to the network. Other runtimes (such as Workers) can't tell: it isn't called there.
   */
  onUploadProgress?: ((progress: UploadProgress) => void) | undefined;
}

/** How the bytes of a result are wanted. */
export interface ResultOptions<As extends "blob" | "stream" = "blob" | "stream"> {
  /** `stream` gives a ReadableStream, so that a large result is never in memory as a whole. @default "blob" */
  responseType?: As | undefined;
}

/** The bytes of a result. */
export type ResultOf<As> = As extends "stream" ? ReadableStream<Uint8Array> : Blob;

/** All that a call takes besides its inputs; each of them has some of it. */
export interface CallOptions extends UploadOptions, ResultOptions {
  model?: ModelDefinition | string;
  onStatusChange?: unknown;
  ttlSeconds?: unknown;
}

const optionalFn = v.optional(fn);
const seconds = whole(60, 2592000);

const callSchema = v.object(
  {
    signal: v.optional(shaped("an AbortSignal", "aborted", "addEventListener")),
    onUploadProgress: optionalFn,
    onStatusChange: optionalFn,
    responseType: v.optional(oneOf("blob", "stream")),
    ttlSeconds: v.optional(
      v.custom((value) => value === "persistent" || v.is(seconds, value), must('60 to 2592000 or "persistent"')),
    ),
  },
  must("an object"),
);

/** Checks the options of a call. */
export const checkCall = (call: string, options: CallOptions | undefined = {}) => check(callSchema, options, call);

/** Sends a form, once. What streams in it ends with the request. */
export async function sendForm(
  context: HttpContext,
  { signal, onUploadProgress }: UploadOptions,
  inputs: object,
  target: Pick<HttpRequest, "path" | "code" | "call">,
): Promise<Response> {
  const progress = onUploadProgress && ((at: UploadProgress) => context.guard(() => onUploadProgress(at)));
  const gone = new AbortController();
  const abort = () => gone.abort();
  signal?.addEventListener("abort", abort);
  try {
    throwIfAborted(signal);
    const form = await formOf(context, inputs, gone.signal, progress);
    return await request(context, { ...target, ...form, method: "POST", signal, onUploadProgress: progress });
  } finally {
    signal?.removeEventListener("abort", abort);
    abort();
    // Rather than what the abort has broken.
    throwIfAborted(signal);
  }
}

/**
 * Checks the inputs of a model and sends them, once.
 *
 * @param define Looks a model's name up.
 * @param pathOf Where a model takes such a call; undefined where it doesn't.
 */
export async function submit(
  context: HttpContext,
  options: CallOptions,
  target: Pick<HttpRequest, "code" | "call">,
  define: (name: string) => ModelDefinition,
  pathOf: (model: ModelDefinition) => string | undefined,
): Promise<Response> {
  const { call } = target;
  checkCall(call, options);
  const { model: given, signal: _, onUploadProgress: __, onStatusChange: ___, responseType: ____, ...inputs } = options;
  const model = typeof given === "string" ? define(given) : given;
  const path = model && pathOf(model);
  // The path of live sessions is no HTTP endpoint, and one without a slash could continue the host's name.
  if (!path || !/^\/(?!v1\/stream$)/.test(path)) {
    throw new InvalidInputError(`${call}: \`model\` must be one for this call. See models.listModels().`);
  }
  context.warnOf(model.name);
  // Looked up, for a definition that another copy of the package has made has none of its own.
  const schema = model.inputSchema ?? inputSchemaOf(model.name);
  const checked = await schema?.["~standard"].validate(inputs);
  const issue = checked?.issues?.[0];
  if (issue) {
    const path = issue.path?.map((step) => (step as { key?: unknown }).key ?? step).join(".");
    throw new InvalidInputError(`${call}: ${path ? `\`${path}\`` : "the inputs"} ${issue.message}.`);
  }
  const values = checked && "value" in checked ? (checked.value as object) : {};
  return sendForm(context, options, { ...inputs, ...values }, { ...target, path });
}

/** The bytes of an answer, as they are wanted. */
export const resultOf = async <As>(response: Response, responseType: As | undefined): Promise<ResultOf<As>> =>
  ((responseType === "stream" && response.body) || (await response.blob())) as ResultOf<As>;
