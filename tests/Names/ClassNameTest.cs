using EdgeResNet.Shared.Data;
using EdgeResNet.Shared.Evaluation;

namespace EdgeResNet.Tests.Names;

public sealed class ClassNameTest
{
    private const string Composed = "caf\u00e9";
    private const string Decomposed = "cafe\u0301";

    [Theory]
    [InlineData(Composed, Decomposed, "Unicode")]
    [InlineData("\ud55c", "\u1112\u1161\u11ab", "Unicode")] // Hangul
    [InlineData("\u1ead", "a\u0302\u0323", "Unicode")] // two marks in another order
    [InlineData("Cat", "cat", "case")]
    [InlineData("\u00c9t\u00e9", "e\u0301te\u0301", "case")]
    [InlineData("cat ", "cat", "blanks")]
    public void Names_that_people_read_as_one_are_one(string a, string b, string difference)
    {
        Assert.NotEqual(a, b);
        Assert.True(ClassName.AreSame(a, b));
        Assert.Contains(difference, ClassName.Difference(a, b), StringComparison.Ordinal);
    }

    [Fact]
    public void A_label_is_composed_and_other_names_differ()
    {
        Assert.Equal(Composed, ClassName.Of(Decomposed));
        Assert.Equal("Cat", ClassName.Of(" Cat "));
        Assert.False(ClassName.AreSame("cafe", Composed));
        Assert.False(ClassName.AreSame("a b", "ab"));
    }

    [Fact]
    public void A_models_labels_are_found_in_any_writing_and_never_shown_as_two_equal_ones()
    {
        string[] labels = [Decomposed, "T-shirt/top", "Cat", "cat"];
        Assert.Equal(Decomposed, ClassOrder.LabelOf(Composed, labels));
        Assert.Equal("T-shirt/top", ClassOrder.LabelOf("t-shirt_top", labels));
        Assert.Equal("cat", ClassOrder.LabelOf("cat", labels)); // the exact one first
        Assert.Equal("Cat", ClassOrder.LabelOf("CAT", labels));
        Assert.Null(LabelComparison.Difference([Composed, "dog"], [Decomposed, "Dog"]));
    }
}
