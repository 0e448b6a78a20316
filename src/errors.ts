/**
 * Every `code` that a {@link DecartSDKError} can carry. Compare against these, not against messages. What to do about
 * each is in docs/troubleshooting.md.
 */
export const ERROR_CODES = {
  /** The key is missing, blank, or was refused by the service. */
  INVALID_API_KEY: "INVALID_API_KEY",
  /** Options that exclude one another, or an option of the wrong type. */
  INVALID_OPTIONS: "INVALID_OPTIONS",
  /** `baseUrl` or `realtimeBaseUrl` isn't a usable URL. */
  INVALID_BASE_URL: "INVALID_BASE_URL",
  /** An argument of a call is wrong; nothing was sent. */
  INVALID_INPUT: "INVALID_INPUT",
  /** No model of that name. */
  MODEL_NOT_FOUND: "MODEL_NOT_FOUND",
  /** The service refused a prompt or an image; the message is the service's own text. */
  MODERATION_REJECTED: "MODERATION_REJECTED",
  /** The service didn't acknowledge a call in time. */
  TIMEOUT: "TIMEOUT",
  /** The session ended before the call was acknowledged. */
  DISCONNECTED: "DISCONNECTED",
  /** The connection failed; `reason` says where. */
  WEB_RTC_ERROR: "WEB_RTC_ERROR",
  /** The session that a viewer's token is for has ended, or has reconnected under another one. */
  SUBSCRIBE_TOKEN_INVALID: "SUBSCRIBE_TOKEN_INVALID",
  /** This runtime has no WebRTC, or no cameras. */
  UNSUPPORTED_PLATFORM: "UNSUPPORTED_PLATFORM",
  /** The user, the browser or the page's policy forbids the camera. */
  CAMERA_DENIED: "CAMERA_DENIED",
  /** There is no camera, or none with that `deviceId`. */
  CAMERA_NOT_FOUND: "CAMERA_NOT_FOUND",
  /** The camera could not be started; mostly another program has it. */
  CAMERA_IN_USE: "CAMERA_IN_USE",
  /** No camera can do what was asked for; `data.constraint` says what. */
  CAMERA_OVERCONSTRAINED: "CAMERA_OVERCONSTRAINED",
  /** A client token could not be minted; `data.status` is the HTTP status, if there was an answer. So with those that follow. */
  TOKEN_CREATE_ERROR: "TOKEN_CREATE_ERROR",
  /** `client.process` failed. */
  PROCESSING_ERROR: "PROCESSING_ERROR",
  /** A job could not be submitted. */
  QUEUE_SUBMIT_ERROR: "QUEUE_SUBMIT_ERROR",
  /** A job could not be asked after; with `data.job_id` where it was waited for: `client.queue.wait` resumes it. */
  QUEUE_STATUS_ERROR: "QUEUE_STATUS_ERROR",
  /** What a job has made could not be fetched; `data.job_id` as above. */
  QUEUE_RESULT_ERROR: "QUEUE_RESULT_ERROR",
  /** `client.files.upload` failed. */
  FILES_UPLOAD_ERROR: "FILES_UPLOAD_ERROR",
  /** `client.files.get` failed. */
  FILES_GET_ERROR: "FILES_GET_ERROR",
  /** `client.files.delete` failed. */
  FILES_DELETE_ERROR: "FILES_DELETE_ERROR",
  /** A part of the SDK that is loaded when it is first used could not be fetched; the next call tries again. */
  LOAD_ERROR: "LOAD_ERROR",
} as const;

/** One of {@link ERROR_CODES}. */
export type ErrorCode = keyof typeof ERROR_CODES;

