import { DecartSDKError, type ErrorCode } from "../errors";

type Problem = readonly [code: ErrorCode, message: string];

const DENIED: Problem = [
  "CAMERA_DENIED",
  "The camera may not be used: the user, the browser's settings or the page's Permissions-Policy forbid it.",
];
const IN_USE: Problem = [
  "CAMERA_IN_USE",
  "The camera could not be started: another program may be using it. Close that one, and try again.",
];
const NOT_FOUND: Problem = ["CAMERA_NOT_FOUND", "There is no such camera. Connect one, or leave `deviceId` out."];
const OVERCONSTRAINED: Problem = [
  "CAMERA_OVERCONSTRAINED",
  "No camera can do what was asked for. Ask for less: see `data.constraint`.",
];

const PROBLEMS: Readonly<Record<string, Problem>> = {
  NotAllowedError: DENIED,
  SecurityError: DENIED,
  NotFoundError: NOT_FOUND,
  NotReadableError: IN_USE,
  AbortError: IN_USE,
  OverconstrainedError: OVERCONSTRAINED,
};

/** What a failed `getUserMedia` means. Source: https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia */
export function cameraError(cause: unknown): DecartSDKError {
  const { name = "", constraint } = (cause ?? {}) as { name?: string; constraint?: string };
  // A stored id that no camera has any more is reported as a constraint that none can meet.
  const problem = constraint === "deviceId" ? NOT_FOUND : (PROBLEMS[name] ?? IN_USE);
  const [code, message] = problem;
  return new DecartSDKError(code, message, {
    cause,
    retryable: problem === IN_USE,
    ...(problem === OVERCONSTRAINED && { data: { constraint } }),
  });
}

/** Pages that came over plain http have no cameras. */
export const noCameras = () =>
  new DecartSDKError(
    "UNSUPPORTED_PLATFORM",
    "There are no cameras here. In a browser, serve the page over https, or from localhost.",
  );
