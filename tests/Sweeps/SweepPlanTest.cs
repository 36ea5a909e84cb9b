using System.Globalization;
using EdgeResNet.Tests.Build;
using EdgeResNet.Trainer.Sweeps;

namespace EdgeResNet.Tests.Sweeps;

public sealed class SweepPlanTest : IDisposable
{
    private const string Keys = """ "keys": {"lr": {"log": [0.001, 1]}, "label_smoothing": {"linear": [0, 0.2]}, "pad_crop": {"integer": [0, 3]}, "flip": [true, false], "arch": ["resnet20", "resnet32"]} """;

    private readonly TemporaryFolder folder = new();

    public SweepPlanTest() => Directory.CreateDirectory(folder["pets"]);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Draws_repeat_with_their_seed_stay_in_their_ranges_and_keep_the_first_ones()
    {
        SweepPlan plan = SweepFile.Plan(folder, Keys + """, "budget": {"trials": 400}""");
        Assert.Equal(400, plan.Trials);
        double[] rates = Numbers(plan, "lr");
        Assert.All(rates, lr => Assert.InRange(lr, 0.001, 1));
        Assert.InRange(rates.Count(lr => lr < 0.0316), 160, 240); // half of a logarithmic range lies below its geometric mean
        Assert.InRange(Numbers(plan, "label_smoothing").Average(), 0.09, 0.11);
        Assert.Equal(["0", "1", "2", "3"], SweepFile.Values(plan, "pad_crop").Distinct().Order(StringComparer.Ordinal));
        Assert.All(SweepFile.Values(plan, "pad_crop").CountBy(value => value), each => Assert.InRange(each.Value, 70, 130));
        Assert.Equal(["false", "true"], SweepFile.Values(plan, "flip").Distinct().Order(StringComparer.Ordinal));

        SweepPlan fewer = SweepFile.Plan(folder, Keys + """, "budget": {"trials": 7}""");
        Assert.Equal(plan.Candidates.Take(7).Select(Text), fewer.Candidates.Select(Text));
        SweepPlan other = SweepFile.Plan(folder, Keys + """, "draw_seed": 2, "budget": {"trials": 7}""");
        Assert.NotEqual(Text(fewer.Candidates[0]), Text(other.Candidates[0]));
    }

    [Fact]
    public void A_grid_has_every_combination_once_with_every_seed()
    {
        SweepPlan plan = SweepFile.Plan(folder, """ "method": "grid", "seeds": [5, 6], "keys": {"lr": {"log": [0.01, 1], "steps": 3}, "pad_crop": {"integer": [0, 1]}} """);
        Assert.Equal(["0.01", "0.01", "0.1", "0.1", "1", "1"], SweepFile.Values(plan, "lr"));
        Assert.Equal(["0", "1", "0", "1", "0", "1"], SweepFile.Values(plan, "pad_crop"));
        Assert.Equal(12, plan.Trials);
    }

    [Fact]
    public void Recipes_of_a_list_vary_like_a_key()
    {
        SweepPlan plan = SweepFile.Plan(folder, """ "method": "grid", "seeds": [1, 2] """, $"[{SweepFile.Tiny}, {{\"arch\": \"resnet32\"}}]");
        Assert.Equal(["\"resnet20\"", "\"resnet32\""], SweepFile.Values(plan, "arch"));
        Assert.Equal(["recipe 1", "recipe 2"], plan.Candidates.Select(candidate => Assert.Single(candidate.Values)).Select(value => $"{value.Key} {value.Value}"));
    }

    [Theory]
    [InlineData(9, 3, 9, "9×1 3×3 1×9")]
    [InlineData(10, 3, 9, "10×1 3×3 1×9")]
    [InlineData(5, 3, 9, "5×3 1×9")]
    [InlineData(27, 3, 9, "27×1 9×3 3×9")] // not below one epoch
    [InlineData(8, 2, 20, "8×3 4×5 2×10 1×20")]
    [InlineData(2, 3, 9, "2×9")]
    [InlineData(9, 3, 2, "9×2")]
    public void Rungs_keep_a_share_of_the_recipes_and_multiply_the_epochs(int candidates, int keep, int epochs, string rungs)
    {
        IReadOnlyList<Rung> made = Halving.Rungs(candidates, keep, epochs, seeds: 1);
        Assert.Equal(rungs, string.Join(' ', made.Select(rung => $"{rung.Candidates}×{rung.Epochs}")));
        Assert.Equal(Enumerable.Range(1, made.Sum(rung => rung.Candidates)), made.SelectMany(rung => rung.Trials));
    }

    [Theory]
    [InlineData("""{"epochs": 6}""", 6)]
    [InlineData("""{"epochs": 6, "trials": 4}""", 4)]
    [InlineData("""{"epochs": 6, "trials": 40}""", 6)]
    public void A_budget_of_epochs_limits_the_draws(string budget, int trials) =>
        Assert.Equal(trials, SweepFile.Plan(folder, Keys + $", \"budget\": {budget}").Trials);

    [Fact]
    public void A_budget_of_epochs_holds_for_all_rungs()
    {
        SweepPlan plan = SweepFile.Plan(folder, """ "method": "halving", "keys": {"lr": {"log": [0.01, 1]}}, "budget": {"epochs": 27} """, """{"epochs": 9}""");
        Assert.InRange(Halving.Cost(plan.Rungs), 1, 27);
        Assert.Equal(27, Halving.Cost(Halving.Rungs(9, 3, 9, 1)));
        Assert.InRange(plan.Candidates.Count, 9, 11);
    }

