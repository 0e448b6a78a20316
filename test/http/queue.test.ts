import { describe, expect, test } from "vitest";
import type { Job } from "../../src/http/queue";
import { models } from "../../src/models";
import { everything, failureOf } from "../support/failures";
import { createFakeClock, settled } from "../support/fake-clock";
import { bytes, createHttpClient, createLoopback, drop, hang, json, KEY } from "./loopback";

const service = createLoopback();
const data = new File(["film"], "film.mp4", { type: "video/mp4" });
const work = { model: models.video("lucy-2.1"), prompt: "Anime", data };
const at = (status: string, more = {}) => json({ job_id: "j1", status, progress: 0.5, ...more });

/** A client whose clock doesn't wait, and the pauses that it would have made. */
function setUp() {
  const { queue, platform, logged } = createHttpClient(service.url);
  return { queue, logged, waits: (platform.clock as never as { waits: number[] }).waits };
}

const asked = () => service.asked.map(({ method, path }) => `${method} ${path}`);

describe("submit", () => {
  test("sends a form to the job queue with the key, and gives the job (P)", async () => {
    service.answer(at("pending"));
    expect(await setUp().queue.submit(work)).toEqual({ job_id: "j1", status: "pending" });
    expect(asked()).toEqual(["POST /v1/jobs/lucy-2.1"]);
    expect(service.asked[0]?.headers["x-api-key"]).toBe(KEY);
    expect(await service.asked[0]?.form()).toEqual({ prompt: "Anime", data: "film.mp4 (video/mp4) film" });
  });

  test.each([400, 401, 413, 429, 500, 503])("HTTP %i is QUEUE_SUBMIT_ERROR, sent once", async (status) => {
    service.answer(json({ error: `no, ${KEY}` }, status), at("pending"));
    const { queue, logged } = setUp();
    const error = await failureOf(queue.submit(work));
    expect(error).toMatchObject({ code: "QUEUE_SUBMIT_ERROR", data: { status } });
    expect(everything([error, logged])).not.toContain(KEY);
    expect(service.asked).toHaveLength(1);
  });

  test.each([
    ["no JSON", bytes("<html>")],
    ["another object", json({ id: 1 })],
    ["null", json(null)],
  ])("an answer that is %s is QUEUE_SUBMIT_ERROR", async (_, answer) => {
    service.answer(answer);
    expect(await failureOf(setUp().queue.submit(work))).toMatchObject({
      code: "QUEUE_SUBMIT_ERROR",
      data: { status: 200 },
    });
  });

  test("a model without a queue is INVALID_INPUT", async () => {
    for (const model of [models.image("lucy-image-2"), models.realtime("lucy-2.1")]) {
      expect(await failureOf(setUp().queue.submit({ ...work, model } as never))).toMatchObject({
        code: "INVALID_INPUT",
      });
    }
    expect(service.asked).toEqual([]);
  });
});

