// The one style sheet of all widgets. Sizes are in px and em: the page's rem is none of ours.

const CSS = `
:host { all: initial; display: block; width: 100%; min-width: min(100%, 240px); color-scheme: light dark; }
:host([mode=dialog]) { display: inline-block; width: auto; min-width: 0; }
:host([theme=light]) { color-scheme: light; }
:host([theme=dark]) { color-scheme: dark; }
:host([hidden]), [hidden] { display: none !important; }
.root {
  all: initial;
  --accent: var(--vestnik-accent, light-dark(#9b2c1f, #f0a090));
  --on-accent: var(--vestnik-accent-text, light-dark(#fff, #201412));
  --ink: var(--vestnik-text, light-dark(#1d1c1a, #ecebe8));
  --muted: var(--vestnik-muted, light-dark(#5a5751, #b0ada7));
  --paper: var(--vestnik-background, light-dark(#fff, #17181b));
  --surface: var(--vestnik-surface, light-dark(#f5f3ee, #24262b));
  --line: 1px solid var(--vestnik-border, light-dark(#e3dfd6, #363940));
  --radius: var(--vestnik-radius, 10px);
  --gap: var(--vestnik-spacing, 12px);
  --shadow: 0 8px 32px light-dark(#0002, #0008);
  color-scheme: inherit;
  visibility: inherit;
  display: block;
  position: relative;
  direction: ltr;
  font: var(--vestnik-font-size, 16px)/1.45 var(--vestnik-font, system-ui, -apple-system, "Segoe UI", Roboto, sans-serif);
  color: var(--ink);
  overflow-wrap: anywhere;
}
.root * { box-sizing: border-box; margin: 0; }
ol, ul { padding: 0; list-style: none; }
button, input, select { font: inherit; color: inherit; }
button { padding: 0; border: 0; background: none; cursor: pointer; }
a, .link { color: var(--accent); text-decoration: underline; text-underline-offset: 3px; display: inline-block;
  min-height: 24px; text-align: start; max-width: 100%; }
mark { color: var(--vestnik-mark-text, var(--ink)); background: var(--vestnik-mark, light-dark(#ffe9a3, #6b5410));
  border-radius: 2px; }
:focus-visible, .box:focus-within { outline: 2px solid var(--accent); outline-offset: 1px; }
.quiet { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.box, .open-button, .more, select, [type=date] { background: var(--paper); border-radius: var(--radius);
  border: 1px solid color-mix(in srgb, var(--muted) 80%, var(--paper)); }
.box, .open-button, .head { display: flex; align-items: center; }
.icon { width: 12px; height: 12px; margin: 0 10px 4px 14px; border: 2px solid var(--muted); border-radius: 50%;
  position: relative; }
.icon::after { content: ""; position: absolute; inset: 9px -6px auto auto; width: 7px; rotate: 45deg;
  border-top: 2px solid var(--muted); }
.input { flex: 1; width: 0; padding: 10px 4px; border: 0; outline: 0 !important; background: none;
  font-size: max(16px, 1em); }
::placeholder, small, kbd, .count, .meta, .missing, .ends, .clear, .close-button, .open-button { color: var(--muted);
  opacity: 1; }
.clear, .close-button { width: 36px; height: 36px; font-size: 1.3em; }
.button { align-self: stretch; margin: 3px; padding: 0 1em; font-weight: 600; border-radius: calc(var(--radius) - 4px); }
.button, .chip[aria-pressed=true] { color: var(--on-accent); background: var(--accent); }
.open-button { padding: 10px 14px 10px 0; }
kbd { font: inherit; margin-left: 14px; }
.panel { display: grid; grid-template-columns: 100%; }
.body, .suggestions { grid-area: 1 / 1; }
.body, .filters, .empty { display: grid; grid-template-columns: 100%; gap: var(--gap); container-type: inline-size; }
.body { align-content: start; background: var(--paper); padding: var(--gap); border-radius: var(--radius); margin-top: 4px; }
:empty:not(input, span, img, option) { display: none; }
.suggestions, dialog, .dropdown .panel { background: var(--paper); color: var(--ink); border: var(--line);
  border-radius: var(--radius); box-shadow: var(--shadow); }
.suggestions { z-index: 1; place-self: start stretch; margin-top: 4px; padding: 4px; }
.suggestion { display: flex; align-items: baseline; gap: 16px; padding: 5px 12px; border-radius: 6px; cursor: pointer; }
.suggestion > *, .chip { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.suggestion > span { flex: 1; }
.suggestion mark { background: none; color: inherit; }
.suggestion:hover, .suggestion[aria-selected=true], .chip, .repair, .note, .error, .image { background: var(--surface); }
.suggestion[aria-selected=true] { outline: 2px solid var(--accent); outline-offset: -2px; }
small, .count, .meta, .missing, .ends, .footer, .chip { font-size: .875em; }
.chips, .periods, .bars { display: flex; gap: 6px; padding: 4px; margin: -4px; overflow-x: auto; scrollbar-width: none; }
.chip { flex: none; max-width: 100%; padding: 4px 12px; border: var(--line); border-radius: 99px; }
.chip[aria-pressed=true] * { color: inherit; }
.count { margin-left: 5px; }
.row, .days, .error { display: flex; flex-wrap: wrap; gap: 6px var(--gap); justify-content: space-between; }
.row > *, .days { max-width: 100%; justify-content: start; }
select, [type=date] { min-height: 34px; padding: 0 8px; font-size: max(16px, .875em); border-radius: 6px; }
.bars { gap: 2px; height: 60px; }
.bar { flex: 1 0 24px; display: flex; align-items: end; }
.bar span { flex: 1; min-height: 2px; background: color-mix(in srgb, var(--accent) 55%, var(--paper)); }
.bar:hover span, .bar[aria-pressed=true] span { background: var(--accent); }
.ends { display: flex; justify-content: space-between; }
.repair, .note, .error { padding: 8px 12px; border-radius: 6px; }
.error { color: var(--vestnik-error, light-dark(#96231b, #ffb4a8)); }
.status, .title, .more { font-weight: 600; }
.results { position: relative; min-height: 3px; }
.results[aria-busy=true] > * { opacity: .9; }
.results[aria-busy=true]::before { content: ""; position: absolute; inset: -8px 0 auto; height: 3px; opacity: 0;
  background: linear-gradient(90deg, #0000, var(--accent), #0000) 0 0 / 50% var(--surface);
  animation: show 1ms .2s forwards, run 1.4s infinite linear; }
@keyframes show { to { opacity: 1; } }
@keyframes run { to { background-position-x: 200%; } }
.hit { display: flex; gap: 16px; padding: 12px 0; border-bottom: var(--line); }
.words { flex: 1; min-width: 0; display: grid; gap: 4px; align-content: start; }
.title { font-size: 1.1em; line-height: 1.3; }
.title a { text-decoration: none; }
.title a:hover { text-decoration: underline; }
.title, .snippet { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 5; overflow: hidden; }
.meta > * + *::before { content: " · "; }
.image { width: 84px; height: 64px; object-fit: cover; border-radius: 6px; }
.more { padding: 7px 22px; color: var(--accent); }
.dropdown .panel { position: absolute; z-index: 9999; width: max(100%, min(480px, 100vw - 16px)); margin-top: 4px;
  max-height: var(--vestnik-max-height, min(70vh, 640px)); overflow-y: auto; }
.dropdown .panel > *, .dialog .panel > * { grid-area: auto; margin: 0; border-width: 0 0 1px; border-radius: 0;
  box-shadow: none; }
dialog { width: min(760px, 100vw - 16px); max-height: 90vh; padding: 0; margin: 4vh auto auto !important; }
dialog[open] { display: flex; flex-direction: column; }
dialog::backdrop { background: #0008; }
.head { padding: 8px; }
.head form { flex: 1; }
.dialog .panel { overflow-y: auto; }
@container (min-width: 560px) {
  .chips { flex-wrap: wrap; }
  .image { width: 132px; height: 92px; }
}
@media (prefers-reduced-motion) {
  .results[aria-busy=true]::before { animation-name: show; background: var(--accent); }
}
@media (forced-colors: active) {
  .chip[aria-pressed=true], .suggestion[aria-selected=true], .bar span { forced-color-adjust: none;
    color: HighlightText; background: Highlight; }
  .suggestion[aria-selected=true] * { color: inherit; }
  .button { border: 1px solid; }
}
`;

/** @type {CSSStyleSheet | undefined} */
let sheet;

/** The style sheet, made when it is first wanted. */
export function styleSheet() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(CSS);
  }
  return sheet;
}
