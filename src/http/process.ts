import { type ImageModelName, isImageModel, type ModelDefinition, models, type VideoModelName } from "../models";
import type { InputsOf } from "./model-inputs";
import type { HttpContext } from "./request";
import { type ResultOf, type ResultOptions, resultOf, submit, type UploadOptions } from "./submit";

/** Options of `client.process`: the model, its inputs, and how the call goes. */
export type ProcessOptions<
  Name extends string = string,
  As extends "blob" | "stream" = "blob" | "stream",
> = UploadOptions &
  ResultOptions<As> & {
    /** A model of the registry (`models.image("lucy-image-2")`), its name, or a definition of your own. */
    model: ModelDefinition<Name> | (Name & (ImageModelName | VideoModelName));
  } & InputsOf<Name>;

/**
 * Transforms an image (or a video, on services that do it while you wait) and resolves with the result. It is sent
 * once: nothing is repeated that would be billed twice.
 *
 * @example
 * const picture = await client.process({ model: models.image("lucy-image-2"), prompt: "Anime style", data: file });
 * @throws `INVALID_INPUT` (nothing was sent), `MODEL_NOT_FOUND`, `PROCESSING_ERROR` with `data.status` and the
 * service's text, or the reason of an aborted `signal`.
 */
export type Process = <Name extends string, As extends "blob" | "stream" = "blob">(
  options: ProcessOptions<Name, As>,
) => Promise<ResultOf<As>>;

/** `client.process`. */
export function createProcess(context: HttpContext): Process {
  const define = (name: string) => (isImageModel(name) ? models.image(name) : models.video(name));
  return async (options) => {
    const target = { code: "PROCESSING_ERROR", call: "process()" } as const;
    const response = await submit(context, options, target, define, (model) => model.urlPath);
    return resultOf(response, options.responseType);
  };
}
