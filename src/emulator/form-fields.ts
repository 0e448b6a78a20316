import { isImageModel } from "../models";
import { HttpError } from "./router";

/** A form that has been found right. */
export interface CheckedForm {
  prompt: string | null;
  enhance: boolean;
  data: File | null;
  reference: File | null;
}

function textOf(form: FormData, name: string): string | null {
  const values = form.getAll(name);
  if (values.length > 1) throw new HttpError(400, `${name}: given ${values.length} times`);
  if (values.length === 0) return null;
  if (typeof values[0] !== "string") throw new HttpError(400, `${name}: must be a text`);
  return values[0];
}

function fileOf(form: FormData, name: string, required: boolean): File | null {
  const values = form.getAll(name);
  if (values.length > 1) throw new HttpError(400, `${name}: given ${values.length} times`);
  const [value] = values;
  if (value === undefined && !required) return null;
  if (!(value instanceof File)) throw new HttpError(400, `${name}: must be a file`);
  if (value.size === 0) throw new HttpError(400, `${name}: the file is empty`);
  return value;
}

function trajectoryOf(form: FormData): void {
  let points: unknown;
  try {
    points = JSON.parse(textOf(form, "trajectory") ?? "");
  } catch {
    throw new HttpError(400, "trajectory: must be JSON");
  }
  const isPoint = (point: unknown) =>
    ["frame", "x", "y"].every((key) => Number.isFinite((point as Record<string, unknown> | null)?.[key]));
  if (!Array.isArray(points) || points.length < 2 || points.length > 1000 || !points.every(isPoint)) {
    throw new HttpError(400, "trajectory: must be 2 to 1000 points {frame, x, y}");
  }
}

/**
 * Checks a form as strictly as the service does, model by model. Written apart from the SDK's own schemas: what one of
 * the two has wrong, the other finds.
 *
 * @throws HttpError 400
 */
export function checkForm(model: string, form: FormData): CheckedForm {
  const image = isImageModel(model);
  const fromText = model === "lucy-pro-t2i";
  const bad = (message: string) => new HttpError(400, message);
  const prompt = textOf(form, "prompt");
  const enhance = textOf(form, "enhance_prompt");
  const seed = textOf(form, "seed");
  const resolution = textOf(form, "resolution");
  if (enhance !== null && !/^(true|false)$/.test(enhance)) throw bad("enhance_prompt: must be true or false");
  if (seed !== null && !/^-?\d+$/.test(seed)) throw bad("seed: must be a whole number");
  if (resolution !== null && resolution !== "720p" && !(image && resolution === "480p")) {
    throw bad(`resolution: ${model} has no ${resolution}`);
  }
  const data = fromText ? null : fileOf(form, "data", true);
  const reference = fromText ? null : fileOf(form, "reference_image", false);
  if (model.startsWith("lucy-motion")) trajectoryOf(form);
  else if (model.startsWith("lucy-restyle")) {
    if ((prompt === null) === (reference === null)) throw bad("prompt: either this or reference_image");
    if (prompt === null && enhance !== null) throw bad("enhance_prompt: only with prompt");
  } else {
    if (prompt === null) throw bad("prompt: missing");
    const limited = image || ["lucy-clip", "lucy-clip-latest", "lucy-pro-v2v", "lucy-fast-v2v"].includes(model);
    if (limited && (prompt.length < 1 || prompt.length > 1000)) throw bad("prompt: must have 1 to 1000 characters");
  }
  return { prompt, enhance: enhance !== "false", data, reference };
}
