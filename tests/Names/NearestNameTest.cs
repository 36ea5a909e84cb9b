using System.CommandLine;
using EdgeResNet.Shared.Cli;

namespace EdgeResNet.Tests.Names;

public sealed class NearestNameTest
{
    [Theory]
    [InlineData("--sorce", "--source")]
    [InlineData("--modle", "--model")]
    [InlineData("--MODEL", "--model")]
    [InlineData("--precison", "--precision")]
    [InlineData("--prec", "--precision")]
    [InlineData("--verbos", "--verbose")]
    [InlineData("--web-tokn", "--web-token")]
    [InlineData("--xyzzy", null)]
    [InlineData("-q", null)]
    [InlineData("", null)]
    public void A_mistyped_option_has_a_nearest_or_none(string typed, string? meant) =>
        Assert.Equal(meant, NearestName.Of(typed, ["--source", "--model", "--precision", "--verbose", "--web-token", "--web"]));

    [Theory]
    [InlineData(new[] { "act", "--sorce", "x" }, "error: Unrecognized command or argument '--sorce'; did you mean --source? (--help lists the options)\n")]
    [InlineData(new[] { "act", "--source=x", "--verbos" }, "error: Unrecognized command or argument '--verbos'; did you mean --verbose? (--help lists the options)\n")]
    [InlineData(new[] { "atc" }, "error: Unrecognized command or argument 'atc'; did you mean act? (--help lists the options)\n")]
    [InlineData(new[] { "act", "--zebra" }, "error: Unrecognized command or argument '--zebra' (--help lists the options)\n")]
    public void The_error_names_it(string[] arguments, string line)
    {
        Command act = new("act") { new Option<string>("--source") };
        act.SetAction(_ => 0);
        StringWriter errors = new();
        Assert.Equal(2, VerbRunner.Run(new RootCommand { act }, arguments, TextWriter.Null, errors));
        Assert.Equal(line, errors.ToString());
    }
}
