using EdgeResNet.Trainer.Training.Recipes;

namespace EdgeResNet.Tests.Training.Recipes;

public sealed class Bfloat16Test
{
    [Fact]
    public void Slow_bfloat16_falls_back_to_float32_with_a_message()
    {
        Recipe wanted = new() { Precision = "bf16", Seed = 7 };
        using StringWriter slow = new();
        Assert.Equal(wanted with { Precision = "fp32" }, Bfloat16.Fit(wanted, isFast: false, slow));
        Assert.Contains("AVX-512", slow.ToString(), StringComparison.Ordinal);
        using StringWriter fast = new();
        Assert.Equal(wanted, Bfloat16.Fit(wanted, isFast: true, fast));
        Assert.Equal(new Recipe(), Bfloat16.Fit(new Recipe(), isFast: false, fast));
        Assert.Equal("", fast.ToString());
    }
}
