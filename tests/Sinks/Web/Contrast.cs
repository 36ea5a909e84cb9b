using Microsoft.Playwright;

namespace EdgeResNet.Tests.Sinks.Web;

/// <summary>Contrast of the page's texts, found by painting their colours on a canvas.</summary>
internal static class Contrast
{
    private const string DullTexts = """
        () => {
          const c = Object.assign(document.createElement('canvas'), { width: 1, height: 1 }).getContext('2d', { willReadFrequently: true });
          const luminance = ([r, g, b]) => [r, g, b].map(v => (v /= 255) <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4).reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
          const pixel = colors => { for (const color of colors) { c.fillStyle = color; c.fillRect(0, 0, 1, 1); } return [...c.getImageData(0, 0, 1, 1).data]; };
          const dull = [];
          for (const e of document.querySelectorAll('header *, .side *, .unknown *, .tools *, footer *')) {
            if (![...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()) || !e.checkVisibility({ opacityProperty: true, visibilityProperty: true }) || e.matches('h1 b, h1 b *')) continue;
            const behind = [];
            for (let p = e; p; p = p.parentElement) behind.unshift(getComputedStyle(p).backgroundColor);
            const ground = pixel(behind), text = pixel([...behind, getComputedStyle(e).color]), [a, b] = [luminance(ground), luminance(text)].sort((x, y) => y - x);
            if ((a + .05) / (b + .05) < 4.5) dull.push(`${e.id || e.className || e.tagName}: ${e.textContent} ${((a + .05) / (b + .05)).toFixed(1)}`);
          }
          return dull;
        }
        """;

    /// <summary>Texts with less contrast to their background than WCAG AA's 4.5.</summary>
    public static Task<string[]> DullTextsAsync(IPage page) => page.EvaluateAsync<string[]>(DullTexts);
}
