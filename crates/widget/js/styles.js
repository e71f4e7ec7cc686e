// The one style sheet of all widgets. Sizes are in px and em: the page's rem is none of ours.

const CSS = `
:host { all: initial; display: block; width: 100%; min-width: min(100%, 240px);
  max-width: -webkit-fill-available; max-width: stretch; color-scheme: light dark; }
:host([mode=dialog]) { display: inline-block; width: auto; min-width: 0; }
:host([theme=light]) { color-scheme: light; }
:host([theme=dark]) { color-scheme: dark; }
:host([hidden]), [hidden], :empty:not(input, span, img) { display: none !important; }
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
  color-scheme: inherit;
  visibility: inherit;
  display: block;
  position: relative;
  direction: ltr;
  font: var(--vestnik-font-size, 16px)/1.45 var(--vestnik-font, system-ui, sans-serif);
  color: var(--ink);
  overflow-wrap: anywhere;
}
:where(.root *) { box-sizing: border-box; margin: 0; padding: 0; list-style: none; font: inherit; color: inherit; }
button { border: 0; background: none; cursor: pointer; }
button q { pointer-events: none; }
a, .link { color: var(--accent); text-decoration: underline; text-underline-offset: 3px; min-height: 24px;
  display: inline-block; text-align: start; }
mark { color: var(--vestnik-mark-text, var(--ink)); background: var(--vestnik-mark, light-dark(#ffe9a3, #6b5410)); }
:focus-visible, .box:focus-within, [aria-selected=true] { outline: 2px solid var(--accent); outline-offset: -1px; }
.quiet { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.box, .open-button, .more, select, [type=date] { background: var(--paper); border: 1px solid var(--muted);
  border-radius: var(--radius); }
.box, .open-button, .head { display: flex; align-items: center; }
.icon { position: relative; width: 16px; height: 16px; margin: 0 8px 4px 12px; border: 2px solid; border-radius: 50%; }
.icon::after { content: ""; position: absolute; inset: 9px -5px auto auto; width: 7px; rotate: 45deg;
  border-top: 2px solid; }
.icon, ::placeholder, small, kbd, .count, .meta, .missing, .ends, .clear, .close-button, .open-button {
  color: var(--muted); opacity: 1; }
.input { flex: 1; width: 0; padding: 10px 4px; border: 0; outline: 0 !important; background: none;
  font-size: max(16px, 1em); }
.clear, .close-button { width: 36px; height: 36px; font-size: 1.3em; }
.button { align-self: stretch; margin: 3px; padding: 0 16px; border-radius: calc(var(--radius) - 4px); }
.button, .chip[aria-pressed=true] { color: var(--on-accent); background: var(--accent); }
.open-button { padding: 10px 14px 10px 0; }
kbd { margin-left: 14px; }
.panel, .body, .filters, .empty { display: grid; grid-template-columns: 100%; align-content: start; }
.body, .filters, .empty { gap: var(--gap); }
.body, .suggestions { grid-area: 1 / 1; margin-top: 4px; }
.body { container-type: inline-size; padding: var(--gap); background: var(--paper); border-radius: var(--radius); }
.suggestions, dialog, .dropdown .panel { background: var(--paper); color: var(--ink); border: var(--line);
  border-radius: var(--radius); box-shadow: 0 8px 32px #0003; }
.suggestions { z-index: 1; align-self: start; padding: 4px; }
.suggestion { display: flex; align-items: baseline; gap: 16px; padding: 5px 12px; border-radius: 6px; cursor: pointer; }
.suggestion > *, .chip { white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
.suggestion > span { flex: 1; }
.suggestion mark { background: none; color: inherit; }
.suggestion:hover, [aria-selected=true], .chip, .repair, .note, .error, .image { background: var(--surface); }
.suggestion mark, .button, .status, .title, .more { font-weight: 600; }
small, .count, .meta, .missing, .ends, .footer, .chip { font-size: .875em; }
.chips, .periods, .timeline { display: flex; gap: 6px; padding: 3px; margin: -3px; overflow-x: auto;
  scrollbar-width: none; }
.chip { flex: none; max-width: 100%; padding: 4px 12px; border: var(--line); border-radius: 99px; }
.chip * { margin-right: 5px; color: inherit; }
.row, .days, .error, .ends { display: flex; flex-wrap: wrap; gap: 6px var(--gap); justify-content: space-between; }
.periods { max-width: 100%; }
.days { justify-content: start; }
.days input { margin-left: 6px; }
select, [type=date] { max-width: 100%; min-height: 34px; padding: 0 8px; font-size: max(16px, .875em);
  border-radius: 6px; }
.timeline { gap: 2px; height: 60px; }
.bar { flex: 1 0 24px; display: flex; align-items: end; }
.bar span { flex: 1; min-height: 2px; background: var(--accent); opacity: .6; }
.bar:hover span, .bar[aria-pressed=true] span { opacity: 1; }
.repair, .note, .error { padding: 8px 12px; border-radius: 6px; }
.repairs > * + * { margin-top: 6px; }
.error { color: var(--vestnik-error, light-dark(#96231b, #ffb4a8)); }
.results { position: relative; min-height: 3px; }
.results[aria-busy=true] > * { opacity: .9; }
.results[aria-busy=true]::before { content: ""; position: absolute; inset: -8px 0 auto; height: 3px; opacity: 0;
  background: var(--accent); animation: wait 1s .2s infinite alternate; }
@keyframes wait { to { opacity: 1; } }
.hit { display: flex; gap: 16px; padding: 12px 0; border-bottom: var(--line); }
li:first-child > .hit { padding-top: 0; }
.words { flex: 1; min-width: 0; display: grid; gap: 4px; align-content: start; }
.title { font-size: 1.1em; line-height: 1.3; }
.title a { text-decoration: none; }
.title a:hover { text-decoration: underline; }
.title a, .words p { display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 5; overflow: hidden; }
.meta > * + ::before { content: " · "; }
.image { width: 84px; height: 64px; object-fit: cover; border-radius: 6px; }
.more { padding: 7px 22px; color: var(--accent); }
.dropdown .panel { position: absolute; z-index: 9999; width: max(100%, min(480px, 100vw - 16px)); margin-top: 4px;
  max-height: var(--vestnik-max-height, min(70vh, 640px)); overflow-y: auto; }
:not(.inline) > .panel > * { grid-area: auto; margin: 0; border-width: 0 0 1px; border-radius: 0; box-shadow: none; }
dialog { width: min(760px, 100vw - 16px); max-height: 90vh; margin: 4vh auto auto; }
dialog[open] { display: flex; flex-direction: column; }
dialog::backdrop { background: #0008; }
.head { padding: 8px; }
.head form { flex: 1; }
dialog .panel { overflow-y: auto; }
@container (min-width: 560px) {
  .chips { flex-wrap: wrap; }
  .image { width: 132px; height: 92px; }
}
@media (max-width: 400px) {
  dialog .button { display: none; }
}
@media (prefers-reduced-motion) {
  .results[aria-busy=true]::before { animation: wait 1ms .2s forwards; }
}
@media (forced-colors: active) {
  .chip[aria-pressed=true], [aria-selected=true], .bar span { forced-color-adjust: none; color: HighlightText;
    background: Highlight; }
  [aria-selected=true] * { color: inherit; }
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
