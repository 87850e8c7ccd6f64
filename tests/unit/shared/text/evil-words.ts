const esc = '\u001b';

/** Words that are more than words where a surface takes them for what they say. */
export const evilWords: Record<string, string> = {
  'a command link': '[Admit](command:workbench.action.closeAllEditors)',
  'a web link with a title': '[Admit](https://example.org "go")',
  'an icon': '$(shield) Verified host',
  'an image': '![x](https://example.org/x.png)',
  HTML: '<img src=x onerror=alert(1)>"><b>Ada</b>',
  'a bare address': 'https://example.org/ www.example.org a@example.org',
  Markdown: '# *Ada* `x` | ~y~ &lt; \\',
  'a window title': `${esc}]0;owned\u0007`,
  'the clipboard': `${esc}]52;c;ZXZpbA==\u0007`,
  'C1 controls': '\u009b31m\u009d0;x\u009c',
  'another line': 'Ada\r\nstatus: online\u2028x\u2029y\u0085z\u000bw',
  'a backspace': 'Ada\b\b\bEve\u0000\u007f',
  'an override': 'Ada \u202egnp.exe\u202c',
  isolates: '\u2066\u2067\u2068Ada\u2069\u061c\u200e\u200f\u202a\u202b\u202d',
  'zero width': 'A\u200bd\u200ca\ufeff\u2060\u00ad\u180e\u034f',
  'fillers for a name': '\u3164\u115f\u1160\uffa0',
  'selectors and blanks': 'A\ufe0fd\ufe00a\u{e0100}\u{1d159}\u2800\u180b\ufdd0',
  tags: 'Ada\u{e0041}\u{e0042}\u{e007f}',
  'half a character': 'Ada\ud800 \udc00',
  'a tower of marks': `A${'\u0301'.repeat(80)}da`,
  'too much': 'x'.repeat(100_000),
};

/** Characters that no surface may be given. */
export const neverShown =
  /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u00ad\u3164\u115f\u1160\uffa0\u2800\ufdd0\u{1d159}\u{e0000}-\u{e007f}]|[\ufe00-\ufe0d]|[\u{e0100}-\u{e01ef}]|\u180b/u;
