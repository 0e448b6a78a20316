import { describe, expect, test } from "vitest";
import { parseCandidate, withStartBitrate } from "../../src/core/sdp";

const sdp = (...lines: string[]) => `${lines.join("\r\n")}\r\n`;
const SESSION = ["v=0", "o=- 4611731400430051336 2 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=group:BUNDLE 0 1"];
const AUDIO = [
  "m=audio 9 UDP/TLS/RTP/SAVPF 111 63",
  "a=mid:0",
  "a=rtpmap:111 opus/48000/2",
  "a=fmtp:111 minptime=10;useinbandfec=1",
  "a=rtpmap:63 red/48000/2",
  "a=fmtp:63 111/111",
];

const CHROME = [
  "m=video 9 UDP/TLS/RTP/SAVPF 96 97 103",
  "c=IN IP4 0.0.0.0",
  "a=mid:1",
  "a=rtpmap:96 VP8/90000",
  "a=rtcp-fb:96 goog-remb",
  "a=rtcp-fb:96 nack pli",
  "a=rtpmap:97 rtx/90000",
  "a=fmtp:97 apt=96",
  "a=rtpmap:103 H264/90000",
  "a=fmtp:103 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f",
];

const FIREFOX = [
  "m=video 9 UDP/TLS/RTP/SAVPF 120 124 121",
  "c=IN IP4 0.0.0.0",
  "a=sendrecv",
  "a=fmtp:120 max-fs=12288;max-fr=60",
  "a=fmtp:124 apt=120",
  "a=mid:1",
  "a=rtpmap:120 VP8/90000",
  "a=rtpmap:124 rtx/90000",
  "a=rtpmap:121 VP9/90000",
];

/** What was added and taken away, line by line. */
function changes(before: string, after: string) {
  const [old, now] = [before.split("\r\n"), after.split("\r\n")];
  return { gone: old.filter((line) => !now.includes(line)), made: now.filter((line) => !old.includes(line)) };
}

describe("withStartBitrate", () => {
  test("Chrome's VP8 has no fmtp: it gets one, right behind its rtpmap", () => {
    const before = sdp(...SESSION, ...AUDIO, ...CHROME);
    const after = withStartBitrate(before, 600);
    expect(changes(before, after)).toEqual({ gone: [], made: ["a=fmtp:96 x-google-start-bitrate=600"] });
    expect(after).toContain("a=rtpmap:96 VP8/90000\r\na=fmtp:96 x-google-start-bitrate=600\r\na=rtcp-fb:96");
  });

  test("Firefox's VP8 has one: it is extended where it stands", () => {
    const before = sdp(...SESSION, ...AUDIO, ...FIREFOX);
    expect(changes(before, withStartBitrate(before, 600))).toEqual({
      gone: ["a=fmtp:120 max-fs=12288;max-fr=60"],
      made: ["a=fmtp:120 max-fs=12288;max-fr=60;x-google-start-bitrate=600"],
    });
  });

  test("the first codec of the list gets it, whichever it is", () => {
    const before = sdp(...SESSION, ...CHROME.map((line) => line.replace("96 97 103", "103 96 97")));
    const fmtp = CHROME.at(-1);
    expect(changes(before, withStartBitrate(before, 600))).toEqual({
      gone: [fmtp],
      made: [`${fmtp};x-google-start-bitrate=600`],
    });
  });

  test("a payload type is not mistaken for a longer one", () => {
    const lines = [
      "m=video 9 RTP/SAVPF 9 96",
      "a=rtpmap:96 VP9/90000",
      "a=fmtp:96 profile-id=0",
      "a=rtpmap:9 VP8/90000",
    ];
    const before = sdp(...SESSION, ...lines);
    expect(changes(before, withStartBitrate(before, 600))).toEqual({
      gone: [],
      made: ["a=fmtp:9 x-google-start-bitrate=600"],
    });
  });

  test.each([
    ["no video", sdp(...SESSION, ...AUDIO)],
    [
      "a start rate already",
      sdp(...SESSION, ...CHROME, "a=fmtp:96 x-google-start-bitrate=600;x-google-min-bitrate=300"),
    ],
    ["nothing in it", ""],
    ["a video section without codecs", sdp(...SESSION, "m=video 0 UDP/TLS/RTP/SAVPF")],
    ["a codec that isn't described", sdp(...SESSION, "m=video 9 UDP/TLS/RTP/SAVPF 96")],
  ])("a description with %s stays as it is", (_, before) => {
    expect(withStartBitrate(before, 600)).toBe(before);
  });

  test("a rate that is only repeated isn't taken for one that is meant", () => {
    const answer = (rate: number) => sdp(...SESSION, ...CHROME, `a=fmtp:96 x-google-start-bitrate=${rate}`);
    expect(withStartBitrate(answer(1000), 600, 1000)).toBe(answer(600));
    for (const meant of [600, 100, 10_000, 2500])
      expect(withStartBitrate(answer(meant), 600, 1000)).toBe(answer(meant));
  });

  test("twice is the same as once", () => {
    for (const video of [CHROME, FIREFOX]) {
      const once = withStartBitrate(sdp(...SESSION, ...AUDIO, ...video), 600);
      expect(withStartBitrate(once, 600)).toBe(once);
    }
  });

  test("every line still ends with CRLF", () => {
    for (const video of [CHROME, FIREFOX]) {
      const after = withStartBitrate(sdp(...SESSION, ...AUDIO, ...video), 600);
      expect(after.replaceAll("\r\n", "")).not.toMatch(/[\r\n]/);
      expect(after.endsWith("\r\n")).toBe(true);
    }
  });
});

describe("parseCandidate", () => {
  test.each([
    [
      "udp host",
      "candidate:1467250027 1 udp 2122260223 192.168.0.196 46243 typ host generation 0 ufrag EEtu network-id 3",
      { candidateType: "host", protocol: "udp", address: "192.168.0.196", port: 46243 },
    ],
    [
      "tcp host",
      "candidate:2745 1 tcp 1518280447 10.0.0.2 9 typ host tcptype active generation 0",
      { candidateType: "host", protocol: "tcp", address: "10.0.0.2", port: 9 },
    ],
    [
      "mDNS",
      "candidate:0 1 UDP 2122187007 6c7a0b5e-3e1f-4e2f-8a51-0f6b5a2f3a1d.local 51030 typ host",
      { candidateType: "host", protocol: "udp", address: "6c7a0b5e-3e1f-4e2f-8a51-0f6b5a2f3a1d.local", port: 51030 },
    ],
    [
      "IPv6",
      "candidate:3 1 udp 2122262783 2001:db8::7334 9999 typ host",
      { candidateType: "host", protocol: "udp", address: "2001:db8::7334", port: 9999 },
    ],
    [
      "srflx, as an attribute",
      "a=candidate:842163049 1 udp 1677729535 203.0.113.4 46154 typ srflx raddr 10.0.0.17 rport 46154",
      { candidateType: "srflx", protocol: "udp", address: "203.0.113.4", port: 46154 },
    ],
    [
      "relay",
      "candidate:5 2 udp 41885439 198.51.100.9 3478 typ relay raddr 203.0.113.4 rport 1",
      { candidateType: "relay", protocol: "udp", address: "198.51.100.9", port: 3478 },
    ],
  ])("%s", (_, line, expected) => {
    expect(parseCandidate(line)).toEqual(expected);
  });

  test.each(["", "candidate:", "a=end-of-candidates", "candidate:1 1 udp 1 10.0.0.1 port typ host", "typ host"])(
    "%j is none",
    (line) => {
      expect(parseCandidate(line)).toBeNull();
    },
  );
});