describe("submitAndPoll", () => {
  test("polls after 0.5 s, then every 1.5 s, and tells of the submit and each poll (P)", async () => {
    service.answer(at("pending"), at("pending"), at("processing"), at("processing"), at("completed"), bytes("result"));
    const { queue, waits } = setUp();
    const heard: Job[] = [];
    const done = await queue.submitAndPoll({ ...work, onStatusChange: (job) => heard.push(job) });
    expect(waits).toEqual([500, 1500, 1500, 1500]);
    expect(heard.map(({ job_id, status }) => `${job_id} ${status}`)).toEqual(
      ["pending", "pending", "processing", "processing", "completed"].map((status) => `j1 ${status}`),
    );
    expect(done).toEqual({ status: "completed", job_id: "j1", data: expect.any(Blob) });
    expect(asked().slice(-2)).toEqual(["GET /v1/jobs/j1", "GET /v1/jobs/j1/content"]);
    expect(service.asked.map(({ headers }) => headers["x-api-key"])).toEqual(Array(6).fill(KEY));
  });

  test("a job that failed is a result (P), with the service's reason where it gives one", async () => {
    service.answer(at("pending"), at("failed"));
    const { queue } = setUp();
    expect(await queue.submitAndPoll(work)).toEqual({ status: "failed", job_id: "j1", error: "Job failed" });
    service.answer(at("failed", { error: "out of memory" }));
    expect(await queue.wait("j1")).toMatchObject({ status: "failed", error: "out of memory" });
  });

  test("a status that the SDK doesn't know isn't an end", async () => {
    service.answer(at("pending"), at("warming-up"), at("completed"), bytes("result"));
    expect(await setUp().queue.submitAndPoll(work)).toMatchObject({ status: "completed" });
  });

  test("the result may be a stream", async () => {
    service.answer(at("pending"), at("completed"), bytes("result"));
    const done = await setUp().queue.submitAndPoll({ ...work, responseType: "stream" });
    expect(done.status === "completed" && (await new Response(done.data).text())).toBe("result");
  });

  test("a listener that throws goes to the logger and harms nothing", async () => {
    service.answer(at("pending"), at("completed"), bytes("result"));
    const { queue, logged } = setUp();
    const error = new Error("the listener's own");
    const onStatusChange = () => {
      throw error;
    };
    expect(await queue.submitAndPoll({ ...work, onStatusChange })).toMatchObject({ status: "completed" });
    expect(logged).toContainEqual([expect.any(String), { error }]);
  });
});

describe("wait", () => {
  test("resumes a job by its id, without a submit", async () => {
    service.answer(at("processing"), at("completed"), bytes("result"));
    expect(await setUp().queue.wait("j1")).toMatchObject({ status: "completed", job_id: "j1" });
    expect(asked()).toEqual(["GET /v1/jobs/j1", "GET /v1/jobs/j1", "GET /v1/jobs/j1/content"]);
  });

  test("backs off when the service is busy or the network fails, and goes on", async () => {
    service.answer(
      json({}, 503),
      drop,
      json({}, 429, { "retry-after": "7" }),
      json({}, 500),
      at("completed"),
      bytes("r"),
    );
    const { queue, waits } = setUp();
    expect(await queue.wait("j1")).toMatchObject({ status: "completed" });
    expect(waits).toEqual([500, 500, 1000, 7000, 4000]);
  });

  test("gives up after about a minute, retryable, with the id to resume with", async () => {
    service.answer(json({}, 503));
    const { queue, waits } = setUp();
    const error = await failureOf(queue.wait("j1"));
    expect(error).toMatchObject({ code: "QUEUE_STATUS_ERROR", data: { status: 503, job_id: "j1" }, retryable: true });
    expect(waits.slice(1)).toEqual([500, 1000, 2000, 4000, 8000, ...Array(5).fill(10_000)]);
  });

  test("a refusal ends it at once", async () => {
    service.answer(json({ error: "gone" }, 404), at("completed"));
    const error = await failureOf(setUp().queue.wait("j1"));
    expect(error).toMatchObject({ code: "QUEUE_STATUS_ERROR", data: { status: 404, job_id: "j1" }, retryable: false });
    expect(service.asked).toHaveLength(1);
  });

  test("a result that can't be fetched is QUEUE_RESULT_ERROR, after three tries", async () => {
    service.answer(at("completed"), json({}, 502));
    const error = await failureOf(setUp().queue.wait("j1"));
    expect(error).toMatchObject({ code: "QUEUE_RESULT_ERROR", data: { status: 502, job_id: "j1" } });
    expect(asked().slice(1)).toEqual(Array(3).fill("GET /v1/jobs/j1/content"));
  });
});

describe("status and result", () => {
  test("status asks once", async () => {
    service.answer(at("processing"), json({}, 503));
    const { queue } = setUp();
    expect(await queue.status("j1")).toEqual({ job_id: "j1", status: "processing" });
    expect(await failureOf(queue.status("j1"))).toMatchObject({ code: "QUEUE_STATUS_ERROR", data: { status: 503 } });
    expect(service.asked).toHaveLength(2);
  });

  test("a job that isn't done has no result: 409", async () => {
    service.answer(json({ error: "The job is pending" }, 409));
    const error = await failureOf(setUp().queue.result("j1"));
    expect(error).toMatchObject({ code: "QUEUE_RESULT_ERROR", data: { status: 409, job_id: "j1" } });
  });
});

