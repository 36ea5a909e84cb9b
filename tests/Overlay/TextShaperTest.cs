using EdgeResNet.EdgeApp.Overlay;

namespace EdgeResNet.Tests.Overlay;

public class TextShaperTest
{
    [Fact]
    public void Arabic_letters_are_joined()
    {
        using SystemFonts installed = new();
        Assert.SkipWhen(installed.Find('ع') is null, "no installed font has Arabic (apt-get install fonts-noto-core)");
        using HudFace face = HudFace.FromResource("Fonts/Inter-Bold.otf");
        TextShaper shaper = new(installed);
        using ShapedText joined = shaper.Shape("ععع", face, 100);
        using ShapedText apart = shaper.Shape("ع", face, 100);
        Assert.True(Math.Abs(joined.Width - (3 * apart.Width)) > 5, "three letters are as wide as three isolated ones");
    }

    [Fact]
    public void A_machine_without_fonts_draws_boxes_instead_of_failing()
    {
        using SystemFonts none = new([Path.Combine(Path.GetTempPath(), "no-such-folder")]);
        using HudFace face = HudFace.FromResource("Fonts/Inter-Bold.otf");
        using ShapedText text = new TextShaper(none).Shape("运动鞋", face, 20);
        Assert.NotNull(text.Blob);
        Assert.True(text.Width > 0);
    }

    [Fact]
    public void Too_wide_text_ends_in_an_ellipsis_that_fits()
    {
        using TextCache texts = new();
        ShapedText whole = texts.Get("a label as long as a sentence", TextWeight.Medium, 20);
        ShapedText fitted = texts.Get("a label as long as a sentence", TextWeight.Medium, 20, 100);
        Assert.True(whole.Width > 200);
        Assert.InRange(fitted.Width, 60, 100);
        Assert.Same(fitted, texts.Get("a label as long as a sentence", TextWeight.Medium, 20, 100));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("\uD800")]
    [InlineData("a\u0000b\tc\u200D")]
    [InlineData("👩‍👩‍👧‍👦 family")]
    public void Any_string_can_be_shaped(string text)
    {
        using TextCache texts = new();
        ShapedText shaped = texts.Get(text, TextWeight.Bold, 20, 50);
        Assert.True(float.IsFinite(shaped.Width));
    }
}
