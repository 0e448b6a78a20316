import { InvalidInputError } from "../errors";
import type { ModelDefinition, RealTimeModelName } from "../models";
import { check, is, must, oneOf, text } from "../options";
import * as v from "../schema";

/** Which camera. */
export interface CameraChoice {
  /** The side of a phone; other devices have one camera, and give that. @default "user" */
  facing?: "user" | "environment" | undefined;
  /**
   * A camera of `enumerateDevices()`, in place of `facing`. An empty one, as browsers give before the user has allowed a
   * camera, asks for none in particular.
   */
  deviceId?: string | undefined;
  /** `"auto"` mirrors a camera that says it faces the user; webcams seldom do. @default "auto" */
  mirror?: "auto" | boolean | undefined;
}

/** Options of `client.realtime.createCameraVideoTrack`. */
export interface CameraOptions extends CameraChoice {
  /** The model that the picture is for: its size and frame rate are asked for. */
  model?: ModelDefinition | RealTimeModelName | (string & {}) | undefined;
  /** A number is a wish; `{ exact }`, `{ min }` and `{ max }` must be met. @default the model's */
  width?: number | ConstrainULongRange | undefined;
  /** As `width`. @default the model's */
  height?: number | ConstrainULongRange | undefined;
  /** Frames a second. @default the model's */
  frameRate?: number | ConstrainDoubleRange | undefined;
  /** Where the page serves `dist/mirror-worker.js`, if its CSP forbids workers from blobs. */
  workerUrl?: string | URL | undefined;
}

/** A camera's video, ready to be sent. */
export interface CameraVideoTrack {
  /**
   * What to pass to `connect`: the camera's track, or the mirrored one. Switching the camera mostly keeps it; where it
   * can't, sessions that send it change to the new one by themselves.
   */
  readonly track: MediaStreamTrack;
  /** The same in a stream that stays the same: for a preview. */
  readonly stream: MediaStream;
  /** Whether `track` is mirrored. */
  readonly mirrored: boolean;
  /**
   * Changes to another camera; what is left out stays as it was. If it fails, the camera before goes on where the device
   * can have two open for a moment.
   *
   * @returns `track` from now on.
   * @throws As `createCameraVideoTrack`, and `INVALID_INPUT` after `stop()`.
   */
  switchCamera(choice: CameraChoice): Promise<MediaStreamTrack>;
  /** Ends the track, and the camera. Idempotent. */
  stop(): void;
}

const range = v.optional(
  is<number | object>(
    (value) => (typeof value === "number" && value > 0) || (typeof value === "object" && value !== null),
    "a positive number, or a range such as { exact: 640 }",
  ),
);

const choice = {
  facing: v.optional(oneOf("user", "environment")),
  deviceId: v.optional(text),
  mirror: v.optional(oneOf("auto", true, false)),
};
const choiceSchema = v.object(choice, must("an object"));
const cameraSchema = v.object({ ...choice, width: range, height: range, frameRate: range }, must("an object"));

/** Throws `INVALID_INPUT`. */
export const checkCamera = (options: CameraOptions) => check(cameraSchema, options, "createCameraVideoTrack()");
/** Throws `INVALID_INPUT`. */
export const checkChoice = (given: CameraChoice) => check(choiceSchema, given, "switchCamera()");
/** A call after the end. */
export const stoppedError = () =>
  new InvalidInputError("switchCamera(): the camera was stopped. Create another track.");