/**
 * Where a connection failed, on errors whose code is `WEB_RTC_ERROR`.
 *
 * - `WEBRTC_TIMEOUT_ERROR`: nothing happened for `connectTimeoutMs`.
 * - `WEBRTC_ICE_ERROR`: no network path to the service's media server was found, or it was lost.
 * - `WEBRTC_WEBSOCKET_ERROR`: the signaling socket could not be opened, or was lost.
 * - `WEBRTC_SERVER_ERROR`: the service said that it can't.
 * - `WEBRTC_SIGNALING_ERROR`: an offer or an answer could not be made or applied.
 */
export type ErrorReason =
  | "WEBRTC_TIMEOUT_ERROR"
  | "WEBRTC_ICE_ERROR"
  | "WEBRTC_WEBSOCKET_ERROR"
  | "WEBRTC_SERVER_ERROR"
  | "WEBRTC_SIGNALING_ERROR";

/** The optional parts of a {@link DecartSDKError}. */
export interface DecartSDKErrorDetails {
  /** The finer cause of a `WEB_RTC_ERROR`. */
  reason?: ErrorReason;
  /** Facts that a program can use, for example `{ status: 403 }`. Never keys, prompts or images. */
  data?: Record<string, unknown>;
  /** What was thrown underneath, if anything. */
  cause?: unknown;
  /** Whether the same call may succeed later without a change. @default false */
  retryable?: boolean;
}

// Shared by every copy of the package on a page (ESM and CJS entries bundle their own classes).
const BRAND = Symbol.for("@decartai/sdk.error");

/**
 * The error of everything in this package: thrown, rejected with, and passed to `error` listeners.
 * Narrow with `code` (and `reason`), or with the subclasses; `isDecartSDKError` tells one from any other value.
 */
export class DecartSDKError extends Error {
  override name = "DecartSDKError";
  /** What went wrong, one of {@link ERROR_CODES}. */
  readonly code: ErrorCode;
  /** Where the connection failed; set on every `WEB_RTC_ERROR`. */
  readonly reason?: ErrorReason | undefined;
  /** Facts that a program can use, such as `{ status: 403 }`. */
  readonly data?: Record<string, unknown> | undefined;
  /** Whether the same call may succeed later without a change. */
  readonly retryable: boolean;

  constructor(code: ErrorCode, message: string, details: DecartSDKErrorDetails = {}) {
    super(message, "cause" in details ? { cause: details.cause } : undefined);
    this.code = code;
    this.reason = details.reason;
    this.data = details.data;
    this.retryable = details.retryable ?? false;
    Object.defineProperty(this, BRAND, { value: true });
  }
}

/** The API key or client token is missing, or was refused: `code` is `INVALID_API_KEY`. */
export class InvalidAPIKeyError extends DecartSDKError {
  override name = "InvalidAPIKeyError";
  constructor(message: string, details?: DecartSDKErrorDetails) {
    super("INVALID_API_KEY", message, details);
  }
}

/** An argument is wrong, and nothing was sent: `code` is `INVALID_INPUT`. */
export class InvalidInputError extends DecartSDKError {
  override name = "InvalidInputError";
  constructor(message: string, details?: DecartSDKErrorDetails) {
    super("INVALID_INPUT", message, details);
  }
}

/** No model of that name: `code` is `MODEL_NOT_FOUND`. */
export class ModelNotFoundError extends DecartSDKError {
  override name = "ModelNotFoundError";
  constructor(message: string, details?: DecartSDKErrorDetails) {
    super("MODEL_NOT_FOUND", message, details);
  }
}

/** The connection failed or was lost: `code` is `WEB_RTC_ERROR`, and `reason` says where. */
export class WebRTCError extends DecartSDKError {
  override name = "WebRTCError";
  constructor(reason: ErrorReason, message: string, details?: DecartSDKErrorDetails) {
    super("WEB_RTC_ERROR", message, { retryable: true, ...details, reason });
  }
}

/**
 * Tells whether a value is an error of this SDK, also when it was made by another copy of the package
 * (a page that loads both the ESM and the CJS build has two classes of the same name).
 */
export function isDecartSDKError(value: unknown): value is DecartSDKError {
  return value instanceof Error && BRAND in value;
}
