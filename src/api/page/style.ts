/** The status page's style: one column on a phone, both colour schemes. */
export const STYLE = `:root { --ground: #f7f8fa; --card: #fff; --ink: #17202b; --faint: #5c6b7a; --line: #dde3ea; --brand: #0b6bcb;
  --good: #1a7f4b; --bad: #c0342b; --busy: #0b6bcb; --wait: #8a6100; }
@media (prefers-color-scheme: dark) { :root { --ground: #0f151c; --card: #18212b; --ink: #e6edf3; --faint: #93a1b0; --line: #2a3642;
  --brand: #58a6ff; --good: #4cc38a; --bad: #ff7b72; --busy: #58a6ff; --wait: #e3b341; } }
* { box-sizing: border-box; }
[hidden] { display: none !important; }
body { margin: 0; background: var(--ground); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
header { display: flex; gap: 1rem; align-items: center; padding: .75rem 1rem; border-bottom: 1px solid var(--line); background: var(--card); }
h1 { margin: 0; font-size: 1.1rem; } h2 { margin: 0 0 .5rem; font-size: 1rem; }
#health { color: var(--faint); flex: 1; font-size: .85rem; }
main { max-width: 72rem; margin: 0 auto; padding: 1rem; display: grid; gap: 1rem; }
#message:empty, #dags:empty { display: none; } #message { margin: 0; color: var(--bad); }
form { display: grid; gap: .75rem; max-width: 22rem; width: 100%; margin: 10vh auto 0; padding: 1.25rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
label { display: grid; gap: .25rem; color: var(--faint); }
input, button { font: inherit; padding: .5rem .7rem; border-radius: .5rem; border: 1px solid var(--line); color: inherit; background: var(--ground); }
button { cursor: pointer; background: var(--brand); border-color: var(--brand); color: var(--card); }
button.quiet { background: none; color: var(--ink); border-color: var(--line); }
:focus-visible { outline: 2px solid var(--brand); outline-offset: 2px; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: .75rem 1rem; }
#dags { display: grid; gap: .5rem; }
.row + .runs { margin-top: .75rem; }
.row { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: center; }
.row .name { font-weight: 600; overflow-wrap: anywhere; flex: 1 1 12rem; } .faint { color: var(--faint); font-size: .85rem; }
.runs { display: flex; gap: .35rem; flex-wrap: wrap; }
.pill { font-size: .8rem; padding: .15rem .6rem; border-radius: 1rem; background: none; border: 1px solid currentColor; color: var(--faint); }
.success { color: var(--good); } .failed, .upstream_failed { color: var(--bad); } .running { color: var(--busy); }
.queued, .scheduled, .up_for_retry, .up_for_reschedule, .deferred { color: var(--wait); }
pre { margin: .5rem 0 0; padding: .75rem; overflow: auto; max-height: 22rem; background: var(--ground); border-radius: .5rem; font-size: .8rem; white-space: pre-wrap; overflow-wrap: anywhere; }
`;
