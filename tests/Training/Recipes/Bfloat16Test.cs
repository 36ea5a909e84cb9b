using EdgeResNet.Trainer.Training.Recipes;

namespace EdgeResNet.Tests.Training.Recipes;

public sealed class Bfloat16Test
{
    [Fact]
    public void A_run_is_in_float32_and_says_so_where_bfloat16_would_only_cost_time()
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
