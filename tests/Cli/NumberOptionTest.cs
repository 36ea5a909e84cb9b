using System.CommandLine;
using System.CommandLine.Parsing;
using EdgeResNet.EdgeApp.Verbs;
using EdgeResNet.Shared.Cli;
using EdgeResNet.Trainer.Verbs;

namespace EdgeResNet.Tests.Cli;

public class NumberOptionTest
{
    [Theory]
    [InlineData("1.5", 1.5)]
    [InlineData("-2", -2)]
    [InlineData("1e3", 1000)]
    public void A_number_has_a_decimal_point(string text, double number)
    {
        (ParseResult parsed, NumberOption<double> sure, NumberOption<double?> absent) = Parse(text);
        Assert.Empty(parsed.Errors);
        Assert.Equal((number, null), (parsed.GetValue(sure), parsed.GetValue(absent)));
    }

    [Theory]
    [InlineData("1,5")]
    [InlineData("1,000.5")]
    [InlineData("much")]
    [InlineData("")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    public void Text_that_is_no_number_is_a_plain_usage_error(string text)
    {
        ParseError error = Assert.Single(Parse(text).Parsed.Errors);
        Assert.Equal($"Cannot parse argument '{text}' for option '--sure': expected a number such as 1.5", error.Message);
    }

    [Fact]
    public void A_missing_number_takes_the_default()
    {
        (ParseResult parsed, NumberOption<double> sure, _) = Parse();
        Assert.Equal(7, parsed.GetValue(sure));
    }

    [Fact]
    public void No_verb_accepts_a_decimal_comma()
    {
        Command[] verbs = [LiveVerb.Create(), DemoVerb.Create(), ClassifyVerb.Create(), BenchVerb.Create(), DevicesVerb.Create(), VerifyVerb.Create(), DataVerb.Create(), TrainVerb.Create(), RetrainVerb.Create(), EvaluateVerb.Create(), ExportVerb.Create(), CalibrateVerb.Create(), QuantizeVerb.Create(), DescribeVerb.Create(), ThroughputVerb.Create(), StudyVerb.Create()];
        (Command Verb, Option Option)[] numbers = [.. verbs.SelectMany(WithSubcommands).SelectMany(verb => verb.Options.Where(TakesNumber).Select(option => (verb, option)))];
        Assert.True(numbers.Length > 40);
        Assert.All(numbers, number => Assert.Contains(number.Verb.Parse([number.Option.Name, "1,5"]).Errors, error => error.Message.Contains($"'1,5' for option '{number.Option.Name}': expected a number", StringComparison.Ordinal)));
    }

    private static IEnumerable<Command> WithSubcommands(Command verb) => [verb, .. verb.Subcommands.SelectMany(WithSubcommands)];

    private static bool TakesNumber(Option option) => (Nullable.GetUnderlyingType(option.ValueType) ?? option.ValueType) is Type type && (type == typeof(double) || type == typeof(float));

    private static (ParseResult Parsed, NumberOption<double> Sure, NumberOption<double?> Absent) Parse(params string[] text)
    {
        NumberOption<double> sure = new("--sure") { DefaultValueFactory = _ => 7 };
        NumberOption<double?> absent = new("--absent");
        Command verb = new("act") { sure, absent };
        return (verb.Parse([.. text.SelectMany(value => (string[])["--sure", value])]), sure, absent);
    }
}
