/** Every event of a session's journal, in the usual order. */
export const MOMENTS = [
  "open",
  ">session_id",
  "<prompt",
  "state",
  ">prompt_ack",
  "<offer",
  "pc:new",
  ">answer",
  "<ice-candidate",
  ">ice-candidate",
  "pc:connecting",
  "pc:connected",
  "frame-in",
  ">generation_started",
  "frame-out",
  ">generation_tick",
];
