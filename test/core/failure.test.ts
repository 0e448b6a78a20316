import { describe, expect, test } from "vitest";
import * as failure from "../../src/core/failure";
import { InvalidAPIKeyError, ModelNotFoundError, WebRTCError } from "../../src/errors";

const { closeError, serverError } = failure;

// The wire protocol, "Order of a session", 5.
const AUTHENTICATION = ["401", "invalid api key", "unauthorized"];
const PERMANENT = ["permission denied", "not allowed", "invalid session"];
const forms = (text: string) => [text, text.toUpperCase(), `Connection refused: ${text} (ref 7).`];

describe("the permanent table", () => {
  test.each(AUTHENTICATION.flatMap(forms))("%j is INVALID_API_KEY, as a message and as a close reason", (text) => {
    for (const error of [serverError(text), closeError(4000, text, true), closeError(1008, text, false)]) {
      expect(error).toBeInstanceOf(InvalidAPIKeyError);
      expect(error).toMatchObject({ code: "INVALID_API_KEY", retryable: false, message: text });
    }
  });

  test.each(PERMANENT.flatMap(forms))("%j is WEBRTC_SERVER_ERROR and final, as a message and as a reason", (text) => {
    for (const error of [serverError(text), closeError(4000, text, true), closeError(1006, text, false)]) {
      expect(error).toBeInstanceOf(WebRTCError);
      const expected = { code: "WEB_RTC_ERROR", reason: "WEBRTC_SERVER_ERROR", retryable: false, message: text };
      expect(error).toMatchObject(expected);
    }
  });

  test.each(["Model not found", "model not found: lucy-9"])("%j is MODEL_NOT_FOUND and final", (text) => {
    expect(serverError(text)).toBeInstanceOf(ModelNotFoundError);
    expect(serverError(text)).toMatchObject({ code: "MODEL_NOT_FOUND", retryable: false, message: text });
  });

  test.each(["At capacity", "Internal error", "Send the prompt first", "session expired"])("%j may pass", (text) => {
    expect(serverError(text)).toMatchObject({
      code: "WEB_RTC_ERROR",
      reason: "WEBRTC_SERVER_ERROR",
      retryable: true,
      message: text,
    });
  });

  test("an error without a text still says something", () => {
    expect(serverError("  ").message).toMatch(/\w/);
    expect(serverError("  ").retryable).toBe(true);
  });
});

describe("close codes", () => {
  test.each([
    [1006, "", true],
    [1006, "", false],
    [1000, "", true],
    [1001, "going away", true],
    [1011, "internal error", true],
    [1012, "restart", true],
    [4000, "", true],
  ])("%i %j is a loss, and can be tried again", (code, reason, opened) => {
    expect(closeError(code, reason, opened)).toMatchObject({
      code: "WEB_RTC_ERROR",
      reason: "WEBRTC_WEBSOCKET_ERROR",
      retryable: true,
      data: { closeCode: code },
    });
  });

  test("1008 is final, with a reason or without", () => {
    const expected = { code: "WEB_RTC_ERROR", reason: "WEBRTC_SERVER_ERROR", retryable: false };
    expect(closeError(1008, "", true)).toMatchObject({ ...expected, data: { closeCode: 1008 } });
    expect(closeError(1008, "", true).message).toMatch(/1008/);
    expect(closeError(1008, "Abuse", false)).toMatchObject({ ...expected, message: "Abuse" });
  });

  test("a socket that never opened is told from one that was lost", () => {
    expect(closeError(1006, "", false).message).toMatch(/could not be opened/);
    expect(closeError(1006, "", true).message).toMatch(/lost.*1006/);
  });
});

describe("failures that the SDK sees itself", () => {
  test("moderation: the service's text, or one of ours", () => {
    const expected = { code: "MODERATION_REJECTED", retryable: false };
    expect(failure.moderationError("Not this.")).toMatchObject({ ...expected, message: "Not this." });
    for (const text of [null, undefined, "", " "]) {
      expect(failure.moderationError(text)).toMatchObject({ ...expected, message: expect.stringMatching(/refused/) });
    }
  });

  test("the end of the generation is final, and names its reason", () => {
    expect(failure.endedError("insufficient_credits")).toMatchObject({
      code: "WEB_RTC_ERROR",
      reason: "WEBRTC_SERVER_ERROR",
      retryable: false,
      data: { reason: "insufficient_credits" },
      message: expect.stringContaining("insufficient_credits"),
    });
  });

  test("timeouts name the time; that of the connect keeps what went wrong before", () => {
    const cause = closeError(1006, "", false);
    const error = failure.connectTimeoutError(30_000, cause);
    expect(error).toMatchObject({ code: "WEB_RTC_ERROR", reason: "WEBRTC_TIMEOUT_ERROR", retryable: true });
    expect(error.message).toContain("30000 ms");
    expect(error.cause).toBe(cause);
    expect(failure.callTimeoutError(15_000)).toMatchObject({ code: "TIMEOUT", retryable: true });
    expect(failure.callTimeoutError(15_000).message).toContain("15000 ms");
  });

  test("a call that the end of the session overtakes", () => {
    expect(failure.disconnectedError()).toMatchObject({ code: "DISCONNECTED", retryable: false });
  });
});

test("a number inside an id is no status", () => {
  expect(serverError("Worker busy (request 5f4013ab)")).toMatchObject({ code: "WEB_RTC_ERROR", retryable: true });
});
