import { describe, expect, it } from 'vitest';
import { html } from '../../src/report/html.ts';

describe('html', () => {
  it('escapes text and attribute values', () => {
    const hostile = `"><script>alert('1')</script>&amp;`;
    expect(html`<p title="${hostile}">${hostile}</p>`.markup).toBe(
      '<p title="&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;">&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;</p>',
    );
  });

  it('keeps markup put into markup, and lists of it', () => {
    const items = ['a', '<'].map((text) => html`<li>${text}</li>`);
    expect(html`<ul>${items}</ul>`.markup).toBe('<ul><li>a</li><li>&lt;</li></ul>');
  });

  it('writes numbers as coordinates and null as nothing', () => {
    expect(html`<g x="${1 / 3}">${null}</g>`.markup).toBe('<g x="0.33"></g>');
  });
});
