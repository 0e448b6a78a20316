/** The panel's look. Every colour is a variable that the page can set on the element. */
export const STYLE = `
:host {
  --ink: var(--decart-stats-ink, light-dark(#1b1a17, #f1f0ec));
  --soft: var(--decart-stats-soft, light-dark(#6a665e, #a5a6ab));
  --line: var(--decart-stats-line, light-dark(#dedad1, #35383e));
  --paper: var(--decart-stats-paper, light-dark(#fffefb, #17181b));
  --in: var(--decart-stats-in, light-dark(#2864d8, #78a6ff));
  --out: var(--decart-stats-out, light-dark(#b8601a, #ffb169));
  --good: var(--decart-stats-good, light-dark(#2f9e69, #4fd08f));
  --fair: var(--decart-stats-fair, light-dark(#c9a400, #ecd35a));
  --poor: var(--decart-stats-poor, light-dark(#e07b00, #ff9f43));
  --bad: var(--decart-stats-bad, light-dark(#c92a36, #ff7b80));
  display: block;
  box-sizing: border-box;
  padding: 14px 16px;
  border: 1px solid var(--line);
  border-radius: 10px;
  container-type: inline-size;
  color: var(--ink);
  background: var(--paper);
  font: 13px/1.45 var(--decart-stats-font, system-ui, sans-serif);
  font-variant-numeric: tabular-nums;
}
:host([hidden]) { display: none; }
.head { display: flex; flex-wrap: wrap; gap: 4px 10px; align-items: center; margin-bottom: 10px; }
.pill { padding: 1px 10px; border-radius: 99px; border: 1px solid currentColor; font-weight: 600; }
.pill[data-tone="good"] { color: var(--good); }
.pill[data-tone="warn"] { color: var(--poor); }
.pill[data-tone="bad"] { color: var(--bad); }
.pill[data-tone="note"] { color: var(--soft); }
.soft { color: var(--soft); }
.legend { margin-left: auto; color: var(--soft); font-size: 12px; }
.legend b { font-weight: 600; }
.legend .in { color: var(--in); }
.legend .out { color: var(--out); }
canvas { display: block; width: 100%; }
.below { display: grid; gap: 14px 28px; margin-top: 12px; }
@container (min-width: 720px) { .below { grid-template-columns: 3fr 2fr; } }
h3 { margin: 0 0 6px; font-size: 13px; font-weight: 600; }
ol, dl { margin: 0; padding: 0; list-style: none; }
.story { max-height: 190px; overflow: auto; }
.story li { display: flex; gap: 8px; padding: 2px 0; align-items: baseline; }
.story time { color: var(--soft); }
.mark { flex: none; width: 16px; height: 16px; border-radius: 50%; color: var(--paper); font: 700 10px/16px system-ui, sans-serif; text-align: center; }
.mark.dot { width: 6px; height: 6px; margin: 0 5px; align-self: center; }
[data-tone="good"] > .mark { background: var(--good); }
[data-tone="note"] > .mark { background: var(--soft); }
[data-tone="warn"] > .mark { background: var(--poor); }
[data-tone="bad"] > .mark { background: var(--bad); }
.phases li { display: grid; grid-template-columns: 104px 1fr 62px; gap: 8px; align-items: center; }
.phases .track { position: relative; height: 10px; border-radius: 3px; background: color-mix(in srgb, var(--line), transparent 50%); }
.phases .bar { position: absolute; top: 0; bottom: 0; min-width: 2px; border-radius: 3px; background: var(--in); }
.phases .total .bar { background: var(--ink); }
.phases .failed .bar { background: var(--bad); }
.phases .ms { text-align: right; color: var(--soft); }
dl { display: grid; grid-template-columns: 104px 1fr; gap: 2px 8px; margin-top: 12px; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
details { margin-top: 12px; }
summary { cursor: pointer; font-weight: 600; }
pre { max-height: 200px; margin: 6px 0 0; overflow: auto; font: 11px/1.5 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere; }
button { margin-left: 8px; padding: 2px 10px; border: 1px solid var(--line); border-radius: 6px; color: inherit; background: none; font: inherit; cursor: pointer; }
button:focus-visible, summary:focus-visible { outline: 2px solid var(--in); outline-offset: 2px; }
.ear { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
`;

/** The panel's skeleton; what is in it is written as text, never as markup. */
export const MARKUP = `
<div class="head">
  <span class="pill" data-part="state" data-tone="note">no session</span>
  <span class="pill" data-part="quality" data-tone="note" hidden></span>
  <span class="soft" data-part="session"></span>
  <span class="legend" aria-hidden="true"><b class="in">━ ↓ comes in</b> &nbsp; <b class="out">┅ ↑ goes out</b></span>
</div>
<canvas role="img" aria-label="Frame rate, bitrate, round trip and loss over the last minutes"></canvas>
<p class="ear" data-part="ear"></p>
<div class="below">
  <section>
    <h3>What happened</h3>
    <ol class="story" data-part="story" role="log" aria-live="polite" tabindex="0" aria-label="What happened"></ol>
  </section>
  <section>
    <h3>The connect</h3>
    <ol class="phases" data-part="phases"></ol>
    <dl data-part="path"></dl>
  </section>
</div>
<details data-part="details">
  <summary>Diagnostics <button type="button" data-part="save">Save as JSON</button></summary>
  <pre data-part="log" tabindex="0"></pre>
</details>
`;
