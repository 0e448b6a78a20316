import { type InputSchema, isImageModel, isVideoModel } from "../models";
import { flag, must, oneOf, text } from "../options";
import * as v from "../schema";
import { isFile } from "./form";

const custom = (test: (value: never) => unknown, what: string) =>
  v.custom<unknown>((value) => !!test(value as never), must(what));
const optional = (schema: v.Schema<unknown>) =>
  v.optional((value, path) => (value === null ? value : schema(value, path)));

/** A file, as {@link isFile} knows it. */
export const file = custom(isFile, "a Blob, File, ReadableStream or http(s) URL");
const prompt = custom((value) => typeof value === "string" && /^.{1,1000}$/s.test(value), "1 to 1000 characters");
const trajectory = custom(
  (points: { frame: unknown; x: unknown; y: unknown }[]) =>
    points?.length > 1 &&
    points.length <= 1000 &&
    Array.from(points).every((point) => [point?.frame, point?.x, point?.y].every(Number.isFinite)),
  "2 to 1000 points { frame, x, y }",
);

const isStyle = (inputs: { prompt?: unknown; reference_image?: unknown; enhance_prompt?: unknown }) =>
  inputs.prompt == null
    ? inputs.reference_image != null && inputs.enhance_prompt == null
    : inputs.reference_image == null;

/**
 * What checks the inputs of a model of the registry; undefined for any other name. Inputs that it doesn't know pass:
 * the service may have learned them since.
 */
export function inputSchemaOf(name: string): InputSchema | undefined {
  const image = isImageModel(name);
  if (!image && !isVideoModel(name)) return undefined;
  const is = (family: RegExp) => family.test(name);
  const restyle = is(/restyle/);
  const motion = is(/motion/);
  const entries = {
    ...(!is(/t2i/) && { data: file, reference_image: optional(file) }),
    // Video models but lucy-clip and its kin take an empty prompt.
    prompt: restyle || motion ? optional(text) : image || is(/clip|pro|fast/) ? prompt : text,
    seed: optional(custom(Number.isInteger, "a whole number")),
    resolution: optional(oneOf("720p", ...(image ? ["480p"] : []))),
    enhance_prompt: optional(flag),
    ...(motion && { trajectory }),
  };
  const schema = v.object(entries);
  const style = custom(isStyle, "given `prompt` or `reference_image`, and not both");
  return {
    "~standard": {
      validate(value) {
        const flaw = v.flawOf(schema, value) ?? (restyle ? v.flawOf(style, value) : undefined);
        return flaw ? { issues: [{ message: flaw.message, path: flaw.path ? [flaw.path] : [] }] } : { value };
      },
    },
  };
}
