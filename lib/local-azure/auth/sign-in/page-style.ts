/** Of the sign-in pages; the Content-Security-Policy names it by its hash. */
export const pageStyle = `
:root { color-scheme: light dark; --bg: #f7f8f9; --card: #fff; --fg: #1b2127; --soft: #55606b; --line: #cfd5da; --accent: #0f6877; --hover: #e3f1f3; }
@media (prefers-color-scheme: dark) {
  :root { --bg: #0d0f12; --card: #16191e; --fg: #e6e9ec; --soft: #a3adb7; --line: #3a424b; --accent: #74bdc9; --hover: #12323a; }
}
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 16px; background: var(--bg); color: var(--fg); font: 16px/1.5 system-ui, sans-serif; }
main { width: 100%; max-width: 440px; padding: 28px; background: var(--card); border: 1px solid var(--line); border-radius: 12px; overflow-wrap: anywhere; }
h1 { margin: 0 0 8px; font-size: 24px; line-height: 1.25; }
p { margin: 0 0 16px; }
.where { margin: 0 0 4px; color: var(--accent); font-size: 14px; font-weight: 600; }
.soft, .persona span { color: var(--soft); font-size: 14px; }
ul { list-style: none; margin: 0 0 16px; padding: 0; display: grid; gap: 10px; }
.persona, button { display: block; width: 100%; padding: 12px 16px; border: 1px solid var(--line); border-radius: 8px; background: transparent; color: inherit; font: inherit; text-align: start; text-decoration: none; cursor: pointer; }
.persona strong, .persona span { display: block; }
.persona:hover, button:hover { background: var(--hover); border-color: var(--accent); }
a { color: var(--accent); }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
main > :last-child { margin-bottom: 0; }
@media (max-width: 430px) { main { padding: 20px; } }
`;
