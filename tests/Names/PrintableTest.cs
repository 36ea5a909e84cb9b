namespace EdgeResNet.Tests.Names;

public class PrintableTest
{
    [Theory]
    [MemberData(nameof(NastyNames.Hidden), MemberType = typeof(NastyNames))]
    public void Characters_that_a_display_obeys_or_hides_are_shown(string name, string shown)
    {
        Assert.Equal(shown, Printable.Of(name));
        Assert.False(Printable.Is(name));
        Assert.Equal(shown, Printable.Of(shown)); // escaping twice changes nothing
    }

    [Theory]
    [MemberData(nameof(NastyNames.Plain), MemberType = typeof(NastyNames))]
    [MemberData(nameof(NastyNames.Markup), MemberType = typeof(NastyNames))]
    public void Words_of_any_script_stay(string name)
    {
        Assert.Same(name, Printable.Of(name));
        Assert.True(Printable.Is(name) && Printable.IsName(name));
    }

    [Theory]
    [InlineData("a\u001bb")]
    [InlineData("a\nb")]
    [InlineData("a\u202eb")]
    [InlineData("a\u2067b")]
    public void No_class_has_a_name_that_changes_other_text(string name) => Assert.False(Printable.IsName(name));

    [Fact]
    public void Half_of_a_pair_is_no_name() => Assert.False(Printable.IsName("a\ud800")); // an attribute cannot hold it

    [Fact]
    public void Line_feeds_of_a_text_stay() => Assert.Equal("a\n\\u001bb\n", Printable.Lines("a\n\u001bb\n"));
}
