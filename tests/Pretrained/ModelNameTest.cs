using EdgeResNet.Shared.Pretrained;

namespace EdgeResNet.Tests.Pretrained;

/// <summary>A weight name as <c>--model</c>: the cached bundle, or the launcher's <c>pull</c>, replaced by a script.</summary>
public sealed class ModelNameTest : IDisposable
{
    private static readonly PublishedWeights weights = WeightCatalog.Find("torchvision:resnet18");
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter notes = new();
    private readonly WeightStore store;

    public ModelNameTest()
    {
        Directory.CreateDirectory(folder["own"]);
        File.WriteAllBytes(folder[$"own/{weights.FileName}"], [1, 2, 3]);
        store = new WeightStore(new WeightPlaces(folder["cache"], folder["own"], new Uri("http://127.0.0.1:1/")), new Transfer(notes, redraw: false), TimeSpan.FromSeconds(5));
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private string Bundle => store.BundleFolder(weights);

    public void Dispose()
    {
        notes.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Paths_are_kept_and_unknown_names_are_refused()
    {
        Assert.Equal("models/torchvision", ModelName.Resolve("models/torchvision", Stop));
        Assert.Throws<UsageException>(() => ModelName.Resolve("torchvision:resnet19", Stop));
    }

    [Fact]
    public async Task A_cached_bundle_is_used_without_a_trainer()
    {
        Directory.CreateDirectory(Bundle);
        await File.WriteAllTextAsync(Path.Combine(Bundle, "card.json"), "{}", Stop);
        Assert.Equal(Bundle, await ModelName.ResolveAsync(weights, store, null, Stop));
    }

    [Fact]
    public async Task A_missing_bundle_and_trainer_names_the_command_for_another_machine()
    {
        InputException error = await Assert.ThrowsAsync<InputException>(() => ModelName.ResolveAsync(weights, store, null, Stop));
        Assert.Contains("./edgeresnet pull torchvision:resnet18@V1 --out BUNDLE", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_trainer_makes_the_bundle_and_its_output_becomes_notes()
    {
        string path = await ModelName.ResolveAsync(weights, store, Trainer($"mkdir -p '{Bundle}'; echo '{{}}' > '{Bundle}/card.json'; echo made \"$@\"; echo noted >&2"), Stop);
        Assert.Equal(Bundle, path);
        Assert.True(File.Exists(Path.Combine(path, "card.json")));
        Assert.Contains("made pull torchvision:resnet18@V1\n", notes.ToString(), StringComparison.Ordinal);
        Assert.Contains("noted\n", notes.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, typeof(UsageException))]
    [InlineData(3, typeof(InputException))]
    [InlineData(4, typeof(DeviceException))]
    [InlineData(130, typeof(OperationCanceledException))]
    public async Task The_trainers_error_is_reported_once_with_its_exit_code(int code, Type expected)
    {
        Exception error = await Assert.ThrowsAnyAsync<Exception>(() => ModelName.ResolveAsync(weights, store, Trainer($"echo 'error: it is so' >&2; exit {code}"), Stop));
        Assert.Equal((expected, "it is so"), (error.GetType(), error.Message));
        Assert.DoesNotContain("it is so", notes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trainer_that_dies_silently_is_reported_with_its_command()
    {
        InputException error = await Assert.ThrowsAsync<InputException>(() => ModelName.ResolveAsync(weights, store, Trainer("exit 9"), Stop));
        Assert.Contains("./edgeresnet pull torchvision:resnet18@V1 ended with exit code 9", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_ends_the_trainer_and_its_children()
    {
        using CancellationTokenSource interrupted = new();
        Task<string> resolving = ModelName.ResolveAsync(weights, store, Trainer($"sleep 600 & echo $! > '{folder["child"]}.tmp'; mv '{folder["child"]}.tmp' '{folder["child"]}'; wait"), interrupted.Token);
        Eventually.True(() => File.Exists(folder["child"]));
        int child = int.Parse(await File.ReadAllTextAsync(folder["child"], Stop), System.Globalization.CultureInfo.InvariantCulture);
        await interrupted.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => resolving);
        Eventually.True(() => !File.Exists($"/proc/{child}/stat") || File.ReadAllText($"/proc/{child}/stat").Contains(") Z", StringComparison.Ordinal));
    }

    private TrainerChild Trainer(string script)
    {
        File.WriteAllText(folder["launcher"], script + "\n");
        return new TrainerChild(folder["launcher"], notes);
    }
}