describe("an id can't leave its segment", () => {
  test.each([
    ["a/../../v1/client/tokens", "a%2F..%2F..%2Fv1%2Fclient%2Ftokens"],
    ["a\r\nX-Evil: 1", "a%0D%0AX-Evil%3A%201"],
    ["a?api_key=1#x", "a%3Fapi_key%3D1%23x"],
    ["%2e%2e", "%252e%252e"],
    ["..%2f..", "..%252f.."],
    ["a\\b", "a%5Cb"],
    ["ä", "%C3%A4"],
  ])("%j", async (id, segment) => {
    service.answer(at("pending"));
    await setUp().queue.status(id);
    expect(asked()).toEqual([`GET /v1/jobs/${segment}`]);
    expect(service.asked[0]?.headers).not.toHaveProperty("x-evil");
  });

  test.each([[""], ["."], [".."], ["..."], ["\ud800"], [undefined], [null], [7], [["a"]]])(
    "%j is INVALID_INPUT, and nothing is sent",
    async (id) => {
      const { queue, waits } = setUp();
      for (const call of [queue.status, queue.result, queue.wait]) {
        expect(await failureOf(call(id as string))).toMatchObject({ code: "INVALID_INPUT" });
      }
      expect(service.asked).toEqual([]);
      expect(waits).toEqual([]);
    },
  );

  test("nor can one that the service has sent", async () => {
    service.answer(json({ job_id: "..", status: "pending" }));
    expect(await failureOf(setUp().queue.submitAndPoll(work))).toMatchObject({ code: "INVALID_INPUT" });
    expect(service.asked).toHaveLength(1);
  });
});

describe("an aborted signal rejects with its reason", () => {
  const reason = new Error("changed my mind");

  test("during the submit", async () => {
    service.answer(hang);
    const abort = new AbortController();
    const next = service.next();
    const failure = failureOf(setUp().queue.submitAndPoll({ ...work, signal: abort.signal }));
    const { gone } = await next;
    abort.abort(reason);
    expect(await failure).toBe(reason);
    await gone;
  });

  test("during the wait between two polls: no timer is left", async () => {
    service.answer(at("pending"));
    const clock = createFakeClock();
    const abort = new AbortController();
    const { queue } = createHttpClient(service.url, { clock });
    let told = () => {};
    const submitted = new Promise<void>((resolve) => {
      told = resolve;
    });
    const failure = failureOf(queue.submitAndPoll({ ...work, signal: abort.signal, onStatusChange: told }));
    await submitted;
    await settled();
    expect(clock.pending).toBe(1);
    abort.abort(reason);
    expect(await failure).toBe(reason);
    expect(clock.pending).toBe(0);
    expect(service.asked).toHaveLength(1);
  });

  test("that was aborted before: nothing is asked, and no timer is left", async () => {
    const clock = createFakeClock();
    const { queue } = createHttpClient(service.url, { clock });
    expect(await failureOf(queue.wait("j1", { signal: AbortSignal.abort(reason) }))).toBe(reason);
    expect(clock.pending).toBe(0);
    expect(service.asked).toEqual([]);
  });

  test("during a poll, and while the result comes", async () => {
    for (const answers of [
      [at("pending"), hang],
      [at("pending"), at("completed"), hang],
    ]) {
      service.asked.length = 0;
      const abort = new AbortController();
      service.answer(...answers.slice(0, -1), () => abort.abort(reason));
      expect(await failureOf(setUp().queue.submitAndPoll({ ...work, signal: abort.signal }))).toBe(reason);
      expect(service.asked).toHaveLength(answers.length);
    }
  });
});
