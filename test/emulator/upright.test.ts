import { expect, test } from "vitest";
import { lookOf, readLook, readMark } from "../../src/emulator/index";
import { createMedia } from "../../src/emulator/media";
import type { DecodedFrame, WebRtcStack } from "../../src/emulator/stack";
import { upright } from "../../src/emulator/upright";
import { testFrame } from "./wrtc-client";

// wrtc can receive a rotation but not send one, so what a phone sends is made here.

test("each rotation turns the picture clockwise, chroma and all", () => {
  // 4 × 2 of luma, then two chroma planes of 2 × 1.
  const data = Uint8Array.from([1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 20, 21]);
  const frame: DecodedFrame = { width: 4, height: 2, data };
  const turned = (rotation: 0 | 90 | 180 | 270) => {
    const { width, height, data } = upright({ ...frame, rotation });
    return { width, height, data: [...data] };
  };
  expect(turned(0).data).toEqual([...data]);
  expect(turned(90)).toEqual({ width: 2, height: 4, data: [5, 1, 6, 2, 7, 3, 8, 4, 10, 11, 20, 21] });
  expect(turned(180)).toEqual({ width: 4, height: 2, data: [8, 7, 6, 5, 4, 3, 2, 1, 11, 10, 21, 20] });
  expect(turned(270)).toEqual({ width: 2, height: 4, data: [4, 8, 3, 7, 2, 6, 1, 5, 11, 10, 21, 20] });
});

test("the signs stand upright in a turned frame, also at odd sizes", () => {
  const sent: DecodedFrame[] = [];
  let deliver = (_frame: DecodedFrame) => {};
  const track = { kind: "video", stop() {} } as MediaStreamTrack;
  const stack: Partial<WebRtcStack> = {
    createVideoSource: () => ({ createTrack: () => track, push: (frame) => sent.push(frame) }),
    createAudioSource: () => ({ createTrack: () => track, push() {} }),
    watchVideo(_track, onFrame) {
      deliver = onFrame;
      return () => {};
    },
  };
  const look = lookOf({ prompt: "x", image: null, enhance: true });
  const media = createMedia({
    stack: stack as WebRtcStack,
    look: () => look,
    flows: () => true,
    onPainted() {},
    onFrameIn() {},
    onFrameOut() {},
  });
  media.attach(track);
  for (const rotation of [90, 180, 270] as const) {
    deliver(testFrame(641, 361, rotation));
    const back = sent.at(-1);
    if (!back) throw new Error("no frame came back");
    expect([back.width, back.height]).toEqual(rotation === 180 ? [641, 361] : [361, 641]);
    expect(back.rotation).toBe(0);
    expect(readLook(back).code).toBe(look.code);
    expect(readMark(back)).toBe("normal");
  }
  media.close();
});