    [Theory]
    [InlineData("\"key\": {}", "unknown key 'key'; did you mean keys? correct or remove it")]
    [InlineData("\"budget\": {\"trails\": 3}", "unknown key 'trails'; did you mean trials? correct or remove it")]
    [InlineData("\"keys\": {\"lrr\": [1]}", "keys: unknown key 'lrr'; did you mean lr? correct or remove it")]
    [InlineData("\"keys\": {\"lr\": {\"lgo\": [0.1, 1]}}", "keys.lr: unknown key 'lgo'; did you mean log? correct or remove it")]
    [InlineData("\"keys\": {\"seed\": [1, 2]}", "keys: seed is not drawn; list the seeds in 'seeds', so that every recipe is trained with each")]
    [InlineData("\"keys\": {\"lr\": 0.1}", "keys.lr: expected a list of values, or a range such as {\"linear\": [0, 1]}")]
    [InlineData("\"keys\": {\"lr\": []}", "keys.lr: expected a list of values, or a range such as {\"linear\": [0, 1]}")]
    [InlineData("\"keys\": {\"lr\": {\"log\": [0, 1]}}", "keys.lr: a logarithmic range begins above 0")]
    [InlineData("\"keys\": {\"lr\": {\"log\": [1, 0.1]}}", "keys.lr: its first end is not below its second")]
    [InlineData("\"keys\": {\"lr\": {\"log\": [1]}}", "keys.lr: expected one range, such as {\"log\": [0.01, 1]} with its two ends")]
    [InlineData("\"keys\": {\"lr\": {\"log\": [1, 2], \"steps\": 1}}", "keys.lr: steps is 1; expected 2 to 1000")]
    [InlineData("\"keys\": {\"flip\": {\"linear\": [0, 1]}}", "keys.flip: has no numbers to draw from; list its values, such as [true, false]")]
    [InlineData("\"keys\": {\"pad_crop\": {\"integer\": [0, 99]}}", "keys.pad_crop: pad_crop is 99; expected 0 to 64")]
    [InlineData("\"keys\": {\"lr\": [0.1, -1]}", "keys.lr: lr is -1; expected a positive number")]
    [InlineData("\"method\": \"bayes\"", "method is 'bayes'; known are grid, random, halving")]
    [InlineData("\"objective\": \"top1\"", "objective is 'top1'; known are val_loss, val_top1")]
    [InlineData("\"seeds\": []", "seeds is empty; name at least one, or leave it out")]
    [InlineData("\"seeds\": [1, 1]", "seeds has one twice; remove it")]
    [InlineData("\"budget\": {\"trials\": 0}", "budget.trials is 0; expected 1 or more")]
    [InlineData("\"budget\": {\"hours\": 0}", "budget.hours is 0; expected a positive number")]
    [InlineData("\"keep\": 1", "keep is 1; expected 2 or more: one recipe of this many goes on")]
    [InlineData("\"keys\": {\"lr\": {\"log\": [0.1, 1]}}", "method random needs budget.trials or budget.epochs, such as \"budget\": {\"trials\": 20}")]
    [InlineData("\"seeds\": [1, 2, 3], \"budget\": {\"trials\": 2}", "budget.trials is 2, fewer than the 3 seeds of one recipe; raise it")]
    [InlineData("\"method\": \"grid\", \"keys\": {\"lr\": {\"log\": [0.1, 1]}}", "keys.lr: a grid needs its number of values; add \"steps\": 3, or list them")]
    [InlineData("\"method\": \"grid\", \"keys\": {\"pad_crop\": {\"integer\": [0, 9]}}, \"budget\": {\"epochs\": 9}", "the grid needs 10 epochs, and budget.epochs is 9; take fewer values, or method random")]
    [InlineData("\"method\": \"halving\", \"keys\": {\"epochs\": [1, 2]}, \"budget\": {\"trials\": 9}", "keys.epochs: successive halving sets the epochs of each rung; set the last rung's in the recipe")]
    [InlineData("\"slurm\": [\"time=1\"]", "slurm has 'time=1'; expected options such as --time=8:00:00")]
    public void A_file_that_cannot_be_meant_is_refused_in_one_line(string more, string message)
    {
        string text = Assert.Throws<InputException>(() => SweepFile.Plan(folder, more)).Message;
        Assert.StartsWith(folder["sweep-file.json"], text, StringComparison.Ordinal);
        Assert.EndsWith($": {message}", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_recipe_is_named()
    {
        Assert.Contains("unknown key 'epoch'; did you mean epochs?", Assert.Throws<InputException>(() => SweepFile.Plan(folder, "\"method\": \"grid\"", """{"epoch": 3}""")).Message, StringComparison.Ordinal);
        Assert.Contains(folder["none.json"], Assert.Throws<InputException>(() => SweepFile.Plan(folder, "\"method\": \"grid\"", $"\"{folder["none.json"]}\"")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_shipped_sweeps_are_valid()
    {
        string[] files = Directory.GetFiles(Path.Combine(Command.RepositoryRoot, "trainer", "recipes", "sweeps"), "*.json");
        Assert.NotEmpty(files);
        Assert.All(files, file => Assert.InRange(SweepPlan.Of(SweepSpec.Read(file), file).Trials, 2, 100));
    }

    private static string Text(Candidate candidate) => candidate.Recipe.ToJsonString();

    private static double[] Numbers(SweepPlan plan, string key) => [.. SweepFile.Values(plan, key).Select(value => double.Parse(value, CultureInfo.InvariantCulture))];
}
