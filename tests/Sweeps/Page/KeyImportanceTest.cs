using EdgeResNet.Trainer.Sweeps.Page;

namespace EdgeResNet.Tests.Sweeps.Page;

public sealed class KeyImportanceTest
{
    private const int Recipes = 40;
    private static readonly double[] places = [.. Enumerable.Range(0, Recipes).Select(i => i / (Recipes - 1.0))];

    [Fact]
    public void A_key_that_orders_the_results_explains_them_and_one_that_does_not_explains_nothing()
    {
        Random random = new(3);
        Assert.Equal(1, KeyImportance.Of(places, isGrouped: false, [.. places.Select(x => Math.Exp(9 * x))])!.Value, 6); // ranks: any monotonic law
        double[] bowl = [.. places.Select(x => (x - 0.4) * (x - 0.4))];
        Assert.InRange(KeyImportance.Of(places, isGrouped: false, bowl)!.Value, 0.8, 1);
        double[] shares = [.. Enumerable.Range(0, 50).Select(_ => KeyImportance.Of(places, isGrouped: false, [.. places.Select(_ => random.NextDouble())])!.Value)];
        Assert.InRange(shares.Average(), 0, 0.06);
    }

    [Fact]
    public void A_list_explains_by_the_means_of_its_values()
    {
        double[] groups = [.. Enumerable.Range(0, Recipes).Select(i => i % 3.0)];
        Assert.InRange(KeyImportance.Of(groups, isGrouped: true, [.. groups.Select((group, i) => ((group == 1) ? 0.0 : 1) + (i * 1e-6))])!.Value, 0.6, 1); // neither rises nor falls with the number
        Assert.Equal(0, KeyImportance.Of(groups, isGrouped: true, [.. Enumerable.Range(0, Recipes).Select(i => (double)(i / 3))])!.Value, 1);
    }

    [Fact]
    public void One_diverged_recipe_decides_nothing()
    {
        double[] costs = [.. places.Select((_, i) => (double)(i * 7 % Recipes))];
        double usual = KeyImportance.Of(places, isGrouped: false, costs)!.Value;
        costs[^1] = 1e9;
        Assert.Equal(usual, KeyImportance.Of(places, isGrouped: false, costs)!.Value, 1);
    }

    [Fact]
    public void Too_few_recipes_say_nothing()
    {
        Assert.Null(KeyImportance.Of(places[..7], isGrouped: false, places[..7]));
        Assert.Null(KeyImportance.Of([.. Enumerable.Range(0, 9).Select(i => (double)i)], isGrouped: true, places[..9])); // as many groups as recipes
        Assert.Null(KeyImportance.Of([.. places.Select(_ => 1.0)], isGrouped: false, places));
    }
}
