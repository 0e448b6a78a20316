import { createContext, runInContext } from "node:vm";
import { describe, expect, test } from "vitest";
import {
  DecartSDKError,
  ERROR_CODES,
  type ErrorReason,
  InvalidAPIKeyError,
  InvalidInputError,
  isDecartSDKError,
  ModelNotFoundError,
  WebRTCError,
} from "../src/errors";
import { copyOf } from "./support/copy-of";

const SUBCLASSES = [
  [InvalidAPIKeyError, "InvalidAPIKeyError", "INVALID_API_KEY"],
  [InvalidInputError, "InvalidInputError", "INVALID_INPUT"],
  [ModelNotFoundError, "ModelNotFoundError", "MODEL_NOT_FOUND"],
] as const;

const copy = () => copyOf<typeof import("../src/errors")>("src/errors.ts");

describe("the classes", () => {
  test.each(SUBCLASSES)("%o: an Error, a DecartSDKError, with its own name and code", (Class, name, code) => {
    const error = new Class("Say what to do.", { data: { a: 1 } });
    for (const Parent of [Error, DecartSDKError, Class]) expect(error).toBeInstanceOf(Parent);
    expect(error).toMatchObject({ name, code, message: "Say what to do.", retryable: false, data: { a: 1 } });
    expect(String(error)).toBe(`${name}: Say what to do.`);
    expect(error.stack).toContain("errors.test.ts");
  });

  test.each<ErrorReason>([
    "WEBRTC_TIMEOUT_ERROR",
    "WEBRTC_ICE_ERROR",
    "WEBRTC_WEBSOCKET_ERROR",
    "WEBRTC_SERVER_ERROR",
    "WEBRTC_SIGNALING_ERROR",
  ])("WebRTCError: %s", (reason) => {
    const error = new WebRTCError(reason, "Lost.");
    for (const Parent of [Error, DecartSDKError, WebRTCError]) expect(error).toBeInstanceOf(Parent);
    expect(error).toMatchObject({ name: "WebRTCError", code: "WEB_RTC_ERROR", reason, retryable: true });
    expect(new WebRTCError(reason, "Refused.", { retryable: false }).retryable).toBe(false);
  });

  test("DecartSDKError: any code, not retryable unless it says so, no reason", () => {
    const error = new DecartSDKError("TIMEOUT", "Too late.");
    expect(error).toMatchObject({ name: "DecartSDKError", code: "TIMEOUT", retryable: false });
    expect([error.reason, error.data]).toEqual([undefined, undefined]);
    expect(new DecartSDKError("TIMEOUT", "Too late.", { retryable: true }).retryable).toBe(true);
  });

  test("subclasses are told apart", () => {
    expect(new InvalidInputError("")).not.toBeInstanceOf(InvalidAPIKeyError);
    expect(new DecartSDKError("INVALID_INPUT", "")).not.toBeInstanceOf(InvalidInputError);
  });

  test("the cause is kept as it is, and absent when there is none", () => {
    const cause = { thrown: "by somebody" };
    expect(new DecartSDKError("TIMEOUT", "", { cause }).cause).toBe(cause);
    expect(new WebRTCError("WEBRTC_ICE_ERROR", "", { cause: undefined })).toHaveProperty("cause", undefined);
    expect(new DecartSDKError("TIMEOUT", "")).not.toHaveProperty("cause");
  });
});

test("every code's name is the code", () => {
  for (const [name, code] of Object.entries(ERROR_CODES)) expect(code).toBe(name);
  expect(Object.keys(ERROR_CODES).length).toBeGreaterThan(0);
});

describe("isDecartSDKError", () => {
  test("holds for every class", () => {
    expect(isDecartSDKError(new DecartSDKError("TIMEOUT", ""))).toBe(true);
    expect(isDecartSDKError(new WebRTCError("WEBRTC_ICE_ERROR", ""))).toBe(true);
    for (const [Class] of SUBCLASSES) expect(isDecartSDKError(new Class(""))).toBe(true);
  });

  test("holds across copies of the package, where instanceof doesn't", () => {
    const [one, other] = [copy(), copy()];
    const error = new one.InvalidInputError("Wrong.");
    expect(error).not.toBeInstanceOf(other.DecartSDKError);
    expect(error).not.toBeInstanceOf(DecartSDKError);
    expect(other.isDecartSDKError(error)).toBe(true);
    expect(isDecartSDKError(error)).toBe(true);
    expect(one.isDecartSDKError(new WebRTCError("WEBRTC_ICE_ERROR", ""))).toBe(true);
  });

  test("a minified copy keeps the names of its errors", () => {
    const { InvalidAPIKeyError, WebRTCError } = copy();
    expect(new InvalidAPIKeyError("").name).toBe("InvalidAPIKeyError");
    expect(new WebRTCError("WEBRTC_ICE_ERROR", "").name).toBe("WebRTCError");
  });

  test.each([
    ["another error", new Error("TIMEOUT")],
    ["an error that looks like one", Object.assign(new Error(""), { name: "DecartSDKError", code: "TIMEOUT" })],
    ["an object that looks like one", { ...new DecartSDKError("TIMEOUT", "") }],
    ["null", null],
    ["undefined", undefined],
    ["a text", "INVALID_INPUT"],
    ["an error of another realm", runInContext("new Error('x')", createContext({}))],
  ])("not for %s", (_, value) => {
    expect(isDecartSDKError(value)).toBe(false);
  });
});
