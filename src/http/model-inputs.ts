import type { ImageModelName, VideoModelName } from "../models";
import type { FileInput } from "./form";

/** Inputs that nearly all models take. Null is as good as left out. */
export interface CommonInputs {
  /** A whole number; the same inputs with the same seed give the same result. */
  seed?: number | null | undefined;
  /** Of the result; `480p` for images only. @default "720p" */
  resolution?: "720p" | "480p" | null | undefined;
  /** Lets the service expand the prompt. */
  enhance_prompt?: boolean | null | undefined;
}

/** Inputs of the models that edit a video or an image by a prompt. */
export interface EditInputs extends CommonInputs {
  /** The video or image to transform. */
  data: FileInput;
  /** 1 to 1000 characters for lucy-clip and images; may be empty for the other video models. */
  prompt: string;
  /** An image that shows what is meant. */
  reference_image?: FileInput | null | undefined;
}

/** Inputs of the restyle models: a prompt or an image of the style, never both. */
export type RestyleInputs = CommonInputs & {
  /** The video to transform. */
  data: FileInput;
} & (
    | {
        /** The style, in words. */
        prompt: string;
        reference_image?: null | undefined;
      }
    | {
        /** The style, as an image. */
        reference_image: FileInput;
        prompt?: null | undefined;
        enhance_prompt?: null | undefined;
      }
  );

/** Inputs of the motion models: a still image, and how a point of it moves. */
export interface MotionInputs extends CommonInputs {
  /** The image that is set in motion. */
  data: FileInput;
  /** 2 to 1000 points; `frame` counts from 0. */
  trajectory: readonly { frame: number; x: number; y: number }[];
  /** What else is to happen. */
  prompt?: string | null | undefined;
  /** An image that shows what is meant. */
  reference_image?: FileInput | null | undefined;
}

/** Inputs of a model that makes an image of a prompt alone. */
export interface TextInputs extends CommonInputs {
  /** 1 to 1000 characters. */
  prompt: string;
  /** Such as `landscape`; what there is, the service says. */
  orientation?: string | null | undefined;
}

/** The inputs of a model, by its name; anything for a definition of your own. */
export type InputsOf<Name extends string> = string extends Name
  ? Record<string, unknown>
  : Name extends `lucy-motion${string}`
    ? MotionInputs
    : Name extends `lucy-restyle${string}`
      ? RestyleInputs
      : Name extends "lucy-pro-t2i"
        ? TextInputs
        : Name extends VideoModelName | ImageModelName
          ? EditInputs
          : Record<string, unknown>;
