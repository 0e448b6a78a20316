import { expect, test } from "vitest";
import { lookCode } from "../support/look-code";
import { useBrowser, withSession } from "./support/fixture";

type Page = typeof import("./pages/session");

const shared = useBrowser();

test("20 calls at once against a service that delays, refuses and forgets: each settles, the last accepted one shows", () =>
  withSession<Page>(
    shared,
    "session",
    async ({ service, emulator, run }) => {
      await run.connect({ ...service });
      const session = emulator.sessions[0];
      await session?.configure({ delayMs: { prompt_ack: 60, set_image_ack: 150 }, stateDelayMs: 20 });
      const outcomes = await run.burst(
        Array.from({ length: 20 }, (_, index) => {
          const text = `${index % 5 === 3 ? "forbidden" : "fine"} ${index}`;
          if (index % 3 === 0) return ["set", { prompt: text }];
          return index % 3 === 1 ? ["setPrompt", text] : ["setImage", null, { prompt: text }];
        }),
      );
      expect(outcomes).toHaveLength(20);
      const prompts = session?.received.flatMap(({ message }) =>
        (message.type === "prompt" || message.type === "set_image") && message.prompt ? [message.prompt] : [],
      );
      // Nearly all were overtaken before they were sent: no queue was built.
      expect(prompts?.length).toBeLessThan(8);
      for (const [index, outcome] of outcomes.entries()) {
        const sent = prompts?.some((prompt) => prompt.endsWith(` ${index}`));
        if (sent) expect(outcome, `call ${index}`).toBe(index % 5 === 3 ? "MODERATION_REJECTED" : "accepted");
        else expect(["accepted", "MODERATION_REJECTED"]).toContain(outcome);
      }
      const last = prompts?.filter((prompt) => prompt.startsWith("fine")).at(-1) ?? null;
      await run.framesUntilLook(lookCode(last));
      await run.disconnect();
    },
    { denyPrompts: ["forbidden"] },
  ));
