using System.Xml.Linq;
using EdgeResNet.Shared.Bundles;
using EdgeResNet.Shared.Charts;

namespace EdgeResNet.Tests.Charts;

public class TextWidthTest
{
    [Theory]
    [InlineData("cat", 21, "cat")]
    [InlineData("cats", 21, "ca…")]
    [InlineData("運動鞋運動鞋", 45, "運動鞋…")]
    [InlineData("👩‍👩‍👧👩‍👩‍👧", 20, "👩‍👩‍👧…")] // a family is one sign
    [InlineData("cat", 0, "…")]
    public void A_text_is_cut_at_its_end(string text, double room, string expected) => Assert.Equal(expected, TextWidth.Cut(text, room));

    [Theory]
    [InlineData("x")]
    [InlineData("鞋")]
    public void Names_of_a_matrix_stay_inside_and_are_whole_under_the_pointer(string letter)
    {
        string name = string.Concat(Enumerable.Repeat(letter, 120));
        XElement picture = XElement.Parse(ConfusionChart.Draw(Confusions.Of([name, "b"])));
        XElement[] named = [.. picture.Descendants().Where(part => part.Name.LocalName == "g")];
        Assert.Equal(2, named.Length); // a row and a column
        foreach (XElement part in named)
        {
            Assert.Equal(name, part.Elements().First().Value);
            XElement text = part.Elements().Last();
            Assert.StartsWith(name[..10], text.Value, StringComparison.Ordinal);
            Assert.EndsWith("…", text.Value, StringComparison.Ordinal);
            Assert.True(TextWidth.Of(text.Value) <= 200);
        }
    }
}
